"""What the pipeline page offers in the palette: faces, views, the filter, and what is done to the chosen deals."""

from functools import partial
from typing import TYPE_CHECKING

from leaddesk.gui.actions import PaletteAction
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.faces import FACES
from leaddesk.gui.texts import tr

if TYPE_CHECKING:
    from leaddesk.gui.pipeline.pipeline_page import PipelinePage

VIEW_KEYS = tuple(f"Alt+{number}" for number in range(1, 10))


def page_offers(page: "PipelinePage") -> list[PaletteAction]:
    """All that can be done now."""
    return [*_on_deals(page), *_on_filter(page), *_views(page), *_faces(page)]


def _on_deals(page: "PipelinePage") -> list[PaletteAction]:
    ids = page.face.chosen_ids
    if not ids:
        return []
    card = page.face.known(ids[0])
    title = card.title if card is not None and len(ids) == 1 else tr("%n deal(s)", len(ids))
    ways = [
        (tr("Won: {title}"), CardAction.WIN, "Ctrl+Shift+W", "won"),
        (tr("Lost: {title}"), CardAction.LOSE, "Ctrl+Shift+L", "lost"),
        (tr("Delete: {title}"), CardAction.DELETE, "Del", "delete"),
    ]
    if len(ids) == 1:
        ways[:0] = [
            (tr("Open: {title}"), CardAction.OPEN, "Enter", "pipeline"),
            (tr("Plan a follow-up: {title}"), CardAction.PLAN, "", "calendar"),
        ]
    return [
        PaletteAction(words.format(title=title), partial(page.do, action, ids), keys, icon)
        for words, action, keys, icon in ways
    ]


def _on_filter(page: "PipelinePage") -> list[PaletteAction]:
    offers = []
    if page.condition:
        offers.append(PaletteAction(tr("Clear the filter"), page.filter_bar.clear, icon="close"))
    if page.state.is_changed:
        offers.append(PaletteAction(tr("Save the view"), page.tabs.actions_on.save))
        offers.append(PaletteAction(tr("Show the view as it was saved"), page.tabs.revert.click))
    offers.append(PaletteAction(tr("Save as view…"), page.tabs.actions_on.save_as))
    return offers


def _views(page: "PipelinePage") -> list[PaletteAction]:
    if not page.state.names:
        return []
    names = [tr("All deals"), *(name for _, name in page.state.names)]
    keys = [*VIEW_KEYS, *[""] * len(names)]
    return [
        PaletteAction(tr("View: {name}").format(name=name), partial(page.tabs.choose_place, place), keys[place])
        for place, name in enumerate(names)
    ]


def _faces(page: "PipelinePage") -> list[PaletteAction]:
    return [
        PaletteAction(tr("Show as: {face}").format(face=label()), partial(page.show_face, kind))
        for kind, label, _ in FACES
        if kind is not page.options.face
    ]

"""What is seen, read out and told of a card."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import DealStatus, FollowUpKind, Tag, Temperature
from leaddesk.domain.summaries import Card, NextStep
from leaddesk.domain.views import USUAL_PARTS, CardPart, ViewOptions
from leaddesk.gui import theme
from leaddesk.gui.models.card_words import ChipState, card_chip, card_tooltip, card_words, idle_too_long
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_options import CardOptions, CardOptionsButton
from leaddesk.gui.pipeline.card_picture import CardPictures, CardStyle, Look

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 10, 20, tzinfo=ZONE)
TAGS = tuple(Tag(id=place, name=name, colour="#C2255C") for place, name in enumerate(("Fair", "Key account", "Winter")))
PLAIN = Card(
    id=1,
    title="Warehouse pilot",
    stage_id=1,
    status=DealStatus.OPEN,
    position=1.0,
    version=1,
    value=4_800_000,
    currency="EUR",
    probability=45,
    company_id=1,
    company="Lindqvist AB",
    contact_id=1,
    contact="Eva Lind",
    owner_id=1,
    owner="Maria Ruiz",
    owner_initials="MR",
    owner_colour="#1F8A4C",
    expected_close=None,
    closed_at=None,
    temperature=Temperature.HOT,
    temperature_by_hand=False,
    next_step=None,
    source="Fair",
    created_at=NOW,
    last_active=None,
    idle_limit=None,
    tags=(),
)


def step(due_on: date | None = None, due_at: datetime | None = None) -> NextStep:
    return NextStep(1, "Call Eva", FollowUpKind.CALL, due_on, due_at)


PLANNED = replace(PLAIN, next_step=step(date(2026, 11, 26)))
TODAY = replace(PLAIN, next_step=step(due_at=NOW + timedelta(minutes=40)))
OVERDUE = replace(PLAIN, next_step=step(date(2026, 11, 19)))
IDLE = replace(PLAIN, last_active=NOW - timedelta(days=21), idle_limit=14)


@pytest.fixture
def pictures(qapp: QApplication) -> Iterator[CardPictures]:
    theme.apply(qapp, theme.LIGHT)
    font = qapp.font()
    yield CardPictures()
    qapp.setFont(font)
    theme.apply(qapp, theme.LIGHT)


def drawn(pictures: CardPictures, card: Card, width: int = 199, now: datetime = NOW) -> QImage:
    return pictures.picture(card, width, Look(), 1.0, now).toImage()


# The chip


@pytest.mark.parametrize(
    ("card", "words", "short", "state"),
    [
        (PLAIN, "No next step", "No step", ChipState.NONE),
        (PLANNED, "Thu 26", "Thu 26", ChipState.PLANNED),
        (TODAY, "Today 11:00", "11:00", ChipState.TODAY),
        (OVERDUE, "Overdue 2 d", "2 d late", ChipState.OVERDUE),
        (IDLE, "Idle 21 d", "21 d", ChipState.IDLE),
        (replace(OVERDUE, last_active=IDLE.last_active, idle_limit=14), "Overdue 2 d", "2 d late", ChipState.OVERDUE),
        (replace(PLANNED, last_active=IDLE.last_active, idle_limit=14), "Thu 26", "Thu 26", ChipState.PLANNED),
        (replace(TODAY, last_active=IDLE.last_active, idle_limit=14), "Today 11:00", "11:00", ChipState.TODAY),
        (replace(IDLE, idle_limit=21), "No next step", "No step", ChipState.NONE),
        (replace(IDLE, idle_limit=None), "No next step", "No step", ChipState.NONE),
    ],
)
def test_the_chip_tells_the_most_urgent(card: Card, words: str, short: str, state: ChipState) -> None:
    assert card_chip(card, NOW, USUAL_PARTS) == (words, short, state)


def test_the_chip_tells_only_what_is_wanted() -> None:
    without_idle, without_step = USUAL_PARTS - {CardPart.IDLE}, USUAL_PARTS - {CardPart.STEP}
    assert card_chip(IDLE, NOW, without_idle) == ("No next step", "No step", ChipState.NONE)
    assert card_chip(IDLE, NOW, without_step) == ("Idle 21 d", "21 d", ChipState.IDLE)
    assert card_chip(PLAIN, NOW, without_step) is None
    assert card_chip(IDLE, NOW, frozenset()) is None


@pytest.mark.parametrize("status", [DealStatus.WON, DealStatus.LOST])
def test_a_closed_deal_is_not_idle(status: DealStatus) -> None:
    assert idle_too_long(replace(IDLE, status=status), NOW) is None


def test_idle_days_end_at_the_owners_midnight() -> None:
    evening = datetime(2026, 11, 6, 23, 30, tzinfo=ZONE)
    card = replace(PLAIN, last_active=evening, idle_limit=14)
    assert idle_too_long(card, NOW.replace(hour=0, minute=5)) == 15
    assert idle_too_long(card, NOW.replace(day=20, hour=23)) is None


# Words


def test_a_card_is_read_out_in_full() -> None:
    card = replace(IDLE, tags=TAGS[:2])
    assert card_words(card, NOW) == (
        "Warehouse pilot, Lindqvist AB, Eva Lind, 48,000 euro, no next step, idle for 21 days, hot, owner Maria Ruiz, "
        "tags: Fair, Key account"
    )
    assert "overdue 2 d, hot" in card_words(OVERDUE, NOW)


def test_the_tooltip_tells_everything() -> None:
    card = replace(IDLE, tags=TAGS[:2], company="<b>AB</b>")
    for said in ("Warehouse pilot", "&lt;b&gt;AB&lt;/b&gt; · Eva Lind", "€48,000", "No next step", "Idle for 21 days"):
        assert said in card_tooltip(card, NOW)
    assert card_tooltip(card, NOW).endswith("<br>Hot · Maria Ruiz<br>Fair, Key account</qt>")
    assert "Call Eva: Overdue 2 d" in card_tooltip(OVERDUE, NOW)


# Pictures


def test_cards_of_a_style_are_of_one_height(pictures: CardPictures) -> None:
    heights = {}
    for style in (CardStyle(), CardStyle(frozenset(CardPart)), CardStyle(compact=True), CardStyle(frozenset(), True)):
        pictures.show_parts(style)
        cards = (PLAIN, OVERDUE, replace(PLAIN, tags=TAGS, owner="", company="", contact="", value=None))
        assert {drawn(pictures, card).height() for card in cards} == {pictures.height}
        heights[style] = pictures.height
    usual, tagged, compact, bare = heights.values()
    assert tagged > usual > compact > bare


def test_only_another_style_changes_something(pictures: CardPictures) -> None:
    assert not pictures.show_parts(CardStyle())
    assert pictures.show_parts(CardStyle(compact=True))
    assert not pictures.show_parts(CardStyle(compact=True))


@pytest.mark.parametrize("part", CardPart)
def test_each_part_can_be_left_out(pictures: CardPictures, part: CardPart) -> None:
    card = replace(IDLE if part is CardPart.IDLE else OVERDUE, tags=TAGS)
    pictures.show_parts(CardStyle(frozenset(CardPart)))
    whole = drawn(pictures, card)
    pictures.show_parts(CardStyle(frozenset(CardPart) - {part}))
    assert drawn(pictures, card) != whole


@pytest.mark.parametrize("dress", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("card", "token"),
    [(PLAIN, "warn"), (TODAY, "warn_soft"), (OVERDUE, "bad_soft"), (IDLE, "bad_soft"), (PLANNED, "")],
)
def test_the_state_has_its_colour(qapp: QApplication, dress: theme.Theme, card: Card, token: str) -> None:
    theme.apply(qapp, dress)
    picture = drawn(CardPictures(), card)
    theme.apply(qapp, theme.LIGHT)
    seen = {
        picture.pixelColor(x, y).name() for x in range(60, 170) for y in range(picture.height() - 34, picture.height())
    }
    for name in ("warn", "warn_soft", "bad", "bad_soft"):
        if name == token:
            assert QColor(getattr(dress, name)).name() in seen
        elif name.endswith("_soft"):
            assert QColor(getattr(dress, name)).name() not in seen


def test_another_day_another_stage_limit_and_another_tag_are_seen(pictures: CardPictures) -> None:
    pictures.show_parts(CardStyle(frozenset(CardPart)))
    card = replace(IDLE, tags=TAGS[:1])
    first = drawn(pictures, card)
    assert drawn(pictures, card, now=NOW + timedelta(minutes=3)) == first
    assert drawn(pictures, card, now=NOW + timedelta(days=1)) != first
    assert drawn(pictures, replace(card, idle_limit=30)) != first
    recoloured = replace(TAGS[0], colour="#2B8A3E")
    assert drawn(pictures, replace(card, tags=(recoloured,))) != first
    assert drawn(pictures, card) == first


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [199, 184, 174])
@pytest.mark.parametrize("card", [PLAIN, TODAY, OVERDUE, IDLE], ids=["none", "today", "overdue", "idle"])
def test_a_narrow_card_shortens_and_cuts_nothing(qapp: QApplication, card: Card, width: int, scale: float) -> None:
    font = qapp.font()
    theme.apply(qapp, theme.LIGHT)
    larger = qapp.font()
    larger.setPointSizeF(larger.pointSizeF() * scale)
    qapp.setFont(larger)
    pictures = CardPictures()
    room = round(width * scale) - 18 - pictures._avatar - 1
    chip = card_chip(card, NOW, USUAL_PARTS)
    foot = pictures._fitting(replace(card, value=123_456_700), chip, "call", room)
    assert chip
    assert foot.words in (chip.words, chip.short)
    assert foot.value in ("€1,234,567", "€1.2M")
    assert foot.value_width >= pictures._bold_metrics.horizontalAdvance(foot.value)
    assert foot.chip_width >= pictures._small_metrics.horizontalAdvance(foot.words)
    assert foot.value_width + foot.gap + foot.chip_width <= room
    qapp.setFont(font)


def test_what_fits_nowhere_is_cut_and_stays_within(pictures: CardPictures) -> None:
    foot = pictures._fitting(OVERDUE, card_chip(OVERDUE, NOW, USUAL_PARTS), "call", 60)
    assert foot.value_width + foot.gap + foot.chip_width == 60
    assert pictures._fitting(PLAIN, None, "", 20).value_width == 20


# The options


@pytest.fixture
def button(qtbot: QtBot) -> CardOptionsButton:
    button = CardOptionsButton()
    qtbot.addWidget(button)
    button.show()
    return button


def tick(button: CardOptionsButton, label: str) -> QCheckBox:
    return next(box for box in button.findChildren(QCheckBox) if box.text() == label)


def test_every_tick_counts_at_once(button: CardOptionsButton, qtbot: QtBot) -> None:
    heard: list[ViewOptions] = []
    button.changed.connect(heard.append)
    options = ViewOptions(sort="value", shown=frozenset({CardPart.VALUE, CardPart.OWNER}))
    button.show_options(options)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert {box.text() for box in button.findChildren(QCheckBox) if box.isChecked()} == {"Value", "Owner"}
    for label in ("Tags", "Owner", "Compact cards", "Fold empty columns"):
        tick(button, label).click()
    shown = frozenset({CardPart.VALUE, CardPart.TAGS})
    assert heard[1] == replace(options, shown=shown)
    assert heard[-1] == replace(options, shown=shown, compact=True, fold_empty=True)
    assert not tick(button, "Tags").isEnabled()
    assert len(heard) == 4
    button.show_options(ViewOptions())
    assert not tick(button, "Compact cards").isChecked()
    assert len(heard) == 4


def test_the_panel_works_without_a_mouse(button: CardOptionsButton) -> None:
    heard: list[ViewOptions] = []
    button.changed.connect(heard.append)
    button.click()
    [panel] = button.findChildren(CardOptions)
    assert panel.accessibleName() == "On the cards"
    assert tick(button, "Company and contact").hasFocus()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert tick(button, "Value").hasFocus()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    assert heard == [ViewOptions(shown=USUAL_PARTS - {CardPart.VALUE})]
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_deal_without_a_plan_is_idle_on_the_board(board: Board) -> None:
    model = board.columns[1].model
    told = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    [idle] = [words for words in told if "idle for" in words]
    assert "Brand refresh, Otto Café, Nils Otto, 3,800 euro, no next step, idle for 2" in idle


def test_the_board_shows_cards_in_the_style_of_its_view(board: Board) -> None:
    view = board.columns[0].view
    usual = view.rowHeight(0)
    board.show_view("", ViewOptions(compact=True))
    assert view.rowHeight(0) < usual
    assert view.rowHeight(0) == board.columns[4].view.rowHeight(0)
    board.show_view("", ViewOptions())
    assert view.rowHeight(0) == usual


@pytest.mark.parametrize("dress", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["#000000", "#FFFFFF", "#C2255C", "#F59F00", "#1971C2", "#2B8A3E", "no colour"])
def test_tags_can_be_read_whatever_their_colour(qapp: QApplication, dress: theme.Theme, colour: str) -> None:
    theme.apply(qapp, dress)
    pictures = CardPictures()
    pictures.show_parts(CardStyle(frozenset({CardPart.TAGS})))
    tag = replace(TAGS[0], colour=colour, name="i" * 40)
    picture = drawn(pictures, replace(PLAIN, tags=(tag,)))
    line = [picture.pixelColor(x, pictures._tags_top + pictures._tag_height // 2 + 2) for x in range(12, 180)]
    theme.apply(qapp, theme.LIGHT)
    ground = max(set(map(QColor.name, line)), key=list(map(QColor.name, line)).count)
    light, dark = sorted((luminance(dress.ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    parts = QColor(colour).getRgbF()[:3]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

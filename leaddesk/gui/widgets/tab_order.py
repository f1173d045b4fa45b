"""The keyboard's way through widgets: as they stand, whenever they were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QScrollArea, QSplitter, QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def order_tabs(parent: QWidget) -> None:
    """Tab goes through what is in the widget in the order of its layouts, from where the widget itself stands on."""
    inside = list(_inside(parent))
    stops = [widget for widget in inside if _takes_tab(widget) and widget.focusProxy() is None]
    policy = parent.focusPolicy()
    parent.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # nothing is put behind what never takes the keyboard
    for before, after in pairwise([parent, *stops]):
        QWidget.setTabOrder(before, after)
    parent.setFocusPolicy(policy)
    for widget in reversed(inside):  # inner ones first: one may hand on to one that hands on
        proxy = widget.focusProxy()
        if proxy is not None and widget.isAncestorOf(proxy):
            # To Qt it is a stop as well. Left where it was, it would lead back to here; set anew, it joins its proxy.
            widget.setFocusProxy(None)  # type: ignore[arg-type]
            widget.setFocusProxy(proxy)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
    elif isinstance(widget, QScrollArea | QSplitter):
        shown = [widget.widget()] if isinstance(widget, QScrollArea) else map(widget.widget, range(widget.count()))
        for held in filter(None, shown):
            yield held
            yield from _inside(held)
    else:  # a row of buttons that places them by itself
        yield from widget.findChildren(QAbstractButton, options=_DIRECT)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """Asked for places, not for items: those go when Qt likes, and what stands for them here would not know."""
    parent = layout.parentWidget()
    held = [*parent.findChildren(QWidget, options=_DIRECT)] if parent is not None else []
    placed: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(widget), widget) for widget in held]
    placed += [(layout.indexOf(inner), inner) for inner in layout.findChildren(QLayout, options=_DIRECT)]
    for place, found in sorted(placed, key=lambda pair: pair[0]):
        if isinstance(found, QLayout):
            yield from _laid_out(found)
        elif place >= 0:
            yield found
            yield from _inside(found)

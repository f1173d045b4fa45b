"""The keyboard's way through widgets: as they stand, whenever they were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QScrollArea, QSplitter, QWidget


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
        yield from widget.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
            yield from _inside(widget)
        elif inner is not None:
            yield from _laid_out(inner)

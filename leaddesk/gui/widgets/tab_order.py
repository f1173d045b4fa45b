"""The keyboard's way through widgets: as they stand, whenever they were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget


def order_tabs(parent: QWidget) -> None:
    """Tab goes through what is in the widget in the order of its layouts.

    A widget that hands the keyboard on to one inside it must stand before that: to Qt it is a stop as well.
    """
    stops = [widget for widget in _inside(parent) if _takes_tab(widget) or widget.focusProxy() is not None]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
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

"""How the list of deals is arranged, as menus; and the menu of days."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from leaddesk.domain.dates import add_months, end_of_month
from leaddesk.domain.followup_phrases import parse_when
from leaddesk.domain.views import GROUPINGS, ListColumn, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.list_words import column_title, grouping_title
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.menu_line import MenuLine
from leaddesk.gui.widgets.plan_line import weekday_day_text

Change = Callable[[ViewOptions], None]

# What is wanted from the top: the largest, the newest, the longest idle.
_DOWN_FIRST = frozenset(
    {ListColumn.VALUE, ListColumn.WEIGHTED, ListColumn.PROBABILITY, ListColumn.IDLE, ListColumn.CREATED}
)
UNSORTED = frozenset({ListColumn.TAGS})  # a deal has several


def sorted_by(options: ViewOptions, column: ListColumn) -> ViewOptions:
    """In the order of that column; the other way round where it is already."""
    if options.sort == column:
        return replace(options, descending=not options.descending)
    return replace(options, sort=column.value, descending=column in _DOWN_FIRST)


def fill_columns(menu: QMenu, options: ViewOptions, change: Change) -> None:
    """Which columns there are; the deal's own stays."""
    for column in ListColumn:
        entry = _checkable(menu, column_title(column), checked=column in options.columns)
        entry.setEnabled(column is not ListColumn.TITLE)
        entry.triggered.connect(lambda on, name=column.value: change(_with_column(options, name, shown=on)))


def fill_sorting(menu: QMenu, options: ViewOptions, change: Change) -> None:
    """By which column, and which way."""
    group = QActionGroup(menu)
    plain = _checkable(menu, tr("As on the board"), checked=not options.sort, group=group)
    plain.triggered.connect(lambda: change(replace(options, sort="", descending=False)))
    for column in (column for column in ListColumn if column not in UNSORTED):
        entry = _checkable(menu, column_title(column), checked=options.sort == column, group=group)
        entry.triggered.connect(
            lambda _on, to=column: change(options if options.sort == to else sorted_by(options, to))
        )
    menu.addSeparator()
    down = _checkable(menu, tr("From large to small"), checked=options.descending)
    down.setEnabled(bool(options.sort))
    down.triggered.connect(lambda on: change(replace(options, descending=on)))


def fill_grouping(menu: QMenu, options: ViewOptions, change: Change) -> None:
    """By what the deals are grouped."""
    group = QActionGroup(menu)
    none = _checkable(menu, tr("Not grouped"), checked=not options.group, group=group)
    none.triggered.connect(lambda: change(replace(options, group="")))
    for column in GROUPINGS:
        entry = _checkable(menu, grouping_title(column), checked=options.group == column, group=group)
        entry.triggered.connect(lambda _on, name=column.value: change(replace(options, group=name)))


def fill_head(menu: QMenu, column: ListColumn, options: ViewOptions, change: Change) -> None:
    """What can be done with one column, and all that can be arranged."""
    if column not in UNSORTED:
        for label, down in ((tr("Sort from small to large"), False), (tr("Sort from large to small"), True)):
            entry = _checkable(menu, label, checked=options.sort == column and options.descending is down)
            entry.triggered.connect(lambda _on, way=down: change(replace(options, sort=column.value, descending=way)))
    if column in GROUPINGS:
        entry = _checkable(menu, tr("Group by this"), checked=options.group == column)
        entry.triggered.connect(lambda on: change(replace(options, group=column.value if on else "")))
    place = options.columns.index(column) if column in options.columns else 0
    for label, to in ((tr("Move to the left"), place - 1), (tr("Move to the right"), place + 1)):
        way = menu.addAction(label)
        way.setEnabled(0 <= to < len(options.columns))
        way.triggered.connect(lambda _on, there=to: change(with_column_moved(options, place, there)))
    hide = menu.addAction(tr("Hide this column"))
    hide.setEnabled(column is not ListColumn.TITLE)
    hide.triggered.connect(lambda: change(_with_column(options, column.value, shown=False)))
    menu.addSeparator()
    fill_columns(menu.addMenu(tr("Columns")), options, change)
    fill_grouping(menu.addMenu(tr("Group by")), options, change)
    board = menu.addAction(tr("Order as on the board"))
    board.setEnabled(bool(options.sort))
    board.triggered.connect(lambda: change(replace(options, sort="", descending=False)))


def with_column_moved(options: ViewOptions, start: int, to: int) -> ViewOptions:
    """With a column at another place."""
    columns = list(options.columns)
    columns.insert(to, columns.pop(start))
    return replace(options, columns=tuple(columns))


def _with_column(options: ViewOptions, name: str, *, shown: bool) -> ViewOptions:
    others = tuple(other for other in options.columns if other != name)
    return replace(options, columns=(*others, name) if shown else others)


def _checkable(menu: QMenu, text: str, *, checked: bool, group: QActionGroup | None = None) -> QAction:
    entry = menu.addAction(text)
    entry.setCheckable(True)
    entry.setChecked(checked)
    if group is not None:
        group.addAction(entry)
    return entry


def fill_days(menu: QMenu, desk: Desk, choose: Callable[[str], None]) -> None:
    """A few days, none at all, and a line for any other: as words that a field of a day understands."""
    today = desk.today()
    quarter = today.replace(day=1, month=(today.month + 2) // 3 * 3)
    for label, day in (
        (tr("End of this month"), end_of_month(today)),
        (tr("End of next month"), end_of_month(add_months(today.replace(day=1), 1))),
        (tr("End of the quarter"), end_of_month(quarter)),
    ):
        entry = menu.addAction(f"{label}\t{weekday_day_text(day, today)}")
        entry.triggered.connect(lambda _on, to=day: choose(to.isoformat()))
    menu.addAction(tr("No date")).triggered.connect(lambda: choose(""))
    menu.addSeparator()
    hints = tr("Enter takes it"), tr("No date yet")
    other = MenuLine(tr("Other: 18 Dec 2026, next fri…"), tr("Other day"), partial(_day_words, desk), hints)
    other.entered.connect(choose)
    other.put_into(menu)


def _day_words(desk: Desk, words: str) -> str | None:
    when = parse_when(words, desk.now(), desk.zone)
    return weekday_day_text(when.day, desk.today()) if when is not None else None

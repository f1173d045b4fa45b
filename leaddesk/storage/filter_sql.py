"""Filters as conditions of the database: the same answers as domain/filters.py gives, for all deals at once.

Every part is true or false, never unknown, so that its opposite is right as well. Names are compared here, not by the
database, because case and accents must not matter on any engine: what few there are is read first.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import peewee as pw

from leaddesk.domain import filters, rotting
from leaddesk.domain.dates import day_bounds
from leaddesk.domain.filter_tree import AllOf, Between, Condition, Field, Filter, Not, Special, Test
from leaddesk.domain.filters import FilterContext
from leaddesk.domain.money import EXPONENTS
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.people import fold
from leaddesk.domain.records import ActivityKind, DealStatus, Direction, Temperature
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import like, sources
from leaddesk.storage.tables import (
    ActivityTable,
    CompanyTable,
    ContactTable,
    DealTable,
    FollowUpTable,
    PipelineTable,
    StageTable,
    TaggingTable,
    TagTable,
    UserTable,
)

_FARTHEST = 2**62  # no amount is larger

_FALSE = pw.SQL("1 = 0")
_ONE = pw.SQL("1")


def expression(database: Database, whole: Filter, context: FilterContext) -> Any:
    """The condition over DealTable that holds for the deals that the filter finds, in the trash or not."""
    return _Writer(database, context).write(whole)


def _joined(word: str, parts: Iterable[Any]) -> Any:
    """In one level: a database refuses brackets that are too deep."""
    return pw.NodeList(tuple(parts), glue=f" {word} ", parens=True)


def _all(*parts: Any) -> Any:
    return _joined("AND", parts)


def _not(part: Any) -> Any:
    return pw.NodeList((pw.SQL("NOT"), pw.NodeList((part,), parens=True)), parens=True)


def _is_one_of(reference: Any, ids: Any) -> Any:
    return _all(reference.is_null(False), reference.in_(ids))


class _Writer:
    """Writes conditions for one database and one moment."""

    def __init__(self, database: Database, context: FilterContext) -> None:
        self._database = database
        self._context = context

    def write(self, whole: Filter) -> Any:
        if isinstance(whole, Condition):
            write = _WRITERS[whole.field]
            return _joined("OR", (write(self, test) for test in whole.tests))
        if isinstance(whole, Not):
            return _not(self.write(whole.part))
        if not whole.parts:
            return pw.SQL("1 = 1")
        return _joined("AND" if isinstance(whole, AllOf) else "OR", map(self.write, whole.parts))

    def text(self, test: Test) -> Any:
        piece = str(test)
        return _joined("OR", (like(DealTable.folded, piece), self.company(piece), self.contact(piece)))

    def company(self, test: Test) -> Any:
        return _of_those_that_hold(DealTable.company, CompanyTable, test)

    def contact(self, test: Test) -> Any:
        return _of_those_that_hold(DealTable.contact, ContactTable, test)

    def owner(self, test: Test) -> Any:
        owner: Any = DealTable.owner
        if test is Special.NONE:
            return owner.is_null()
        if test is Special.ME:
            return _is_one_of(owner, [] if self._context.me is None else [self._context.me])
        users = self._database.rows(UserTable.select(UserTable.id, UserTable.name, UserTable.initials))
        return _is_one_of(owner, [number for number, name, short in users if filters.is_owner(str(test), name, short)])

    def tag(self, test: Test) -> Any:
        tagged = TaggingTable.select(TaggingTable.deal).where(TaggingTable.deal.is_null(False))
        if test is Special.NONE:
            return DealTable.id.not_in(tagged)
        return DealTable.id.in_(tagged.where(TaggingTable.tag.in_(self._called(TagTable, test))))

    def source(self, test: Test) -> Any:
        source = DealTable.source
        if test is Special.NONE:
            return _joined("OR", (source.is_null(), source == ""))
        wanted = fold(str(test))
        return _is_one_of(source, [name for name in sources(self._database) if fold(name) == wanted])

    def stage(self, test: Test) -> Any:
        if test is Special.NONE:
            return DealTable.stage.is_null()
        return _is_one_of(DealTable.stage, self._called(StageTable, test))

    def pipeline(self, test: Test) -> Any:
        if test is Special.NONE:
            return DealTable.stage.is_null()
        called = self._called(PipelineTable, test)
        return _is_one_of(DealTable.stage, StageTable.select(StageTable.id).where(StageTable.pipeline.in_(called)))

    def status(self, test: Test) -> Any:
        return DealTable.status == DealStatus(str(test))

    def temperature(self, test: Test) -> Any:
        wanted = Temperature(str(test))
        by_hand: Any = DealTable.temperature
        heard = {
            Temperature.COLD: _not(pw.fn.EXISTS(_said(_ANSWER | _MEETING))),
            Temperature.WARM: _all(pw.fn.EXISTS(_said(_ANSWER | _MEETING)), _not(_is_hot())),
            Temperature.HOT: _is_hot(),
        }
        set_so = _all(by_hand.is_null(False), by_hand == wanted)
        return _joined("OR", (set_so, _all(by_hand.is_null(), heard[wanted])))

    def value(self, test: Test) -> Any:
        value = DealTable.value
        if not isinstance(test, Between):
            return value.is_null()
        groups = self._currencies()
        named = [code for codes in groups for code in codes]
        choices = [_all(DealTable.currency.in_(codes), *self._amounts(test, codes[0])) for codes in groups]
        rest = _all(DealTable.currency.not_in(named), *self._amounts(test, ""))
        return _all(value.is_null(False), _joined("OR", (*choices, rest)))

    def _currencies(self) -> list[list[str]]:
        """Those whose amounts are compared alike; all others have two digits after the point and no rate."""
        alone = {self._context.currency, *self._context.rates}
        alike: dict[int, list[str]] = {}
        for code, digits in EXPONENTS.items():
            if code not in alone:
                alike.setdefault(digits, []).append(code)
        return [*([code] for code in sorted(alone)), *alike.values()]

    def _amounts(self, test: Between, currency: str) -> list[Any]:
        ends = filters.minor_range(test, currency, self._context)
        least, largest = (None if end is None else min(max(end, -_FARTHEST), _FARTHEST) for end in ends)
        found = [] if least is None else [DealTable.value >= least]
        return found if largest is None else [*found, DealTable.value <= largest]

    def closes(self, test: Test) -> Any:
        day = DealTable.expected_close
        if test is Special.OVERDUE:
            is_open = DealTable.status == DealStatus.OPEN
            return _all(is_open, day.is_null(False), day < self._context.today)
        if not isinstance(test, Between):
            return day.is_null()
        first, last = filters.closing_days(test, self._context)
        found = [day.is_null(False)]
        found += [] if first is None else [day >= first]
        found += [] if last is None else [day <= last]
        return _all(*found)

    def created(self, test: Test) -> Any:
        if not isinstance(test, Between):
            return _FALSE
        first, last = filters.created_days(test, self._context)
        at, zone = DealTable.created_at, self._context.zone
        found = [] if first is None else [at >= day_bounds(first, zone)[0]]
        return _all(*found, *([] if last is None else [at < day_bounds(last, zone)[1]]))

    def next(self, test: Test) -> Any:
        state = NextStepState(str(test))
        if state is NextStepState.NONE:
            return _not(_planned())
        if state is NextStepState.OVERDUE:
            return _planned(self._late())
        if state is NextStepState.TODAY:
            return _all(_not(_planned(self._late())), _planned(self._due_today()))
        return _all(_planned(), _not(_planned(_joined("OR", (self._late(), self._due_today())))))

    def _late(self) -> Any:
        return (FollowUpTable.due_at < self._context.moment) | (FollowUpTable.due_on < self._context.today)

    def _due_today(self) -> Any:
        f, today = FollowUpTable, self._context.today
        return (f.due_on == today) | ((f.due_at >= self._context.moment) & (f.due_at < self._start(today, 1)))

    def idle(self, test: Test) -> Any:
        counted = _all(
            DealTable.status == DealStatus.OPEN,
            self._active(None),
            _joined("OR", (_not(_planned()), _planned(self._late()))),
        )
        if not isinstance(test, Between):
            return _not(counted)
        least, largest = filters.idle_range(test)
        found = [counted]
        if least > 0:
            found.append(_not(self._active(least - 1)))
        if largest is not None:
            found.append(self._active(largest) if largest >= 0 else _FALSE)
        return _all(*found)

    def _active(self, days: int | None) -> Any:
        """Whether anything happened within these days and today; None: ever."""
        since = None if days is None else rotting.idle_since(days, self._context.now, self._context.zone)
        moved: Any = DealTable.moved_at
        a, f = ActivityTable, FollowUpTable
        said = a.select(_ONE).where(a.deal == DealTable.id, a.deleted_at.is_null())
        done = f.select(_ONE).where(f.deal == DealTable.id, f.deleted_at.is_null(), f.done_at.is_null(False))
        came = moved.is_null(False)
        if since is not None:
            said, done, came = said.where(a.at >= since), done.where(f.done_at >= since), _all(came, moved >= since)
        return _joined("OR", (came, pw.fn.EXISTS(said), pw.fn.EXISTS(done)))

    def _start(self, day: date, later: int) -> datetime:
        return day_bounds(day + timedelta(days=later), self._context.zone)[0]

    def _called(self, table: Any, name: Test) -> list[int]:
        wanted = fold(str(name))
        return [
            number for number, known in self._database.rows(table.select(table.id, table.name)) if fold(known) == wanted
        ]


def _of_those_that_hold(reference: Any, table: Any, test: Test) -> Any:
    if test is Special.NONE:
        return reference.is_null()
    return _is_one_of(reference, table.select(table.id).where(like(table.folded, str(test))))


def _planned(where: Any = None) -> Any:
    """The deal has an open follow-up, of those that meet the condition."""
    f = FollowUpTable
    steps = f.select(f.deal).where(f.deal.is_null(False), f.done_at.is_null(), f.deleted_at.is_null())
    return DealTable.id.in_(steps if where is None else steps.where(where))


_ANSWER = (ActivityTable.direction == Direction.IN) & (ActivityTable.kind != ActivityKind.MEETING)
_MEETING = ActivityTable.kind == ActivityKind.MEETING


def _said(where: Any) -> Any:
    a = ActivityTable
    return a.select(_ONE).where(a.deal == DealTable.id, a.deleted_at.is_null(), where)


def _is_hot() -> Any:
    a = ActivityTable
    both = a.select(pw.fn.COUNT(a.id)).where(a.deal == DealTable.id, a.deleted_at.is_null(), _ANSWER | _MEETING)
    return _all(pw.fn.EXISTS(_said(_ANSWER)), pw.NodeList((both, pw.SQL("> 1"))))


_WRITERS: dict[Field, Callable[[_Writer, Test], Any]] = {
    Field.TEXT: _Writer.text,
    Field.OWNER: _Writer.owner,
    Field.TAG: _Writer.tag,
    Field.TEMPERATURE: _Writer.temperature,
    Field.SOURCE: _Writer.source,
    Field.VALUE: _Writer.value,
    Field.CLOSES: _Writer.closes,
    Field.CREATED: _Writer.created,
    Field.IDLE: _Writer.idle,
    Field.NEXT: _Writer.next,
    Field.STAGE: _Writer.stage,
    Field.PIPELINE: _Writer.pipeline,
    Field.COMPANY: _Writer.company,
    Field.CONTACT: _Writer.contact,
    Field.STATUS: _Writer.status,
}

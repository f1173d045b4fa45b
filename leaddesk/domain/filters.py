"""Which deals a filter finds, decided for one deal at a time.

storage/filter_sql.py gives the same answers for all deals of a database at once. The tree is in filter_tree, how it
is typed in filter_text.
"""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from leaddesk.domain import next_step, rotting
from leaddesk.domain.dates import local_day, utc_from_text, utc_text
from leaddesk.domain.filter_days import Days, day_range
from leaddesk.domain.filter_text import filter_text, read_filter
from leaddesk.domain.filter_tree import AllOf, AnyOf, Between, Field, Filter, Not, Special, Test
from leaddesk.domain.light import dataclass, field
from leaddesk.domain.money import Rates, exponent
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, Temperature

__all__ = ["DealFacts", "FilterContext", "filter_text", "is_owner", "matches", "minor_range", "read_filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """What a filter looks at in a deal.

    `company` and `contact` are what the search looks at in them (the name, e-mail, phone… on lines), None for none.
    `step_on` or `step_at` is when the first open follow-up is due. `last_activity`: see rotting.
    """

    title: str
    created_at: datetime
    currency: str
    status: DealStatus = DealStatus.OPEN
    value: int | None = None
    company: str | None = None
    contact: str | None = None
    owner_id: int | None = None
    owner: str = ""
    owner_initials: str = ""
    tags: tuple[str, ...] = ()
    temperature: Temperature = Temperature.COLD
    source: str | None = None
    expected_close: date | None = None
    last_activity: datetime | None = None
    step_on: date | None = None
    step_at: datetime | None = None
    stage: str | None = None
    pipeline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContext:
    """Who asks, when and where: `zone` is that of the asking person's day, `me` their user id, None for nobody's."""

    now: datetime
    zone: tzinfo
    currency: str
    me: int | None = None
    rates: Rates = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """Now as exactly as times are kept."""
        return utc_from_text(utc_text(self.now))

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)


def matches(whole: Filter, deal: DealFacts, context: FilterContext) -> bool:
    """Whether the filter finds the deal.

    What is not known of a deal passes no test but `none`; the opposite of a condition holds wherever it does not.
    """
    if isinstance(whole, AllOf):
        return all(matches(part, deal, context) for part in whole.parts)
    if isinstance(whole, AnyOf):
        return any(matches(part, deal, context) for part in whole.parts)
    if isinstance(whole, Not):
        return not matches(whole.part, deal, context)
    passes = _TESTS[whole.field]
    return any(passes(test, deal, context) for test in whole.tests)


def is_owner(name: str, of: str, initials: str) -> bool:
    """Whether a user is meant by a name: it is the whole name, the initials, or words that stand in the name."""
    wanted = fold(name).strip()
    return wanted == fold(initials).strip() or f" {wanted} " in f" {fold(of)} "


def minor_range(amounts: Between, currency: str, context: FilterContext) -> tuple[int | None, int | None]:
    """The least and the largest amount, in minor units of the currency, that lie between; None: any.

    The ends are in the workspace's currency where that has a rate for this one, else in this one itself.
    """
    rate = context.rates.get(currency, Decimal(1)) if currency != context.currency else Decimal(1)
    scale = Fraction(10) ** exponent(currency) / Fraction(rate)
    low, high = (None if end is None else Fraction(Decimal(end)) * scale for end in (amounts.low, amounts.high))
    least = None if low is None else floor(low) + 1 if amounts.strict else ceil(low)
    largest = None if high is None else ceil(high) - 1 if amounts.strict else floor(high)
    return least, largest


def idle_range(days: Between) -> tuple[int, int | None]:
    """The least and the largest number of idle days that lie between; None: any."""
    low, high = (None if end is None else int(end) for end in (days.low, days.high))
    return 0 if low is None else low + days.strict, None if high is None else high - days.strict


def created_days(days: Between, context: FilterContext) -> Days:
    return day_range(days, context.today, ago=True)


def closing_days(days: Between, context: FilterContext) -> Days:
    return day_range(days, context.today, ago=False)


def _text(test: Test, deal: DealFacts, _: FilterContext) -> bool:
    return any(_holds(text, test) for text in (deal.title, deal.company, deal.contact))


def _holds(text: str | None, piece: Test) -> bool:
    return text is not None and fold(str(piece)) in fold(text)


def _owner(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    if test is Special.NONE:
        return deal.owner_id is None
    if test is Special.ME:
        return deal.owner_id is not None and deal.owner_id == context.me
    return deal.owner_id is not None and is_owner(str(test), deal.owner, deal.owner_initials)


def _tag(test: Test, deal: DealFacts, _: FilterContext) -> bool:
    return not deal.tags if test is Special.NONE else fold(str(test)) in map(fold, deal.tags)


def _value(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    if deal.value is None or not isinstance(test, Between):
        return deal.value is None and test is Special.NONE
    return _lies_in(deal.value, *minor_range(test, deal.currency, context))


def _closes(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    day = deal.expected_close
    if test is Special.OVERDUE:
        return deal.status is DealStatus.OPEN and day is not None and day < context.today
    if day is None or not isinstance(test, Between):
        return day is None and test is Special.NONE
    return _lies_in_days(day, closing_days(test, context))


def _created(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    day = local_day(deal.created_at, context.zone)
    return isinstance(test, Between) and _lies_in_days(day, created_days(test, context))


def _idle(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    days = rotting.idle_days(deal.status, deal.last_activity, _step(deal, context), context.now, context.zone)
    if days is None or not isinstance(test, Between):
        return days is None and test is Special.NONE
    return _lies_in(days, *idle_range(test))


def _next(test: Test, deal: DealFacts, context: FilterContext) -> bool:
    return _step(deal, context).value == test


def _step(deal: DealFacts, context: FilterContext) -> next_step.NextStepState:
    return next_step.state(deal.step_on, deal.step_at, context.moment, context.zone)


def _lies_in(number: int, least: int | None, largest: int | None) -> bool:
    return (least is None or number >= least) and (largest is None or number <= largest)


def _lies_in_days(day: date, days: Days) -> bool:
    first, last = days
    return (first is None or day >= first) and (last is None or day <= last)


def _is(name: Callable[[DealFacts], str | None]) -> "Passes":
    return lambda test, deal, _: not name(deal) if test is Special.NONE else fold(name(deal) or "") == fold(str(test))


def _has(text: Callable[[DealFacts], str | None]) -> "Passes":
    return lambda test, deal, _: text(deal) is None if test is Special.NONE else _holds(text(deal), test)


Passes = Callable[[Test, DealFacts, FilterContext], bool]
_TESTS: dict[Field, Passes] = {
    Field.TEXT: _text,
    Field.OWNER: _owner,
    Field.TAG: _tag,
    Field.TEMPERATURE: _is(lambda deal: deal.temperature),
    Field.SOURCE: _is(lambda deal: deal.source),
    Field.VALUE: _value,
    Field.CLOSES: _closes,
    Field.CREATED: _created,
    Field.IDLE: _idle,
    Field.NEXT: _next,
    Field.STAGE: _is(lambda deal: deal.stage),
    Field.PIPELINE: _is(lambda deal: deal.pipeline),
    Field.COMPANY: _has(lambda deal: deal.company),
    Field.CONTACT: _has(lambda deal: deal.contact),
    Field.STATUS: _is(lambda deal: deal.status),
}

"""What conditions of a filter are called: on chips, in their choices, for screen readers.

What reads and writes typed filters is loaded when there is one: the first picture of a window has none.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_tree import Between, Condition, Field, Filter, Special, Test
from leaddesk.domain.money import exponent
from leaddesk.domain.records import DealStatus, Temperature
from leaddesk.gui.texts import day_text, money_text, month_text, status_text, temperature_text, tr

_LENGTHS = ("d", "w", "m")


def field_name(field: Field) -> str:
    """'Owner', 'Expected close'… as the head of a chip."""
    return {
        Field.TEXT: tr("Text"),
        Field.OWNER: tr("Owner"),
        Field.TAG: tr("Tag"),
        Field.TEMPERATURE: tr("Temperature"),
        Field.SOURCE: tr("Source"),
        Field.VALUE: tr("Value"),
        Field.CLOSES: tr("Closes"),
        Field.CREATED: tr("Created"),
        Field.IDLE: tr("Idle"),
        Field.NEXT: tr("Next step"),
        Field.STAGE: tr("Stage"),
        Field.PIPELINE: tr("Pipeline"),
        Field.COMPANY: tr("Company"),
        Field.CONTACT: tr("Contact"),
        Field.STATUS: tr("Status"),
    }[field]


def part_words(part: Filter, currency: str, today: date) -> str:
    """'Owner: Me, Maria Ruiz'; of what is no single condition the text that is typed for it."""
    if not isinstance(part, Condition):
        from leaddesk.domain.filter_text import filter_text

        return filter_text(part)
    said = ", ".join(test_words(part.field, test, currency, today) for test in part.tests)
    return tr("{field}: {values}").format(field=field_name(part.field), values=said)


def test_words(field: Field, test: Test, currency: str, today: date) -> str:
    """One of the tests in words, 'this month', 'over €5,000'; as it is typed where there are no simpler words."""
    if isinstance(test, Special):
        return _special_words(field, test)
    if isinstance(test, str):
        return _WORDS[field]().get(test, test) if field in _WORDS else test
    if field is Field.VALUE:
        return _range_words(test, lambda end: _amount_words(end, currency))
    said = _idle_words(test) if field is Field.IDLE else _days_words(field, test, today)
    return said or typed_value(field, test)


def typed_value(field: Field, test: Test) -> str:
    """What is typed behind the field for one test: 'vip', '"Maria Ruiz"', '>5000'."""
    from leaddesk.domain.filter_text import filter_text

    return filter_text(Condition(field, (test,))).removeprefix(field.value).removeprefix(":")


def typed_test(field: Field, text: str) -> Test:
    """What is meant by a text typed for the field; Invalid if nothing is."""
    from leaddesk.domain.filter_text import read_filter

    found = read_filter(f"{field}:{text}")
    if not isinstance(found, Condition) or found.field is not field or len(found.tests) != 1:
        raise Invalid(f'"{text}" is more than one condition', "", "put words that belong together in quotes")
    return found.tests[0]


def _special_words(field: Field, test: Special) -> str:
    if test is Special.ME:
        return tr("Me")
    if test is Special.OVERDUE:
        return tr("Overdue")
    return {
        Field.OWNER: tr("Nobody"),
        Field.TAG: tr("No tag"),
        Field.SOURCE: tr("No source"),
        Field.VALUE: tr("No value"),
        Field.CLOSES: tr("No date"),
        Field.IDLE: tr("Not idle"),
        Field.COMPANY: tr("No company"),
        Field.CONTACT: tr("No contact"),
    }.get(field, tr("None"))


_WORDS: dict[Field, Callable[[], dict[str, str]]] = {
    Field.TEMPERATURE: lambda: {warmth.value: temperature_text(warmth) for warmth in Temperature},
    Field.STATUS: lambda: {status.value: status_text(status) for status in DealStatus},
    Field.NEXT: lambda: {
        "none": tr("None planned"),
        "overdue": tr("Overdue"),
        "today": tr("Today"),
        "planned": tr("Later"),
    },
}


def _range_words(test: Between, say: Callable[[Decimal | str], str], *, of_days: bool = False) -> str:
    low, high = (None if end is None else say(end) for end in (test.low, test.high))
    if low is not None and high is not None:
        return low if low == high else tr("{low} to {high}").format(low=low, high=high)
    over, under = (tr("after {end}"), tr("before {end}")) if of_days else (tr("over {end}"), tr("under {end}"))
    if low is not None:
        return (over if test.strict else tr("from {end}")).format(end=low)
    return (under if test.strict else tr("until {end}") if of_days else tr("up to {end}")).format(end=high)


def _amount_words(amount: Decimal | str, currency: str) -> str:
    return money_text(int(Decimal(amount).scaleb(exponent(currency))), currency)


def _idle_words(test: Between) -> str:
    return _range_words(test, lambda days: tr("%n day(s)", int(days)))


def _days_words(field: Field, test: Between, today: date) -> str:
    """Empty where there are no good words."""
    ends = [end for end in (test.low, test.high) if isinstance(end, str)]
    lengths = [end for end in ends if end.endswith(_LENGTHS) and end[0].isdigit()]
    if not lengths:
        return _range_words(test, lambda end: _day_words(str(end), today), of_days=True)
    from leaddesk.domain.filter_days import length_in_days

    days = length_in_days(lengths[0])
    if days is None or len(set(ends)) > 1:
        return ""
    if test.low == test.high:
        return tr("next %n day(s)", days) if field is Field.CLOSES else tr("last %n day(s)", days)
    if field is Field.CREATED and test.strict:
        return (tr("over {days} ago") if test.low else tr("under {days} ago")).format(days=tr("%n day(s)", days))
    return ""


def _day_words(term: str, today: date) -> str:
    known = {
        "yesterday": tr("yesterday"),
        "today": tr("today"),
        "tomorrow": tr("tomorrow"),
        "this-week": tr("this week"),
        "next-week": tr("next week"),
        "last-week": tr("last week"),
        "this-month": tr("this month"),
        "next-month": tr("next month"),
        "last-month": tr("last month"),
        "this-quarter": tr("this quarter"),
        "next-quarter": tr("next quarter"),
        "last-quarter": tr("last quarter"),
        "this-year": tr("this year"),
        "next-year": tr("next year"),
        "last-year": tr("last year"),
    }
    if term in known:
        return known[term]
    if len(term) == len("2026-12"):
        return month_text(date.fromisoformat(f"{term}-01"))
    return day_text(date.fromisoformat(term), today)

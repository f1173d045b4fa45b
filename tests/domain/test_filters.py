"""Whether a filter finds a deal: what counts as the same name, whose today it is, and what is not known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leaddesk.domain.filter_tree import Between
from leaddesk.domain.filters import DealFacts, FilterContext, matches, minor_range, read_filter
from leaddesk.domain.records import DealStatus, Temperature

BERLIN, LOS_ANGELES, AUCKLAND = map(ZoneInfo, ("Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"))
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # ten in the morning in Berlin, one at night in Los Angeles
CONTEXT = FilterContext(
    now=NOW, zone=BERLIN, currency="EUR", me=1, rates={"USD": Decimal("0.8"), "JPY": Decimal("0.006")}
)
PLAIN = DealFacts(title="Pilot", created_at=NOW, currency="EUR")


def deal(**facts: Any) -> DealFacts:
    return DealFacts(**({"title": "Pilot", "created_at": NOW, "currency": "EUR"} | facts))


def finds(text: str, found: DealFacts, **context: Any) -> bool:
    asked = FilterContext(
        **({name: getattr(CONTEXT, name) for name in ("now", "zone", "currency", "me", "rates")} | context)
    )
    return matches(read_filter(text), found, asked)


def test_joining() -> None:
    assert finds("", PLAIN)
    assert finds("pilot and -kestrel", PLAIN)
    assert finds("kestrel or pilot", PLAIN)
    assert not finds("kestrel pilot", PLAIN)
    assert finds("not (kestrel pilot)", PLAIN)
    assert not finds("-(kestrel or pilot)", PLAIN)
    assert finds("text:kestrel,pil", PLAIN)


def test_words_are_looked_for_in_title_company_and_contact() -> None:
    of_many = deal(
        title="Büro für MÜLLER", company="Kestrel AG\nkestrel.example\n030 1", contact="Eva Lund\neva@k.example"
    )
    for text in (
        "muller",
        "BÜRO",
        "kestrel.example",
        "eva@k",
        "für kestrel eva",
        '"fur mu"',
        "company:030",
        "contact:LUND",
    ):
        assert finds(text, of_many), text
    for text in ('"mu fur"', "pilot", "company:eva", "contact:kestrel", "company:none", "contact:none"):
        assert not finds(text, of_many), text
    assert finds("company:none contact:none -company:a", PLAIN)
    assert finds('""', PLAIN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("owner:anna", True),
        ("owner:BERG", True),
        ('owner:"anna berg"', True),
        ("owner:ab", True),
        ("owner:an", False),
        ('owner:"berg anna"', False),
        ("owner:nobody,anna", True),
        ("owner:none", False),
        ("owner:me", True),
        ('owner:"me"', False),
        ("-owner:me", False),
    ],
)
def test_owners(text: str, found: bool) -> None:
    assert finds(text, deal(owner_id=1, owner="Anna Berg", owner_initials="AB")) is found


def test_me_is_whoever_asks() -> None:
    hers = deal(owner_id=1, owner="Anna", owner_initials="AN")
    assert not finds("owner:me", hers, me=2)
    assert not finds("owner:me", hers, me=None)
    assert not finds("owner:me", PLAIN, me=None)
    assert finds("owner:none", PLAIN)


def test_names_are_compared_as_a_whole() -> None:
    tagged = deal(
        tags=("VIP", "Büro"), source="Trade fair", stage="Demo", pipeline="Sales", temperature=Temperature.HOT
    )
    for text in (
        "tag:vip",
        "tag:buro",
        "tag:x,vip",
        'source:"TRADE FAIR"',
        "stage:demo",
        "pipeline:sales",
        "temp:hot,cold",
    ):
        assert finds(text, tagged), text
    for text in ("tag:vi", "tag:none", "source:trade", "source:none", "stage:dem", "stage:none", "temp:warm"):
        assert not finds(text, tagged), text
    assert finds("tag:none source:none stage:none pipeline:none temp:cold status:open", PLAIN)
    assert finds("source:none", deal(source=""))
    assert finds("status:won,lost", deal(status=DealStatus.LOST))


@pytest.mark.parametrize(
    ("text", "minor", "currency", "found"),
    [
        ("value>5k", 500000, "EUR", False),
        ("value>=5k", 500000, "EUR", True),
        ("value>5k", 500001, "EUR", True),
        ("value<5k", 500000, "EUR", False),
        ("value<=5k", 500000, "EUR", True),
        ("value=5000", 500000, "EUR", True),
        ("value=5000", 500001, "EUR", False),
        ("value:1k..5k", 100000, "EUR", True),
        ("value:1k..5k", 99999, "EUR", False),
        ("value>800", 100000, "USD", False),  # a thousand dollars are eight hundred euros
        ("value>=800", 100000, "USD", True),
        ("value>800", 100001, "USD", True),
        ("value<800", 99999, "USD", True),
        ("value<6", 1000, "JPY", False),
        ("value<6", 999, "JPY", True),
        ("value=100", 100, "KRW", True),  # no rate: by its own amount, and won have no cents
        ("value>100", 100, "KRW", False),
        ("value>=1.5", 1500, "KWD", True),
        ("value>1.5", 1500, "KWD", False),
        ("value=0", 0, "CHF", True),
        ("value<0", -1, "EUR", True),
    ],
)
def test_values_are_compared_exactly(text: str, minor: int, currency: str, found: bool) -> None:
    assert finds(text, deal(value=minor, currency=currency)) is found


def test_thirds_of_a_cent_are_not_rounded() -> None:
    thirds = FilterContext(now=NOW, zone=BERLIN, currency="EUR", rates={"USD": Decimal(3)})
    assert minor_range(Between(Decimal(1), Decimal(1)), "USD", thirds) == (34, 33)  # no whole cents are one euro
    assert minor_range(Between(low=Decimal(1), strict=True), "USD", thirds) == (34, None)
    assert minor_range(Between(high=Decimal(1), strict=True), "USD", thirds) == (None, 33)
    assert minor_range(Between(low=Decimal(3), strict=True), "USD", thirds) == (101, None)


def test_the_own_currency_needs_no_rate_and_takes_none() -> None:
    assert finds("value=5", deal(value=500), rates={"EUR": Decimal(2)})


def test_what_is_not_known_passes_no_comparison() -> None:
    for text in (
        "value>0",
        "value<=0",
        "closes>1900-01-01",
        "closes<2999-01-01",
        "closes:overdue",
        "idle>=0",
        "idle<9999",
    ):
        assert not finds(text, PLAIN), text
        assert finds(f"-{text}", PLAIN), text
    assert finds("value:none closes:none idle:none next:none", PLAIN)
    known = deal(value=1, expected_close=date(2026, 12, 1), last_activity=NOW)
    assert finds("-value:none -closes:none -idle:none", known)


def test_the_day_of_closing() -> None:
    soon = deal(expected_close=date(2026, 11, 30))
    for text in ("closes:this-month", "closes:2026-11", "closes:30d", "closes>=today", "closes:none,this-quarter"):
        assert finds(text, soon), text
    for text in ("closes:next-month", "closes:overdue", "closes>2026-11-30", "closes<2026-11-30", "closes:7d"):
        assert not finds(text, soon), text
    assert finds("closes:overdue", deal(expected_close=date(2026, 11, 20)))
    assert not finds("closes:overdue", deal(expected_close=date(2026, 11, 21)))
    assert not finds("closes:overdue", deal(expected_close=date(2026, 11, 20), status=DealStatus.WON))


def test_today_is_that_of_whoever_asks() -> None:
    yesterday = deal(expected_close=date(2026, 11, 20))
    night = datetime(2026, 11, 21, 7, 59, tzinfo=UTC)  # a minute before midnight in Los Angeles
    assert finds("closes:yesterday closes:overdue", yesterday, now=night)
    assert finds("closes:today -closes:overdue", yesterday, now=night, zone=LOS_ANGELES)
    assert finds("closes:yesterday", yesterday, now=night + timedelta(minutes=1), zone=LOS_ANGELES)
    assert finds("closes:2026-11-20", yesterday, zone=AUCKLAND)


def test_a_deal_was_made_on_a_day_of_whoever_asks() -> None:
    late = deal(created_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert finds("created:today", late)
    assert finds("created:yesterday", late, zone=LOS_ANGELES)
    old = deal(created_at=NOW - timedelta(days=31))
    assert finds("created>30d -created:30d created>=31d -created<31d", old)
    assert not finds("created>30d", deal(created_at=NOW - timedelta(days=30)))


def test_idle_days_are_those_of_the_card() -> None:
    since = NOW - timedelta(days=15)
    idle = deal(last_activity=since)
    assert finds("idle>14 idle:15 idle=15 -idle>15 idle<16 idle:10..20 -idle:none", idle)
    for suspended in (
        deal(last_activity=since, step_on=date(2026, 11, 21)),
        deal(last_activity=since, step_at=NOW),
        deal(last_activity=since, step_on=date(2027, 1, 1)),
        deal(last_activity=since, status=DealStatus.WON),
        PLAIN,
    ):
        assert finds("idle:none -idle>14", suspended)
    assert finds("idle>14", deal(last_activity=since, step_on=date(2026, 11, 20)))  # a step that was missed is no plan
    assert finds("idle=0 -idle<0", deal(last_activity=NOW + timedelta(days=3)))


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ({}, "none"),
        ({"step_on": date(2026, 11, 20)}, "overdue"),
        ({"step_on": date(2026, 11, 21)}, "today"),
        ({"step_on": date(2026, 11, 22)}, "planned"),
        ({"step_at": NOW - timedelta(milliseconds=1)}, "overdue"),
        ({"step_at": NOW}, "today"),
        ({"step_at": datetime(2026, 11, 21, 23, 0, tzinfo=UTC)}, "planned"),  # midnight in Berlin
        ({"step_at": datetime(2026, 11, 21, 22, 59, tzinfo=UTC)}, "today"),
    ],
)
def test_the_next_step(step: dict[str, Any], state: str) -> None:
    planned = deal(**step)
    assert [word for word in ("none", "planned", "today", "overdue") if finds(f"next:{word}", planned)] == [state]
    assert finds(f"next:{state},none", planned)


def test_a_step_due_within_this_very_millisecond_is_not_late() -> None:
    assert finds("next:today", deal(step_at=NOW), now=NOW + timedelta(microseconds=999))
    assert finds("next:overdue", deal(step_at=NOW), now=NOW + timedelta(microseconds=1000))

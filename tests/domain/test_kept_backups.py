"""Which backups are kept, and when one is due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.backups import LIMIT, Backup, Why, is_due, superfluous

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def backup(ago: timedelta, *, why: Why = Why.ROUTINE, size: int = 1000, commit_seq: int = 1) -> Backup:
    made_at = NOW - ago
    return Backup(path=Path(f"{made_at:%Y%m%d%H%M%S}"), made_at=made_at, size=size, why=why, commit_seq=commit_seq)


def kept(backups: list[Backup], limit: int = LIMIT) -> list[Backup]:
    gone = {one.path for one in superfluous(backups, NOW, BERLIN, limit)}
    return [one for one in backups if one.path not in gone]


def test_two_years_of_half_hours_become_a_few_dozen() -> None:
    backups = [backup(timedelta(minutes=30) * n) for n in range(48 * 730)]
    left = kept(backups)
    ages = [NOW - one.made_at for one in left]
    assert ages[:12] == [timedelta(minutes=30) * n for n in range(12)]
    days = {one.made_at.astimezone(BERLIN).date() for one in left}
    assert {NOW.date() - timedelta(days=n) for n in range(14)} <= days
    months = {(one.made_at.astimezone(BERLIN).year, one.made_at.astimezone(BERLIN).month) for one in left}
    assert len(months) == 12
    assert 30 < len(left) <= 12 + 14 + 8 + 12
    assert kept(left) == left  # nothing is thrown away one step after the other that would be kept at once


def test_the_last_one_of_a_day_stays_for_it() -> None:
    long_ago = timedelta(days=3)
    day = [backup(long_ago + timedelta(hours=n)) for n in range(3)]
    recent = [backup(timedelta(minutes=30) * n) for n in range(12)]
    assert kept([*day, *recent]) == [day[0], *recent]


def test_what_was_made_for_an_occasion_stays_for_two_weeks() -> None:
    crowd = [backup(timedelta(days=13, minutes=n)) for n in range(5)]
    recent = [backup(timedelta(minutes=30) * n) for n in range(20)]
    for why in set(Why) - {Why.ROUTINE}:
        before = backup(timedelta(days=13, hours=2), why=why)
        assert before in kept([before, *crowd, *recent])
        assert before in kept([before, *crowd, *recent], limit=10)
        assert kept([before, *recent]) == [before, *kept(recent)]  # and takes nobody's place
    assert backup(timedelta(days=15), why=Why.IMPORT) not in kept(
        [backup(timedelta(days=15), why=Why.IMPORT), backup(timedelta(days=14, hours=23)), *crowd, *recent]
    )


def test_the_oldest_give_way_where_all_are_too_large() -> None:
    backups = [backup(timedelta(days=n), size=LIMIT // 4) for n in range(10)]
    assert kept(backups) == backups[:4]
    assert kept([backup(timedelta(0), size=3 * LIMIT), *backups[1:]])[0].size == 3 * LIMIT


@given(st.lists(st.tuples(st.integers(0, 40 * 365 * 24 * 60), st.sampled_from(Why), st.integers(0, LIMIT)), min_size=1))
def test_the_newest_always_stays_and_the_limit_holds(facts: list[tuple[int, Why, int]]) -> None:
    by_path = {
        one.path: one for ago, why, size in facts for one in [backup(timedelta(minutes=ago), why=why, size=size)]
    }
    left = kept(list(by_path.values()))
    newest = max(by_path.values(), key=lambda one: one.made_at)
    assert newest in left
    ordinary = [
        one for one in left if one is not newest and (one.why is Why.ROUTINE or NOW - one.made_at >= timedelta(days=14))
    ]
    assert not ordinary or sum(one.size for one in left) <= LIMIT


@pytest.mark.parametrize(
    ("newest", "closing", "due"),
    [
        (None, False, True),
        (backup(timedelta(days=9), commit_seq=7), False, False),  # nothing was saved since
        (backup(timedelta(days=9), commit_seq=7), True, False),
        (backup(timedelta(minutes=29)), False, False),
        (backup(timedelta(minutes=29)), True, True),
        (backup(timedelta(minutes=30)), False, True),
    ],
)
def test_when_one_is_due(newest: Backup | None, closing: bool, due: bool) -> None:
    assert is_due(newest, 7, NOW, closing=closing) is due

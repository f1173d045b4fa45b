"""How long a deal stood in each stage."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leaddesk.domain.records import Deal, DealStatus
from leaddesk.domain.stage_history import Move, Stay, age, stays

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = 1, 2, 3
OPEN, WON, LOST = DealStatus.OPEN, DealStatus.WON, DealStatus.LOST


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def deal(**more: object) -> Deal:
    first = Deal(id=1, title="Pilot", created_at=START, currency="EUR", stage_id=FIRST)
    return replace(first, **more)  # type: ignore[arg-type]


def test_a_new_deal_stands_in_its_stage_since_it_was_added() -> None:
    assert stays(deal(), START, []) == [Stay(FIRST, OPEN, START)]


def test_each_stay_ends_where_the_next_begins() -> None:
    moves = [Move(day(4), FIRST, SECOND), Move(day(10), SECOND, THIRD), Move(day(11), THIRD, SECOND)]
    found = stays(deal(stage_id=SECOND, moved_at=day(11)), START, moves)
    assert found == [
        Stay(FIRST, OPEN, START, day(4)),
        Stay(SECOND, OPEN, day(4), day(10)),
        Stay(THIRD, OPEN, day(10), day(11)),
        Stay(SECOND, OPEN, day(11)),
    ]
    assert [stay.length(day(20)) / timedelta(days=1) for stay in found] == [4, 6, 1, 9]


def test_the_time_in_which_a_deal_was_closed_is_none_of_its_stage() -> None:
    moves = [
        Move(day(2), FIRST, SECOND),
        Move(day(5), was=OPEN, became=LOST),
        Move(day(9), was=LOST, became=OPEN),
        Move(day(12), was=OPEN, became=WON),
    ]
    found = stays(deal(stage_id=SECOND, status=WON, moved_at=day(2), closed_at=day(12)), START, moves)
    assert found[1:] == [
        Stay(SECOND, OPEN, day(2), day(5)),
        Stay(SECOND, LOST, day(5), day(9)),
        Stay(SECOND, OPEN, day(9), day(12)),
        Stay(SECOND, WON, day(12)),
    ]


def test_a_closed_deal_whose_stage_was_removed_is_closed_since_the_same_day() -> None:
    moves = [Move(day(5), was=OPEN, became=WON), Move(day(9), FIRST, SECOND)]
    found = stays(deal(stage_id=SECOND, status=WON, closed_at=day(5)), START, moves)
    assert found == [Stay(FIRST, OPEN, START, day(5)), Stay(SECOND, WON, day(5))]


def test_of_an_imported_deal_the_first_stay_may_have_been_longer() -> None:
    added = day(30)
    assert stays(deal(), added, []) == [Stay(FIRST, OPEN, added, is_whole=False)]
    found = stays(deal(stage_id=SECOND), added, [Move(day(33), FIRST, SECOND)])
    assert found == [Stay(FIRST, OPEN, added, day(33), is_whole=False), Stay(SECOND, OPEN, day(33))]


def test_of_a_deal_that_was_imported_closed_only_the_end_is_known() -> None:
    closed = deal(stage_id=None, status=LOST, closed_at=day(20))
    assert stays(closed, day(30), []) == [Stay(None, LOST, day(20))]
    assert stays(replace(closed, closed_at=None), day(30), []) == [Stay(None, LOST, day(30), is_whole=False)]


def test_an_imported_closed_deal_that_was_reopened_and_closed_again() -> None:
    moves = [Move(day(31), None, FIRST, LOST, OPEN), Move(day(35), was=OPEN, became=WON)]
    found = stays(deal(status=WON, closed_at=day(35)), day(30), moves)
    assert found == [
        Stay(None, LOST, day(30), day(31), is_whole=False),
        Stay(FIRST, OPEN, day(31), day(35)),
        Stay(FIRST, WON, day(35)),
    ]


def test_where_only_the_last_move_is_known() -> None:
    moved = deal(stage_id=SECOND, moved_at=day(6))
    assert stays(moved, day(30), []) == [Stay(SECOND, OPEN, day(6))]
    won = replace(moved, status=WON, closed_at=day(9))
    assert stays(won, day(30), []) == [Stay(SECOND, OPEN, day(6), day(9)), Stay(SECOND, WON, day(9))]
    odd = replace(won, closed_at=day(3))
    assert stays(odd, day(30), []) == [Stay(SECOND, WON, day(3))]


def test_moves_that_lead_elsewhere_are_not_believed() -> None:
    moves = [Move(day(2), FIRST, SECOND)]
    assert stays(deal(stage_id=THIRD, moved_at=day(5)), START, moves) == [Stay(THIRD, OPEN, day(5))]
    assert stays(deal(stage_id=THIRD), START, moves) == [Stay(THIRD, OPEN, START, is_whole=False)]
    won = [Move(day(3), was=OPEN, became=WON)]
    assert stays(deal(), START, won) == [Stay(FIRST, OPEN, START, is_whole=False)]


def test_the_age_ends_when_the_deal_is_closed() -> None:
    assert age(deal(), day(7)) == timedelta(days=7)
    assert age(deal(status=WON, closed_at=day(42)), day(90)) == timedelta(days=42)
    assert age(deal(status=WON, closed_at=START - timedelta(days=1)), day(90)) == timedelta(0)


def test_a_clock_that_was_put_back_makes_no_negative_time() -> None:
    assert Stay(FIRST, OPEN, day(3), day(2)).length(day(9)) == timedelta(0)

"""Ids are unique, rise with time, and stay apart in two copies of one file."""

import random
import threading
from datetime import UTC, datetime, timedelta

from leaddesk.domain.ids import EPOCH_MS, RANDOM_BITS, IdSource, looks_like_id

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_ids_rise_even_when_the_clock_stands_still_or_goes_back() -> None:
    moments = iter([NOW, NOW, NOW - timedelta(days=3), *[NOW] * 997])
    source = IdSource(lambda: next(moments), random.Random(1))
    ids = [source.new() for _ in range(1000)]
    assert ids == sorted(set(ids))


def test_an_id_tells_when_it_was_made() -> None:
    made = IdSource(lambda: NOW).new()
    assert (made >> RANDOM_BITS) + EPOCH_MS == int(NOW.timestamp() * 1000)


def test_ids_fit_into_63_bits_until_2089_and_before_2020() -> None:
    assert 0 < IdSource(lambda: datetime(2089, 1, 1, tzinfo=UTC)).new() < 2**63
    assert 0 < IdSource(lambda: datetime(1999, 1, 1, tzinfo=UTC)).new() < 2**RANDOM_BITS * 2


def test_many_ids_rise_and_go_on_after_the_last() -> None:
    source = IdSource(lambda: NOW, random.Random(2))
    before = source.new()
    many = source.many(20_000)
    after = source.new()
    assert [before, *many, after] == sorted({before, *many, after})
    assert source.many(0) == []


def test_two_copies_of_a_file_hand_out_different_ids_at_the_same_moment() -> None:
    mine, theirs = (IdSource(lambda: NOW, random.Random(seed)) for seed in (3, 4))
    assert not {mine.new() for _ in range(100)} & {theirs.new() for _ in range(100)}
    assert len({*mine.many(50), *theirs.many(50)}) > 95  # the gaps are random as well


def test_threads_never_get_the_same_id() -> None:
    source = IdSource(lambda: NOW, random.Random(3))
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.extend(source.new() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2000


def test_a_year_or_an_order_number_is_not_taken_for_an_id() -> None:
    assert looks_like_id(str(IdSource(lambda: NOW).new()))
    assert not looks_like_id("2026")
    assert not looks_like_id("9" * 20)
    assert not looks_like_id("Kestrel 1234567890123")

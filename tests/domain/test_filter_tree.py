"""Filters put together and taken apart, as the chips of a window do."""

from leaddesk.domain.filter_text import filter_text, read_filter
from leaddesk.domain.filter_tree import (
    EVERYTHING,
    Condition,
    Field,
    Special,
    all_of,
    any_of,
    condition_on,
    negated,
    parts_of,
    replaced,
    with_condition,
    without,
)

WHOLE = read_filter('owner:me "old hope" -tag:vip (value>5k or closes:this-month)')
ANNA = Condition(Field.OWNER, ("Anna",))


def test_the_parts_are_what_must_hold_each_by_itself() -> None:
    assert [filter_text(part) for part in parts_of(WHOLE)] == [
        *("owner:me", '"old hope"', "-tag:vip", "value>5000 or closes:this-month"),
    ]
    assert parts_of(EVERYTHING) == ()
    assert parts_of(ANNA) == (ANNA,)
    assert parts_of(read_filter("a or b")) == (read_filter("a or b"),)


def test_the_condition_on_a_field_is_found_unless_it_is_turned_around() -> None:
    assert condition_on(WHOLE, Field.OWNER) == Condition(Field.OWNER, (Special.ME,))
    assert condition_on(WHOLE, Field.TAG) is None
    assert condition_on(WHOLE, Field.VALUE) is None
    assert condition_on(EVERYTHING, Field.OWNER) is None


def test_a_condition_takes_the_place_of_those_on_its_field() -> None:
    assert filter_text(with_condition(read_filter("a owner:me b owner:none"), ANNA)) == "a owner:Anna b"
    assert filter_text(with_condition(read_filter("a -owner:me"), ANNA)) == "a -owner:me owner:Anna"
    assert with_condition(EVERYTHING, ANNA) == ANNA
    assert filter_text(with_condition(read_filter("a or b"), ANNA)) == "(a or b) owner:Anna"


def test_one_without_tests_takes_the_others_away() -> None:
    nobody = Condition(Field.OWNER, ())
    assert filter_text(with_condition(read_filter("a owner:me b"), nobody)) == "a b"
    assert with_condition(ANNA, nobody) == EVERYTHING
    assert with_condition(EVERYTHING, nobody) == EVERYTHING


def test_a_part_is_removed_or_replaced() -> None:
    last = parts_of(WHOLE)[-1]
    assert filter_text(without(WHOLE, last)) == 'owner:me "old hope" -tag:vip'
    assert without(ANNA, ANNA) == EVERYTHING
    assert filter_text(replaced(WHOLE, last, ANNA)) == 'owner:me "old hope" -tag:vip owner:Anna'
    assert replaced(WHOLE, ANNA, EVERYTHING) == WHOLE
    assert replaced(ANNA, ANNA, read_filter("a b")) == read_filter("a b")


def test_everything_disappears_where_filters_are_joined() -> None:
    assert all_of([EVERYTHING, ANNA, EVERYTHING]) == ANNA
    assert any_of([ANNA, EVERYTHING]) == EVERYTHING
    assert any_of([]) == all_of([]) == negated(EVERYTHING) == EVERYTHING

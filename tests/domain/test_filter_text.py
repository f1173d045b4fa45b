"""Filters as they are typed: what is understood, how it is written again, and what is refused with which words."""

from decimal import Decimal
from random import Random

import pytest
from fixtures.random_filters import random_filter

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_text import DEEPEST, MOST_TESTS, filter_text, read_filter
from leaddesk.domain.filter_tree import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Between,
    Condition,
    Field,
    Filter,
    Not,
    Special,
)


def text(word: str) -> Condition:
    return Condition(Field.TEXT, (word,))


OWNER_ME = Condition(Field.OWNER, (Special.ME,))
A, B, C = text("a"), text("b"), text("c")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ('""', EVERYTHING),
        ("and", EVERYTHING),
        ("Kestrel", text("Kestrel")),
        ("a b", AllOf((A, B))),
        ("a and b AND c", AllOf((A, B, C))),
        ("a or b c", AnyOf((A, AllOf((B, C))))),
        ("(a or b) c", AllOf((AnyOf((A, B)), C))),
        ("(a)(b)", AllOf((A, B))),
        ("((a b)) c", AllOf((A, B, C))),
        ("a or (b OR c)", AnyOf((A, B, C))),
        ("-a", Not(A)),
        ("not a", Not(A)),
        ("NOT -a", A),
        ("-(a b)", Not(AllOf((A, B)))),
        ("not(a or b)", Not(AnyOf((A, B)))),
        ("a - b", AllOf((A, text("-"), B))),
        ("a -", AllOf((A, text("-")))),
        (
            "10:30 e-mail don't 50% a_b c\\d",
            AllOf(tuple(map(text, ("10:30", "e-mail", "don't", "50%", "a_b", "c\\d")))),
        ),
        ('"two words" "or"', AllOf((text("two words"), text("or")))),
        ('"say ""hi"""', text('say "hi"')),
        ('17" "being typed', AllOf((text('17"'), text("being typed")))),
        ("value chain", AllOf((text("value"), text("chain")))),
        ("text:a,b", Condition(Field.TEXT, ("a", "b"))),
        ("owner:me", OWNER_ME),
        ("OWNER = Me", OWNER_ME),
        ("owner :me", OWNER_ME),
        ('owner:"me"', Condition(Field.OWNER, ("me",))),
        ("owner:me,Anna", Condition(Field.OWNER, (Special.ME, "Anna"))),
        ('owner: none , "Anna Berg", ab,', Condition(Field.OWNER, (Special.NONE, "Anna Berg", "ab"))),
        ("owner:me,me", OWNER_ME),
        ("owner:me(a)", AllOf((OWNER_ME, A))),
        ("tags:vip", Condition(Field.TAG, ("vip",))),
        ("tag:me", Condition(Field.TAG, ("me",))),
        ("temp:HOT,warm", Condition(Field.TEMPERATURE, ("hot", "warm"))),
        ("step:none", Condition(Field.NEXT, ("none",))),
        ("status=won", Condition(Field.STATUS, ("won",))),
        ("value:none", Condition(Field.VALUE, (Special.NONE,))),
        ("value>5k", Condition(Field.VALUE, (Between(low=Decimal(5000), strict=True),))),
        ("value >= 5,000", Condition(Field.VALUE, (Between(low=Decimal(5000)),))),
        ("value:<1.5M", Condition(Field.VALUE, (Between(high=Decimal(1500000), strict=True),))),
        ("value<=-5", Condition(Field.VALUE, (Between(high=Decimal(-5)),))),
        ("value:9500", Condition(Field.VALUE, (Between(Decimal(9500), Decimal(9500)),))),
        ("value=9.500,50", Condition(Field.VALUE, (Between(Decimal("9500.5"), Decimal("9500.5")),))),
        ("value:5k..1k", Condition(Field.VALUE, (Between(Decimal(1000), Decimal(5000)),))),
        ("value:1k..", Condition(Field.VALUE, (Between(low=Decimal(1000)),))),
        ("value:..1k", Condition(Field.VALUE, (Between(high=Decimal(1000)),))),
        ("value:1,000 b", AllOf((Condition(Field.VALUE, (Between(Decimal(1000), Decimal(1000)),)), B))),
        ("close:this-month", Condition(Field.CLOSES, (Between("this-month", "this-month"),))),
        ("closes:Overdue,none", Condition(Field.CLOSES, (Special.OVERDUE, Special.NONE))),
        ("closes<2026-12-31", Condition(Field.CLOSES, (Between(high="2026-12-31", strict=True),))),
        ("closes:none,<2026-12", Condition(Field.CLOSES, (Special.NONE, Between(high="2026-12", strict=True)))),
        ("closes:today..30d", Condition(Field.CLOSES, (Between("today", "30d"),))),
        ("created>30d", Condition(Field.CREATED, (Between(low="30d", strict=True),))),
        ("idle:14", Condition(Field.IDLE, (Between(low=Decimal(14)),))),
        ("idle=14", Condition(Field.IDLE, (Between(Decimal(14), Decimal(14)),))),
        ("idle>2w", Condition(Field.IDLE, (Between(low=Decimal(14), strict=True),))),
        ("idle:7d..30", Condition(Field.IDLE, (Between(Decimal(7), Decimal(30)),))),
        ("idle:none,14", Condition(Field.IDLE, (Special.NONE, Between(low=Decimal(14))))),
    ],
)
def test_what_is_typed_is_understood_and_written_again(typed: str, meant: Filter) -> None:
    assert read_filter(typed) == meant
    assert read_filter(filter_text(meant)) == meant


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('owner:me   "Value" >  5', 'owner:me Value ">" 5'),
        ("not (a or b) and tag : vip", "-(a or b) tag:vip"),
        ("(a b) or c", "a b or c"),
        ("VALUE : 1.5k..", "value>=1500"),
        ("value=1234.500", "value=1234.5"),
        ("value=1.2340", "value=1.2340"),  # three digits behind a point would be thousands
        ("idle:14", "idle>=14"),
        ("value:>5k", "value>5000"),
        ("closes=2026-12-31", "closes:2026-12-31"),
        ('owner:"none",none', 'owner:"none",none'),
        ('stage:"Won, maybe"', 'stage:"Won, maybe"'),
        ('"-a" "and" "value:5"', '"-a" "and" "value:5"'),
    ],
)
def test_it_is_written_in_one_way(typed: str, written: str) -> None:
    assert filter_text(read_filter(typed)) == written


def test_any_filter_is_read_as_it_was_written() -> None:
    rng = Random(7)
    for _ in range(10_000):
        whole = random_filter(rng)
        assert read_filter(filter_text(whole)) == whole, filter_text(whole)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "onwer:me",
            (
                'there is no field "onwer"; use text, owner, tag, temperature, source, value, closes, created, idle, '
                "next, stage, pipeline, company, contact, status, or put words that you look for in quotes."
            ),
        ),
        ("Re:", 'there is no field "Re"; use text, owner, .* or put words that you look for in quotes.'),
        ("a)", r"there is a \) without a \( before it; put words that you look for in quotes."),
        ("(a", r"a \( is not closed; write the \) that belongs to it, or put words that you look for in quotes."),
        ("()", r"there is nothing between \( and \); put words that you look for in quotes."),
        ("or b", 'nothing stands before "or"; put words that you look for in quotes.'),
        ("a or", 'nothing follows "or"; put words that you look for in quotes.'),
        ("a or or b", 'nothing follows "or"; .*'),
        ("(a or )", 'nothing follows "or"; .*'),
        ("why not", 'nothing follows "not"; .*'),
        ("not or b", 'nothing follows "not"; .*'),
        ("owner:", 'nothing follows "owner:"; write me, none, a name or initials.'),
        ("owner:,me", 'nothing follows "owner:"; .*'),
        ('stage:""', 'nothing follows "stage:"; write a stage, or none.'),
        ("value >", 'nothing follows "value >"; write an amount such as 5000, >5k or 1k..5k, or none.'),
        ("owner>5", "owner is never more or less; write owner: and me, none, a name or initials."),
        ("tag:a,<b", "tag is never more or less; write tag: and a tag, or none."),
        ("temp:mild", '"mild" is nothing that temperature can be; write cold, warm or hot.'),
        ("next:week", '"week" is nothing that next can be; write none, planned, today or overdue.'),
        ("status:closed", '"closed" is nothing that status can be; write open, won or lost.'),
        *(
            (
                f"value:{item}",
                rf'"{item}" is nothing that value can be; write an amount such as 5000, >5k or 1k..5k, .*',
            )
            for item in ("much", "..", "1..2..3", "1..x", "5EUR", "k", "9007199254740993", "1e3", "0." + "1" * 30)
        ),
        ("value:1.2.3", '"1.2.3" is nothing that value can be; .*'),
        ("value>none", '"none" is nothing that value can be; .*'),
        *(
            (
                f"closes:{item}",
                f'"{item}" is nothing that closes can be; write a day such as 2026-12-31, <2026-12-31, .*',
            )
            for item in ("soon", "2026-13-01", "2026-02-30", "2026-13", "1066-10-14", "30", "30y", "this", "12345d")
        ),
        ("created:none", '"none" is nothing that created can be; write a day such as 2026-12-31, .* an age such as .*'),
        ("idle:1m", '"1m" is nothing that idle can be; write days such as 14, >14 or 7..30, or none.'),
        ("idle:-1", '"-1" is nothing that idle can be; .*'),
        ("x " * (MOST_TESTS + 1), f"there are more than {MOST_TESTS} words and conditions; use fewer."),
        ("tag:" + "x," * (MOST_TESTS + 1), f"there are more than {MOST_TESTS} words and conditions; use fewer."),
        ("(" * (DEEPEST + 1) + "a", f"there are more than {DEEPEST} brackets within each other; use fewer."),
        ("(" * 5000, f"there are more than {DEEPEST} brackets within each other; use fewer."),
    ],
)
def test_what_is_not_understood_is_named(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=f"^{sentence}$"):
        read_filter(typed)


def test_as_much_as_is_allowed_is_understood() -> None:
    whole = read_filter("x " * MOST_TESTS)
    assert isinstance(whole, AllOf)
    assert len(whole.parts) == MOST_TESTS
    assert read_filter("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    assert read_filter("y" * 5000) == text("y" * 1000)

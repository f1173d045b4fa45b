"""Taking a person's words out of texts, and nothing else."""

import json

import pytest

from leaddesk.domain.redaction import Redaction


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Call Jonas Berg today", "Call X today"),
        ("JONAS BERG", "X"),
        ("Jonas Bergström is another", "Jonas Bergström is another"),
        ("mail to j.berg@kestrel.example.", "mail to X."),
        ("(+49 30 1234)", "(X)"),
        ("", ""),
    ],
)
def test_whole_words_are_replaced(text: str, after: str) -> None:
    redaction = Redaction(("Jonas Berg", " j.berg@kestrel.example ", "+49 30 1234"), "X")
    assert redaction(text) == after
    assert redaction.may_change(text) is (text != after)


def test_the_longest_goes_first() -> None:
    assert Redaction(("Ana", "Ana Silva"), "X")("Ana Silva and Ana") == "X and X"


def test_what_is_too_short_to_tell_is_left() -> None:
    redaction = Redaction(("Al", ""), "X")
    assert redaction("Al met al") == "Al met al"
    assert not redaction.may_change("Al")


def test_json_is_looked_through_with_its_escapes() -> None:
    redaction = Redaction(('Bob "B" Stone',), "X")
    assert redaction.may_change(json.dumps({"title": 'Deal of Bob "B" Stone'}))
    assert not redaction.may_change(json.dumps({"title": "Deal of Bob"}))

"""Every operation has a sentence that a person understands."""

import pytest

from leaddesk.domain.operations import DESTRUCTIVE, FOUNDING, TEMPLATES, Operation, describe


@pytest.mark.parametrize("kind", Operation)
def test_every_operation_has_a_sentence(kind: Operation) -> None:
    assert kind in TEMPLATES
    assert describe(kind, {})[0].isupper()  # what is missing is left out, never an error


def test_a_sentence_names_what_it_was_about() -> None:
    assert describe(Operation.MOVE_DEAL, {"title": "Pilot", "stage": "Demo"}) == "Moved “Pilot” to Demo"
    assert describe(Operation.LOSE_DEAL, {"title": "Pilot", "reason": "Price"}) == "Lost “Pilot”: Price"


def test_braces_in_a_title_are_just_text() -> None:
    assert describe(Operation.WIN_DEAL, {"title": "{stage} {0!r}"}) == "Won “{stage} {0!r}”"


def test_a_window_can_translate_the_sentence() -> None:
    german = {"Won “{title}”": "„{title}“ gewonnen"}
    assert describe(Operation.WIN_DEAL, {"title": "Pilot"}, german.__getitem__) == "„Pilot“ gewonnen"


def test_undo_is_offered_after_everything_that_takes_away() -> None:
    assert {kind for kind in Operation if kind.value.startswith("delete_")} <= DESTRUCTIVE
    assert not DESTRUCTIVE & FOUNDING

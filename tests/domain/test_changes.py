"""What an operation changed can be asked by kind of record."""

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind


def test_nothing_written_is_false_and_touches_nothing() -> None:
    nothing = Changes()
    assert not nothing
    assert not nothing.touches(*Kind)
    assert nothing.of(Kind.DEAL) == frozenset()


def test_of_gathers_every_id_of_a_kind() -> None:
    changes = Changes(
        operation=7,
        added={Kind.DEAL: frozenset({1})},
        updated={Kind.DEAL: frozenset({2}), Kind.CONTACT: frozenset({9})},
        removed={Kind.DEAL: frozenset({3})},
    )
    assert changes
    assert changes.of(Kind.DEAL) == {1, 2, 3}
    assert changes.touches(Kind.TAG, Kind.CONTACT)
    assert not changes.touches(Kind.TAG, Kind.COMPANY)

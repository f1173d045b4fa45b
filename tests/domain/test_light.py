"""Light dataclasses do what the library's do."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from leaddesk.domain import light, records, summaries
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import FieldConflict
from leaddesk.domain.money import Money


def both(**options: bool) -> list[Any]:
    """The same class, made by the library and by us."""

    def plain(names: Any) -> Any:
        class Plain:
            """A point."""

            x: int
            y: int = 2
            names: list[str]
            legs: ClassVar[int] = 4

            @property
            def sum(self) -> int:
                return self.x + self.y

            def __bool__(self) -> bool:
                return self.x > 0

        Plain.names = names
        return Plain

    ours, theirs = plain(light.field(default_factory=list)), plain(dataclasses.field(default_factory=list))
    return [dataclasses.dataclass(slots=True, **options)(theirs), light.dataclass(slots=True, **options)(ours)]


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as problem:
        return type(problem), str(problem)


def told(cls: Any) -> dict[str, object]:
    """All that can be seen of a class and its instances."""
    one, two = cls(x=1), cls(x=1, y=2, names=[])
    return {
        "class": (
            cls.__name__,
            cls.__doc__,
            cls.__slots__,
            cls.__match_args__,
            list(inspect.signature(cls).parameters),
        ),
        "library": (dataclasses.is_dataclass(one), dataclasses.asdict(one), dataclasses.replace(one, y=9)),
        "fields": [(field.name, field.kw_only) for field in dataclasses.fields(cls)],
        "values": (
            repr(one),
            one.x,
            one.y,
            one.names,
            one.names is two.names,
            one.sum,
            one.legs,
            bool(one),
            bool(cls(x=0)),
        ),
        "equal": (one == one, one == two, one != cls(x=5), one == (1, 2, [])),
        "by place": outcome(lambda: cls(1, 3)),
        "too few": outcome(cls),
        "too many": outcome(lambda: cls(1, 2, 3, 4)),
        "unknown": outcome(lambda: cls(x=1, z=1)),
        "set": (outcome(lambda: setattr(one, "x", 7)), one.x),
        "removed": (outcome(lambda: delattr(two, "y")), hasattr(two, "y")),
        "another": outcome(lambda: setattr(one, "z", 7)) is None,
        "copied": (copy.copy(cls(x=4)), copy.deepcopy(cls(x=4, names=["a"]))),
        "hash": type(outcome(lambda: hash(one))),
    }


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("kw_only", [True, False])
@pytest.mark.parametrize("eq", [True, False])
def test_it_behaves_as_the_librarys(frozen: bool, kw_only: bool, eq: bool) -> None:
    theirs, ours = map(told, both(frozen=frozen, kw_only=kw_only, eq=eq))
    for name in theirs:
        assert repr(ours[name]) == repr(theirs[name]), name


def test_equal_ones_have_the_same_hash() -> None:
    assert len({Money(100, "EUR"), Money(100, "EUR"), Money(100, "USD")}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(both()[1](x=1))


def test_they_can_be_matched_and_pickled() -> None:
    match Money(5, "EUR"):
        case Money(amount, code):
            assert (amount, code) == (5, "EUR")
    for made in (Money(5, "EUR"), Changes(operation=3), FieldConflict("title", "a", "b", "c", "Sam", None)):
        assert pickle.loads(pickle.dumps(made)) == made


def test_every_record_is_told_by_the_library() -> None:
    for record in (*records.RECORDS.values(), summaries.Card):
        assert [field.name for field in dataclasses.fields(record)] == list(record.__annotations__)


def test_a_class_without_slots_is_refused() -> None:
    with pytest.raises(TypeError, match="slots"):
        light.dataclass(slots=False)

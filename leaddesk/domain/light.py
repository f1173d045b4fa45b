"""Dataclasses with slots, as the standard library has them, that cost next to nothing until one is made.

The library writes and compiles six functions for each class as it is imported, which took a window longer than all that
it did until its first picture. Here the functions are shared, but for `__init__`, which is compiled for the first
instance. `replace`, `fields` and the like of `dataclasses` take these classes as well.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, get_origin


class _Fresh:
    """The default of a field that is made anew for each instance."""

    def __init__(self, *, default_factory: Callable[[], Any]) -> None:
        self.make = default_factory


if TYPE_CHECKING:
    from dataclasses import dataclass, field
else:
    field = _Fresh

    def dataclass(*, slots: bool, frozen: bool = False, kw_only: bool = False, eq: bool = True) -> Callable[..., Any]:
        """As the library's, for classes that inherit no fields."""
        if not slots:
            raise TypeError("a class without slots is the library's business")
        return lambda cls: _remade(cls, frozen, kw_only, eq)


__all__ = ["dataclass", "field"]


def _remade(cls: Any, frozen: bool, kw_only: bool, eq: bool) -> Any:
    names = tuple(name for name, kind in cls.__annotations__.items() if get_origin(kind) is not ClassVar)
    defaults = {name: vars(cls)[name] for name in names if name in vars(cls)}
    members = {name: member for name, member in vars(cls).items() if name not in (*names, "__dict__", "__weakref__")}
    members |= {
        "__slots__": names,
        "__match_args__": () if kw_only else names,
        "__dataclass_fields__": _Fields(defaults, kw_only),
        "__repr__": _repr,
        "__getstate__": _values,
        "__setstate__": _set_values,
    }
    if frozen:
        members |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
    if eq:
        members |= _comparing(names, frozen)
    made: Any = type(cls)(cls.__name__, cls.__bases__, members)
    made.__qualname__ = cls.__qualname__
    made.__init__ = _first_init(made, defaults, kw_only)
    return made


def _first_init(cls: Any, defaults: Mapping[str, Any], kw_only: bool) -> Callable[..., None]:
    """Stands for the `__init__` until that is needed."""

    def fill(self: Any, *args: Any, **values: Any) -> None:
        cls.__init__ = _init(cls, defaults, kw_only)
        cls.__init__(self, *args, **values)

    return fill


def _init(cls: Any, defaults: Mapping[str, Any], kw_only: bool) -> Any:
    """What the library writes; but each slot is set by its own means, which `frozen` does not hinder."""
    words: dict[str, Any] = {}
    params, lines = ["self"], ["pass"]
    if kw_only:
        params.append("*")
    for name in cls.__slots__:
        words[f"set_{name}"] = vars(cls)[name].__set__
        default = words[f"default_{name}"] = defaults.get(name)
        params.append(f"{name}=default_{name}" if name in defaults else name)
        made = f"default_{name}.make() if {name} is default_{name} else " if isinstance(default, _Fresh) else ""
        lines.append(f"set_{name}(self, {made}{name})")
    exec(f"def __init__({', '.join(params)}):\n " + "\n ".join(lines), words)
    words["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return words["__init__"]


class _Fields:
    """What the library knows of a class, asked of the library when somebody wants to know."""

    def __init__(self, defaults: Mapping[str, Any], kw_only: bool) -> None:
        self._defaults, self._kw_only = defaults, kw_only

    def __get__(self, _instance: Any, owner: Any) -> Any:
        import dataclasses

        members: dict[str, Any] = {
            name: dataclasses.field(default_factory=default.make) if isinstance(default, _Fresh) else default
            for name, default in self._defaults.items()
        }
        members["__annotations__"] = owner.__annotations__
        known: Any = dataclasses.dataclass(kw_only=self._kw_only)(type(owner.__name__, (), members))
        owner.__dataclass_fields__ = known.__dataclass_fields__
        return known.__dataclass_fields__


def _comparing(names: tuple[str, ...], frozen: bool) -> dict[str, Any]:
    values = attrgetter(*names)

    def equals(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": equals, "__hash__": hashed if frozen else None}


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
    return f"{type(self).__qualname__}({values})"


def _refuse_setting(_self: Any, name: str, _value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _values(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__slots__]


def _set_values(self: Any, values: list[Any]) -> None:
    for name, value in zip(self.__slots__, values, strict=True):
        object.__setattr__(self, name, value)

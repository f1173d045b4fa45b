"""A filter as a row of parts that are shown, changed and removed one by one.

What reads and writes typed filters is loaded when there is one: the first picture of a window has none.
"""

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_tree import AnyOf, Filter, all_of, any_of, parts_of
from leaddesk.domain.light import dataclass


@dataclass(frozen=True, slots=True)
class FilterParts:
    """All of the parts must hold, or with `any_holds` one of them."""

    parts: tuple[Filter, ...] = ()
    any_holds: bool = False

    @property
    def text(self) -> str:
        """What is typed for it."""
        if not self.parts:
            return ""
        from leaddesk.domain.filter_text import filter_text

        return filter_text(any_of(self.parts) if self.any_holds else all_of(self.parts))


def read_parts(text: str) -> FilterParts:
    """The parts of a filter as typed. Invalid names what is not understood."""
    if not text.strip():
        return FilterParts()
    from leaddesk.domain.filter_text import read_filter

    whole = read_filter(text)
    if isinstance(whole, AnyOf):
        return FilterParts(whole.parts, any_holds=True)
    return FilterParts(parts_of(whole))


def same_filter(one: str, other: str) -> bool:
    """Whether two filters as typed have the same parts, in whatever order."""
    if one == other:
        return True
    try:
        first, second = read_parts(one), read_parts(other)
    except Invalid:
        return False
    alike = first.any_holds == second.any_holds or len(first.parts) < 2
    return alike and set(first.parts) == set(second.parts)

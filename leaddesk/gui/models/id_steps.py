"""The fewest rows to take out and put in, so that one list of ids becomes another."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from leaddesk.domain.light import dataclass


@dataclass(frozen=True, slots=True)
class Take:
    """Rows `first` to `last` go."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Put:
    """`ids` come in at row `first`."""

    first: int
    ids: tuple[int, ...]


def id_steps(old: Sequence[int], new: Sequence[int]) -> list[Take | Put]:
    """Steps that make `old` into `new` when they are done in this order.

    Each list holds an id once. An id that changes its place is taken out and put in; as few as possible are.
    """
    start, end = same_ends(old, new)
    before = old[start : len(old) - end]
    after = new[start : len(new) - end]
    staying = _staying(before, after)
    gone = [start + row for row, number in enumerate(before) if number not in staying]
    come = [start + row for row, number in enumerate(after) if number not in staying]
    steps: list[Take | Put] = [Take(first, last) for first, last in reversed(runs(gone))]
    steps += [Put(first, tuple(new[first : last + 1])) for first, last in runs(come)]
    return steps


def same_ends(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    """How many rows are the same in both at the top, and how many below those at the end."""
    start = _same(zip(old, new, strict=False))
    return start, _same(zip(reversed(old[start:]), reversed(new[start:]), strict=False))


def _same(pairs: Iterable[tuple[int, int]]) -> int:
    count = 0
    for left, right in pairs:
        if left != right:
            break
        count += 1
    return count


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rising rows as (first, last) of those that follow one another."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _staying(before: Sequence[int], after: Sequence[int]) -> set[int]:
    """The longest selection of ids that has the same order in both: patience sorting."""
    places = {number: row for row, number in enumerate(after)}
    kept = [number for number in before if number in places]
    ends: list[int] = []  # the smallest last place of a rising selection of each length
    end_ids: list[int] = []
    previous: dict[int, int | None] = {}
    for number in kept:
        length = bisect_left(ends, places[number])
        previous[number] = end_ids[length - 1] if length else None
        ends[length : length + 1] = [places[number]]
        end_ids[length : length + 1] = [number]
    staying: set[int] = set()
    link = end_ids[-1] if end_ids else None
    while link is not None:
        staying.add(link)
        link = previous[link]
    return staying

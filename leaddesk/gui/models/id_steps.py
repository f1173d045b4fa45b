"""The fewest rows to take out and put in, so that one list of ids becomes another."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
    start = _same(zip(old, new, strict=False))
    end = _same(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    before = old[start : len(old) - end]
    after = new[start : len(new) - end]
    staying = _staying(before, after)
    gone = [start + row for row, number in enumerate(before) if number not in staying]
    come = [(start + row, number) for row, number in enumerate(after) if number not in staying]
    steps: list[Take | Put] = [Take(run[0], run[-1]) for run in reversed(_runs(gone))]
    numbers = dict(come)
    steps += [Put(run[0], tuple(numbers[row] for row in run)) for run in _runs([row for row, _ in come])]
    return steps


def _same(pairs: Iterable[tuple[int, int]]) -> int:
    count = 0
    for left, right in pairs:
        if left != right:
            break
        count += 1
    return count


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Rising rows, grouped where they follow one another."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


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

"""Rows in pages that no tree leads to any more, because a page above them is destroyed.

Our ids are unique among all tables, so a row is recognised by its id alone, wherever it lies. The layout is
https://www.sqlite.org/fileformat2.html, sections 1.6, 1.7 and 2.1.
"""

import struct
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

PAGE = 4096  # what SQLite makes by itself
_LEAF = 13  # a page with rows of a table
_LOCAL = PAGE - 35  # bytes of a row that stay in its page at most
_LEAST = (PAGE - 12) * 32 // 255 - 23
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type -> bytes

Values = list[Any]


def stray_rows(path: Path, wanted: AbstractSet[int]) -> Iterator[tuple[int, Values]]:
    """(id, values) of every row with one of these ids, also of older states of it that were left behind."""
    raw = path.read_bytes()
    for start in range(0, len(raw) - PAGE + 1, PAGE):
        head = start or 100  # the first page begins with the header of the file
        if raw[head] != _LEAF:
            continue
        count = int.from_bytes(raw[head + 3 : head + 5], "big")
        for place in range(head + 8, min(head + 8 + 2 * count, start + PAGE), 2):
            cell = start + int.from_bytes(raw[place : place + 2], "big")
            size, cell = _varint(raw, cell)
            number, cell = _varint(raw, cell)
            if number in wanted:
                try:
                    yield number, _values(_payload(raw, cell, size), number)
                except (IndexError, ValueError, struct.error):
                    continue


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    """(number, where it ends); the rest of the file is read as zeros."""
    number = 0
    for count in range(8):
        byte = _byte(raw, place + count)
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + count + 1
    number = number << 8 | _byte(raw, place + 8)
    return number - 2**64 if number >= 2**63 else number, place + 9


def _byte(raw: bytes, place: int) -> int:
    return raw[place] if place < len(raw) else 0


def _payload(raw: bytes, place: int, size: int) -> bytes:
    """The whole row, of which the end may lie in a chain of other pages."""
    if not 0 < size <= len(raw):
        raise ValueError(size)
    if size <= _LOCAL:
        return raw[place : place + size]
    local = _LEAST + (size - _LEAST) % (PAGE - 4)
    local = local if local <= _LOCAL else _LEAST
    found = bytearray(raw[place : place + local])
    following = int.from_bytes(raw[place + local : place + local + 4], "big")
    while len(found) < size:
        start = (following - 1) * PAGE
        if start <= 0 or start + PAGE > len(raw):
            raise ValueError(following)
        following = int.from_bytes(raw[start : start + 4], "big")
        found += raw[start + 4 : start + PAGE]
    return bytes(found[:size])


def _values(payload: bytes, number: int) -> Values:
    end, place = _varint(payload, 0)
    if end > len(payload):  # else zeros would be read for ever
        raise ValueError(number)
    types = []
    while place < end:
        kind, place = _varint(payload, place)
        types.append(kind)
    values = []
    for kind in types:
        value, place = _value(payload, place, kind)
        values.append(value)
    if place != len(payload) or not values:
        raise ValueError(number)
    values[0] = number  # the id stands before the row
    return values


def _value(payload: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack(">d", payload[place : place + 8])[0], place + 8
    if kind in (0, 8, 9):
        return (None, 0, 1)[max(kind - 7, 0)], place
    if kind < 12:
        raise ValueError(kind)
    end = place + (kind - 12) // 2
    content = payload[place:end]
    return content.decode("utf-8", "strict") if kind % 2 else content, end

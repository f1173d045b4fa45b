"""Filters as they are typed: `owner:me value>5000 idle>14 (tag:vip or closes:this-month) -"old hope"`."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_days import is_days, length_in_days
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
    Test,
    all_of,
    any_of,
    negated,
)
from leaddesk.domain.light import dataclass
from leaddesk.domain.money import MAX_MINOR, THOUSANDS, parse_amount
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, Temperature

MOST_TESTS = 100  # in one filter: more than a person types, and less than a database refuses
DEEPEST = 20  # brackets within brackets
LONGEST_NAME = 1000  # letters that are looked for

_OTHER_NAMES = {"tags": Field.TAG, "temp": Field.TEMPERATURE, "close": Field.CLOSES, "step": Field.NEXT}
_FIELDS = {**{field.value: field for field in Field}, **_OTHER_NAMES}
_WORDS = {
    Field.TEMPERATURE: tuple(word.value for word in Temperature),
    Field.NEXT: tuple(word.value for word in NextStepState),
    Field.STATUS: tuple(word.value for word in DealStatus),
}
_SPECIAL = {
    Field.OWNER: (Special.ME, Special.NONE),
    Field.CLOSES: (Special.OVERDUE, Special.NONE),
    **dict.fromkeys((Field.TAG, Field.SOURCE, Field.VALUE, Field.IDLE), (Special.NONE,)),
    **dict.fromkeys((Field.STAGE, Field.PIPELINE, Field.COMPANY, Field.CONTACT), (Special.NONE,)),
}
POSSIBLE = {
    Field.TEXT: "a piece of the title, company or contact",
    Field.OWNER: "me, none, a name or initials",
    Field.TAG: "a tag, or none",
    Field.TEMPERATURE: "cold, warm or hot",
    Field.SOURCE: "a source, or none",
    Field.VALUE: "an amount such as 5000, >5k or 1k..5k, or none",
    Field.CLOSES: "a day such as 2026-12-31, <2026-12-31, this-month, 30d or today..30d, or overdue or none",
    Field.CREATED: "a day such as 2026-12-31, >=2026-12-31 or this-month, or an age such as 30d or >30d",
    Field.IDLE: "days such as 14, >14 or 7..30, or none",
    Field.NEXT: "none, planned, today or overdue",
    Field.STAGE: "a stage, or none",
    Field.PIPELINE: "a pipeline, or none",
    Field.COMPANY: "a piece of the company's name, or none",
    Field.CONTACT: "a piece of the contact's name, or none",
    Field.STATUS: "open, won or lost",
}

_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([^\W\d_]+)(\s*)(:\s*(?:[<>]=?|=)?|[<>]=?|=)\s*")
_COMPARED = re.compile(r"([<>]=?|=)?\s*")
_QUOTED = re.compile(r'"((?:[^"]|"")*)(?:"|\Z)')  # one that is not closed reaches to the end: it is being typed
_WORD = re.compile(r"[^\s()]+")
_ITEM = re.compile(r"[^\s(),]*")
_COMMA = re.compile(r"\s*,\s*")
_AMOUNT = re.compile(r"[-+]?[\d.,']*\d[km]?", re.ASCII)
_LONGEST_AMOUNT = 24
_PLAIN = re.compile(r"[\w.@&+/%*][\w.@&+/%*\"'’-]*")


def read_filter(text: str) -> Filter:
    """What a typed filter means; of an empty text: everything. Invalid names the word that is not understood."""
    reader = _Reader(text)
    found = reader.either(0)
    if not reader.at_end:
        raise _wrong("there is a ) without a ( before it")
    return found


def filter_text(whole: Filter) -> str:
    """What is typed for it: `read_filter` makes the same filter of it."""
    if isinstance(whole, AllOf):
        return " ".join(
            f"({filter_text(part)})" if isinstance(part, AnyOf) else filter_text(part) for part in whole.parts
        )
    if isinstance(whole, AnyOf):
        return " or ".join(map(filter_text, whole.parts))
    if isinstance(whole, Not):
        inner = filter_text(whole.part)
        return f"-{inner}" if isinstance(whole.part, Condition) else f"-({inner})"
    return _condition_text(whole)


def _condition_text(condition: Condition) -> str:
    field, tests = condition.field, condition.tests
    if field is Field.TEXT and len(tests) == 1:
        return _name_text(str(tests[0]), ("and", "or", "not"))
    written = [_test_text(field, test) for test in tests]
    sign = "" if len(written) == 1 and written[0][0] in "<>=" else ":"
    return f"{field}{sign}{','.join(written)}"


def _test_text(field: Field, test: Test) -> str:
    if isinstance(test, Special):
        return test.value
    if isinstance(test, Between):
        return _between_text(test)
    if field in _WORDS:
        return test
    return _name_text(test, [special.value for special in _SPECIAL.get(field, ())])


def _between_text(test: Between) -> str:
    low, high = (end if isinstance(end, str) else _number_text(end) for end in (test.low, test.high))
    if test.low is None or test.high is None:
        return f"{'<' if test.low is None else '>'}{'' if test.strict else '='}{low}{high}"
    if low != high:
        return f"{low}..{high}"
    return low if isinstance(test.low, str) else f"={low}"


def _number_text(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}0" if "." in text and len(text.partition(".")[2]) == 3 else text  # else it reads as thousands


def _name_text(name: str, taken: "tuple[str, ...] | list[str]") -> str:
    """The name as it is, or in quotes where it would be read as something else."""
    if _PLAIN.fullmatch(name) and fold(name) not in taken:
        return name
    return '"{}"'.format(name.replace('"', '""'))


def _wrong(what: str, todo: str = "put words that you look for in quotes") -> Invalid:
    return Invalid(what, "", todo)


def _not_understood(field: Field, item: str) -> NoReturn:
    raise _wrong(f'"{item}" is nothing that {field} can be', f"write {POSSIBLE[field]}")


@dataclass(slots=True)
class _Reader:
    """Reads a filter from left to right."""

    text: str
    at: int = 0
    tests: int = 0

    @property
    def at_end(self) -> bool:
        self._take(_SPACE)
        return self.at == len(self.text)

    def either(self, depth: int) -> Filter:
        """Parts with `or` between them."""
        if depth > DEEPEST:
            raise _wrong(f"there are more than {DEEPEST} brackets within each other", "use fewer")
        parts = [self._all(depth)]
        while self._take_word("or"):
            parts.append(self._all(depth))
            if parts[0] == EVERYTHING:
                raise _wrong('nothing stands before "or"')
            if parts[-1] == EVERYTHING:
                raise _wrong('nothing follows "or"')
        return any_of(parts)

    def _all(self, depth: int) -> Filter:
        """Parts one after the other."""
        parts: list[Filter] = []
        while not self.at_end and self.text[self.at] != ")" and not self._is_word("or"):
            if not self._take_word("and"):
                parts.append(self._part(depth))
        return all_of(parts)

    def _part(self, depth: int) -> Filter:
        opposite = False
        while self._take_minus() or self._take_word("not"):
            opposite = not opposite
        if self.at_end or self.text[self.at] == ")" or self._is_word("or") or self._is_word("and"):
            raise _wrong('nothing follows "not"')
        part = self._bracket(depth) if self.text[self.at] == "(" else self._condition()
        return negated(part) if opposite else part

    def _bracket(self, depth: int) -> Filter:
        self.at += 1
        part = self.either(depth + 1)
        if self.at_end:
            raise _wrong(
                "a ( is not closed", "write the ) that belongs to it, or put words that you look for in quotes"
            )
        self.at += 1
        if part == EVERYTHING:
            raise _wrong("there is nothing between ( and )")
        return part

    def _condition(self) -> Filter:
        match = _FIELD.match(self.text, self.at)
        field = _FIELDS.get(fold(match[1])) if match else None
        if match and field:
            self.at = match.end()
            return Condition(field, self._tests(field, match[3].lstrip(":").strip(), match[0].strip()))
        if match and not match[2]:
            raise _wrong(
                f'there is no field "{match[1]}"', f"use {', '.join(Field)}, or put words that you look for in quotes"
            )
        self._count()
        quoted = self._take(_QUOTED)
        word = quoted[1].replace('""', '"') if quoted else self._taken(_WORD)
        return Condition(Field.TEXT, (word[:LONGEST_NAME],)) if word else EVERYTHING

    def _tests(self, field: Field, sign: str, typed: str) -> tuple[Test, ...]:
        tests: list[Test] = []
        while True:
            self._count()
            quoted = self._take(_QUOTED)
            item = quoted[1].replace('""', '"') if quoted else self._taken(_WORD if field is Field.VALUE else _ITEM)
            if not item and not tests:
                raise _wrong(f'nothing follows "{typed}"', f"write {POSSIBLE[field]}")
            if item:
                tests.append(_READERS[field](field, sign, item, quoted is not None))
            if field is Field.VALUE or not self._take(_COMMA):
                return tuple(dict.fromkeys(tests))
            sign = self._taken(_COMPARED).strip()

    def _count(self) -> None:
        self.tests += 1
        if self.tests > MOST_TESTS:
            raise _wrong(f"there are more than {MOST_TESTS} words and conditions", "use fewer")

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def _taken(self, pattern: re.Pattern[str]) -> str:
        match = self._take(pattern)
        return match[0] if match else ""

    def _is_word(self, word: str) -> bool:
        self._take(_SPACE)
        match = _WORD.match(self.text, self.at)
        return match is not None and match[0].lower() == word

    def _take_word(self, word: str) -> bool:
        found = self._is_word(word)
        if found:
            self.at += len(word)
        return found

    def _take_minus(self) -> bool:
        self._take(_SPACE)
        following = self.text[self.at + 1 : self.at + 2]
        found = self.text[self.at : self.at + 1] == "-" and bool(following.strip()) and following != ")"
        if found:
            self.at += 1
        return found


def _read_special(field: Field, item: str) -> Special | None:
    return next((special for special in _SPECIAL.get(field, ()) if special.value == fold(item)), None)


def _read_name(field: Field, sign: str, item: str, quoted: bool) -> Test:
    if sign not in ("", "="):
        raise _wrong(f"{field} is never more or less", f"write {field}: and {POSSIBLE[field]}")
    special = None if quoted else _read_special(field, item)
    return special or item[:LONGEST_NAME]


def _read_word(field: Field, sign: str, item: str, quoted: bool) -> Test:
    word = fold(str(_read_name(field, sign, item, quoted)))
    if word not in _WORDS[field]:
        _not_understood(field, item)
    return word


def _read_range(read: Callable[[str], Decimal | str | None]) -> Callable[[Field, str, str, bool], Test]:
    def read_test(field: Field, sign: str, item: str, _quoted: bool) -> Test:
        special = _read_special(field, item)
        if special and sign in ("", "="):
            return special
        ends = item.split("..") if not sign else [item]
        found = [read(fold(end)) if end else None for end in ends]
        if len(ends) > 2 or not any(ends) or any(end and value is None for end, value in zip(ends, found, strict=True)):
            _not_understood(field, item)
        if len(found) == 2:
            return _between(*found)
        return _compared(sign, found[0])

    return read_test


def _between(low: Decimal | str | None, high: Decimal | str | None) -> Between:
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        low, high = high, low
    return Between(low, high)


def _compared(sign: str, end: Decimal | str | None) -> Between:
    strict = sign in ("<", ">")
    if sign.startswith(">"):
        return Between(low=end, strict=strict)
    if sign.startswith("<"):
        return Between(high=end, strict=strict)
    return Between(end, end)


def _amount(text: str) -> Decimal | None:
    if len(text) > _LONGEST_AMOUNT or not _AMOUNT.fullmatch(text):
        return None
    times = THOUSANDS.get(text[-1], 1)
    try:
        amount = parse_amount(text.rstrip("km")) * times
    except Invalid:
        return None
    return amount if abs(amount) <= MAX_MINOR else None


def _days(text: str) -> str | None:
    return text if is_days(text) else None


def _idle(field: Field, sign: str, item: str, quoted: bool) -> Test:
    """14 days of idleness are over after any longer time as well."""
    test = _read_range(_whole_days)(field, sign, item, quoted)
    at_least = isinstance(test, Between) and not sign and ".." not in item
    return Between(low=test.low) if at_least and isinstance(test, Between) else test


def _whole_days(text: str) -> Decimal | None:
    days = length_in_days(text)
    return None if days is None else Decimal(days)


_READERS: dict[Field, Callable[[Field, str, str, bool], Test]] = {
    **dict.fromkeys(Field, _read_name),
    **dict.fromkeys(_WORDS, _read_word),
    Field.VALUE: _read_range(_amount),
    Field.CLOSES: _read_range(_days),
    Field.CREATED: _read_range(_days),
    Field.IDLE: _idle,
}

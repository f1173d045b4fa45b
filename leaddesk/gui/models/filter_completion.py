"""What may follow in a filter that is being typed: names of fields, and what they may be."""

import re
from datetime import date
from typing import NamedTuple

from leaddesk.domain.filter_tree import Field
from leaddesk.domain.people import fold
from leaddesk.domain.views import FilterChoices
from leaddesk.gui.models.filter_choices import choices_of
from leaddesk.gui.models.filter_words import field_name, typed_value

_NAME = re.compile(r"(?:^|(?<=[\s(-]))([^\W\d_]*)$")
# A field, what compares, values that are complete, and the one that is being typed.
_VALUE = re.compile(
    r'(?:^|(?<=[\s(-]))([^\W\d_]+)(:|[<>]=?|=)(?:(?:"[^"]*"|[^\s(),"]+),\s*)*("[^"]*|[^\s(),"]*)$',
)
_COMPARED = (Field.VALUE, Field.IDLE)
_MOST = 12


class Proposal(NamedTuple):
    """`typed` takes the place of what stands from `start` to the cursor; `words` say what it means."""

    start: int
    typed: str
    words: str


def proposals(before: str, known: FilterChoices | None, currency: str, today: date) -> list[Proposal]:
    """What may be meant, given the text before the cursor."""
    if value := _VALUE.search(before):
        field = next((field for field in Field if field == fold(value[1])), None)
        return _values(field, value, known, currency, today) if field is not None else []
    name = _NAME.search(before)
    if name is None:
        return []
    fields = [field for field in Field if field.startswith(fold(name[1]))]
    return [
        Proposal(name.start(1), f"{field}{'>' if field in _COMPARED else ':'}", field_name(field)) for field in fields
    ]


def _values(
    field: Field, typed: re.Match[str], known: FilterChoices | None, currency: str, today: date
) -> list[Proposal]:
    sign, wanted = typed[2], fold(typed[3].strip('"'))
    found = []
    for choice in choices_of(field, known, currency, today):
        written = typed_value(field, choice.test)
        if sign != ":":
            if not written.startswith(sign):
                continue
            written = written.removeprefix(sign)
        starts = (fold(written.strip('"')), fold(choice.label), *fold(choice.label).split())
        if any(word.startswith(wanted) for word in starts):
            found.append(Proposal(typed.start(3), written, choice.label))
    return found[:_MOST]

"""Kinds of columns: how the values of the domain stand in the tables.

Times are stored as text in UTC ('2026-11-21T20:45:01.123Z'), days as 'YYYY-MM-DD': readable with any tool and
sorted by the database as they are.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import peewee as pw

from leaddesk.domain.dates import utc_from_text, utc_text


class IdField(pw.BigIntegerField):
    """A record's id: a whole number of 64 bits, the key that rows are stored by."""


class UtcField(pw.TextField):
    def db_value(self, value: datetime | str | None) -> str | None:
        return utc_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: str | None) -> datetime | None:
        return None if value is None else utc_from_text(value)


class DayField(pw.TextField):
    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class FlagField(pw.IntegerField):
    def db_value(self, value: bool | int | None) -> int | None:
        return None if value is None else int(value)

    def python_value(self, value: int | None) -> bool | None:
        return None if value is None else bool(value)


class WordField(pw.TextField):
    """One word of an enumeration of the domain."""

    def __init__(self, words: type[StrEnum], **options: Any) -> None:
        self.words = words
        super().__init__(**options)

    def db_value(self, value: StrEnum | str | None) -> str | None:
        return None if value is None else str(value)

    def python_value(self, value: str | None) -> StrEnum | None:
        return None if value is None else self.words(value)


CONVERTED = (UtcField, DayField, FlagField, WordField)  # what the database holds in another form

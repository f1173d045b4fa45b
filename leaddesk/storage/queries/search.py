"""Finding any record by a piece of its text."""

from functools import reduce
from operator import and_, or_
from typing import Any

import peewee as pw

from leaddesk.domain.records import DealStatus, Kind
from leaddesk.domain.summaries import Hit
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, like
from leaddesk.storage.tables import ActivityTable, CompanyTable, ContactTable, DealTable, StageTable

MOST_WORDS = 20  # that are looked for; a whole letter from the clipboard is too much for a database


def search(database: Database, text: str, limit: int = 50) -> list[Hit]:
    """Deals, companies, contacts and what was said, all words contained, each kind up to the limit."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return []
    return [
        *_deals(database, words, limit),
        *_companies(database, words, limit),
        *_contacts(database, words, limit),
        *_activities(database, words, limit),
    ]


def _all(words: list[str], *columns: pw.Field) -> Any:
    """Each of the words stands in one of the columns."""
    each = [reduce(or_, [like(column, word) for column in columns]) for word in words]
    return reduce(and_, each)


def _deals(database: Database, words: list[str], limit: int) -> list[Hit]:
    d, c, s = DealTable, CompanyTable, StageTable
    query = (
        d.select(d.id, d.title, c.name, s.name, d.status)
        .join(c, pw.JOIN.LEFT_OUTER, on=(d.company == c.id))
        .switch(d)
        .join(s, pw.JOIN.LEFT_OUTER, on=(d.stage == s.id))
        .where(LIVE, _all(words, d.folded, c.folded))
        .order_by(d.id.desc())
        .limit(limit)
    )
    return [
        Hit(Kind.DEAL, number, title, " · ".join(part for part in (company, _place(stage, status)) if part))
        for number, title, company, stage, status in database.rows(query)
    ]


def _place(stage: str | None, status: DealStatus) -> str:
    return stage or "" if status is DealStatus.OPEN else status.value


def _companies(database: Database, words: list[str], limit: int) -> list[Hit]:
    c = CompanyTable
    query = c.select(c.id, c.name, c.country).where(c.deleted_at.is_null(), _all(words, c.folded))
    return [
        Hit(Kind.COMPANY, number, name, country or "")
        for number, name, country in database.rows(query.order_by(c.folded).limit(limit))
    ]


def _contacts(database: Database, words: list[str], limit: int) -> list[Hit]:
    p, c = ContactTable, CompanyTable
    query = (
        p.select(p.id, p.name, p.job_title, c.name)
        .join(c, pw.JOIN.LEFT_OUTER, on=(p.company == c.id))
        .where(p.deleted_at.is_null(), _all(words, p.folded, c.folded))
        .order_by(p.folded)
        .limit(limit)
    )
    return [
        Hit(Kind.CONTACT, number, name, " · ".join(part for part in (job, company) if part))
        for number, name, job, company in database.rows(query)
    ]


def _activities(database: Database, words: list[str], limit: int) -> list[Hit]:
    a = ActivityTable
    query = a.select(a.id, a.subject, a.body, a.kind).where(a.deleted_at.is_null(), _all(words, a.folded))
    return [
        Hit(Kind.ACTIVITY, number, subject or body.split("\n", 1)[0][:80], kind.value)
        for number, subject, body, kind in database.rows(query.order_by(a.at.desc()).limit(limit))
    ]

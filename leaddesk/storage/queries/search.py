"""Finding any record by a piece of its text."""

from typing import Any

import peewee as pw

from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Hit
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, like
from leaddesk.storage.tables import ActivityTable, CompanyTable, ContactTable, DealTable, StageTable


def search(database: Database, text: str, limit: int = 50) -> list[Hit]:
    """Deals, companies, contacts and what was said, all words contained, each kind up to the limit."""
    words = text.split()
    if not words:
        return []
    return [
        *_deals(database, words, limit),
        *_companies(database, words, limit),
        *_contacts(database, words, limit),
        *_activities(database, words, limit),
    ]


def _all(column: pw.Field, words: list[str]) -> Any:
    condition = like(column, words[0])
    for word in words[1:]:
        condition = condition & like(column, word)
    return condition


def _deals(database: Database, words: list[str], limit: int) -> list[Hit]:
    d, c, s = DealTable, CompanyTable, StageTable
    query = (
        d.select(d.id, d.title, c.name, s.name, d.status)
        .join(c, pw.JOIN.LEFT_OUTER, on=(d.company == c.id))
        .switch(d)
        .join(s, pw.JOIN.LEFT_OUTER, on=(d.stage == s.id))
        .where(LIVE, _all(d.folded, words) | _all(c.folded, words))
        .order_by(d.id.desc())
        .limit(limit)
    )
    return [
        Hit(Kind.DEAL, number, title, " · ".join(part for part in (company, stage or status.value) if part))
        for number, title, company, stage, status in database.rows(query)
    ]


def _companies(database: Database, words: list[str], limit: int) -> list[Hit]:
    c = CompanyTable
    query = c.select(c.id, c.name, c.country).where(c.deleted_at.is_null(), _all(c.folded, words))
    return [
        Hit(Kind.COMPANY, number, name, country or "")
        for number, name, country in database.rows(query.order_by(c.folded).limit(limit))
    ]


def _contacts(database: Database, words: list[str], limit: int) -> list[Hit]:
    p, c = ContactTable, CompanyTable
    query = (
        p.select(p.id, p.name, p.job_title, c.name)
        .join(c, pw.JOIN.LEFT_OUTER, on=(p.company == c.id))
        .where(p.deleted_at.is_null(), _all(p.folded, words) | _all(c.folded, words))
        .order_by(p.folded)
        .limit(limit)
    )
    return [
        Hit(Kind.CONTACT, number, name, " · ".join(part for part in (job, company) if part))
        for number, name, job, company in database.rows(query)
    ]


def _activities(database: Database, words: list[str], limit: int) -> list[Hit]:
    a = ActivityTable
    query = a.select(a.id, a.subject, a.body, a.kind).where(a.deleted_at.is_null(), _all(a.folded, words))
    return [
        Hit(Kind.ACTIVITY, number, subject or body.split("\n", 1)[0][:80], kind.value)
        for number, subject, body, kind in database.rows(query.order_by(a.at.desc()).limit(limit))
    ]

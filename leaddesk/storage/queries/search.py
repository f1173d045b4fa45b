"""Finding any record by a piece of its text."""

from collections.abc import Collection, Sequence
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


def search(database: Database, text: str, limit: int = 50, kinds: Collection[Kind] = ()) -> list[Hit]:
    """Deals, companies, contacts and what was said, all words contained, each kind up to the limit.

    With `kinds`, only these.
    """
    words = text.split()[:MOST_WORDS]
    if not words:
        return []
    wanted = [kind for kind in _KINDS if not kinds or kind in kinds]
    return [hit for kind in wanted for hit in _KINDS[kind](database, _all(kind, words), limit)]


def hits(database: Database, records: Sequence[tuple[Kind, int]]) -> list[Hit]:
    """These records in this order; those that were deleted are left out."""
    found: dict[tuple[Kind, int], Hit] = {}
    for kind, find in _KINDS.items():
        ids = [number for of, number in records if of is kind]
        if ids:
            found |= {(kind, hit.id): hit for hit in find(database, _TABLES[kind].id.in_(ids), len(ids))}
    return [found[record] for record in records if record in found]


def _all(kind: Kind, words: list[str]) -> Any:
    """Each of the words stands in the record's own text, or in that of its company."""
    return reduce(and_, [_holds(kind, word) for word in words])


def _holds(kind: Kind, word: str) -> Any:
    table = _TABLES[kind]
    if kind not in (Kind.DEAL, Kind.CONTACT):
        return like(table.folded, word)
    # Not a join: that would look up the company of every row.
    companies = CompanyTable.select(CompanyTable.id).where(like(CompanyTable.folded, word))
    return or_(like(table.folded, word), table.company.in_(companies))


def _deals(database: Database, condition: Any, limit: int) -> list[Hit]:
    d, c, s = DealTable, CompanyTable, StageTable
    query = (
        d.select(d.id, d.title, c.name, s.name, d.status)
        .join(c, pw.JOIN.LEFT_OUTER, on=(d.company == c.id))
        .switch(d)
        .join(s, pw.JOIN.LEFT_OUTER, on=(d.stage == s.id))
        .where(LIVE, condition)
        .order_by(d.id.desc())
        .limit(limit)
    )
    return [
        Hit(Kind.DEAL, number, title, " · ".join(part for part in (company, _place(stage, status)) if part))
        for number, title, company, stage, status in database.rows(query)
    ]


def _place(stage: str | None, status: DealStatus) -> str:
    return stage or "" if status is DealStatus.OPEN else status.value


def _companies(database: Database, condition: Any, limit: int) -> list[Hit]:
    c = CompanyTable
    query = c.select(c.id, c.name, c.country).where(c.deleted_at.is_null(), condition)
    return [
        Hit(Kind.COMPANY, number, name, country or "")
        for number, name, country in database.rows(query.order_by(c.folded).limit(limit))
    ]


def _contacts(database: Database, condition: Any, limit: int) -> list[Hit]:
    p, c = ContactTable, CompanyTable
    query = (
        p.select(p.id, p.name, p.job_title, c.name)
        .join(c, pw.JOIN.LEFT_OUTER, on=(p.company == c.id))
        .where(p.deleted_at.is_null(), condition)
        .order_by(p.folded)
        .limit(limit)
    )
    return [
        Hit(Kind.CONTACT, number, name, " · ".join(part for part in (job, company) if part))
        for number, name, job, company in database.rows(query)
    ]


def _activities(database: Database, condition: Any, limit: int) -> list[Hit]:
    a = ActivityTable
    query = a.select(a.id, a.subject, a.body, a.kind).where(a.deleted_at.is_null(), condition)
    return [
        Hit(Kind.ACTIVITY, number, subject or body.split("\n", 1)[0][:80], kind.value)
        for number, subject, body, kind in database.rows(query.order_by(a.at.desc()).limit(limit))
    ]


_KINDS = {Kind.DEAL: _deals, Kind.COMPANY: _companies, Kind.CONTACT: _contacts, Kind.ACTIVITY: _activities}
_TABLES: dict[Kind, Any] = {
    Kind.DEAL: DealTable,
    Kind.COMPANY: CompanyTable,
    Kind.CONTACT: ContactTable,
    Kind.ACTIVITY: ActivityTable,
}

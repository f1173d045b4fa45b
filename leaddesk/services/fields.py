"""What a person types into a field, as values of a record's columns.

One table of fields for each kind of record serves the panes of the window and the command line alike.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from leaddesk.domain.errors import Invalid
from leaddesk.domain.followup_phrases import due, parse_when
from leaddesk.domain.ids import looks_like_id
from leaddesk.domain.money import THOUSANDS, Money, check_currency, parse_amount, to_minor
from leaddesk.domain.next_step import reminder_lead
from leaddesk.domain.people import fold
from leaddesk.domain.records import (
    REMIND_MINUTES,
    Company,
    Contact,
    DealStatus,
    FollowUpKind,
    Kind,
    LeadStatus,
    Record,
    Temperature,
)
from leaddesk.domain.stage_rules import read_required
from leaddesk.services import users
from leaddesk.storage.queries import contacts, deals, records, stages
from leaddesk.storage.rows import columns
from leaddesk.storage.unit_of_work import UnitOfWork

Values = dict[str, Any]
Reader = Callable[[UnitOfWork, str, Values], Values]  # (unit, text, the record as it will be so far) -> columns

_FIRST = ("company", "currency")  # a new contact joins the company, an amount has the currency named with it

_MONEY = re.compile(
    r"^\s*(?P<before>[^\d\s.,+-]*)\s*(?P<number>[-+]?[\d.,' \u00a0\u202f]*\d)\s*(?P<after>[^\d\s.,]*)\s*$"
)
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def read_fields(work: UnitOfWork, kind: Kind, texts: Mapping[str, str], of: Record | None = None) -> Values:
    """Column values for the typed fields of a new record, or of one that there is.

    Raises Invalid for an unknown field or a value that is not understood.
    """
    values: Values = {}
    for read in read_each(work, kind, texts, of).values():
        values.update(read)
    return values


def read_each(work: UnitOfWork, kind: Kind, texts: Mapping[str, str], of: Record | None = None) -> dict[str, Values]:
    """As `read_fields`, for each typed field its columns; of those that two fields write the last one counts."""
    known = FIELDS[kind]
    for name in texts:
        if name not in known:
            raise Invalid(f'a {kind} has no field "{name}"', todo=f"use one of: {', '.join(known)}")
    so_far = {column: getattr(of, column) for column in columns(kind)} if of else {}
    each: dict[str, Values] = {}
    for name in sorted(texts, key=lambda name: name not in _FIRST):
        each[name] = known[name](work, texts[name].strip(), so_far)
        so_far = so_far | each[name]
    return each


def parse_money(text: str, currency: str) -> tuple[int, str]:
    """(minor units, currency) of '9500', '€9,500', '9500 USD', '48k' or '€1.5m'."""
    match = _MONEY.match(text)
    if not match:
        raise Invalid(f'"{text}" is no amount of money', todo="write it like 9500 or 9,500.00")
    before, after = match["before"], match["after"]
    times = THOUSANDS.get(after.lower(), 1)
    unit = before or (after if times == 1 else "")
    code = check_currency(_SYMBOLS.get(unit, unit)) if unit else currency
    return to_minor(parse_amount(match["number"]) * times, code), code


def _text(column: str, *, needed: bool = False) -> Reader:
    def read(_: UnitOfWork, text: str, __: Values) -> Values:
        if needed and not text:
            raise Invalid(f"the {column.replace('_', ' ')} must not be empty", "the old one was kept")
        return {column: text if needed else text or None}

    return read


def _user_name(work: UnitOfWork, text: str, record: Values) -> Values:
    """Users are told apart by their names: on the command line, and in files that are imported."""
    if any(fold(user.name) == fold(text) and user.id != record.get("id") for user in users.list_users(work.workspace)):
        raise Invalid(f'there is a user "{text}" already', "the old name was kept", "choose another name")
    return _text("name", needed=True)(work, text, record)


def _plain(column: str) -> Reader:
    return lambda _, text, __: {column: text}


def _word(column: str, words: type[Temperature] | type[LeadStatus] | type[FollowUpKind]) -> Reader:
    def read(_: UnitOfWork, text: str, __: Values) -> Values:
        if not text and words is Temperature:
            return {column: None}
        try:
            return {column: words(fold(text))}
        except ValueError:
            raise Invalid(f'"{text}" is no {column}', todo=f"use one of: {', '.join(words)}") from None

    return read


def _pipeline_name(work: UnitOfWork, text: str, record: Values) -> Values:
    others = stages.pipelines(work.workspace.database)
    return _own_name("pipeline", text, [other.name for other in others if other.id != record.get("id")])


def _stage_name(work: UnitOfWork, text: str, record: Values) -> Values:
    """Won and lost are no stages: on the command line and in files these words close a deal."""
    if fold(text) in (DealStatus.WON, DealStatus.LOST):
        raise Invalid(f"“{text}” is what a closed deal is called", todo="choose another name for the stage")
    others = deals.stages(work.workspace.database, record["pipeline_id"])
    return _own_name("stage", text, [other.name for other in others if other.id != record.get("id")])


def _own_name(what: str, text: str, taken: Sequence[str]) -> Values:
    if fold(text) in map(fold, taken):
        raise Invalid(f"there is a {what} “{text}” already", todo="choose another name")
    if not text:
        raise Invalid(f"a {what} needs a name")
    return {"name": text}


def _default_probability(work: UnitOfWork, text: str, _: Values) -> Values:
    """Of a stage: for the deals that come into it from now on."""
    if not text:
        raise Invalid("the probability must not be empty", "the old one was kept")
    return _count("probability", 0, 100)(work, text, {})


def _maybe_colour(work: UnitOfWork, text: str, record: Values) -> Values:
    return _colour(work, text, record) if text else {"colour": None}


def _colour(_: UnitOfWork, text: str, __: Values) -> Values:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise Invalid(f'"{text}" is no colour', "the old one was kept", "write it like #7A5AD8")
    return {"colour": text}


def _count(column: str, low: int, high: int, **more: object) -> Reader:
    def read(_: UnitOfWork, text: str, __: Values) -> Values:
        try:
            number = int(text.removesuffix("%").replace(",", "").strip()) if text else None
        except ValueError:
            raise Invalid(f'"{text}" is no whole number') from None
        if number is not None and not low <= number <= high:
            raise Invalid(f"{number} is not between {low} and {high}")
        return {column: number, **more}

    return read


def _probability(work: UnitOfWork, text: str, _: Values) -> Values:
    if not text:
        raise Invalid("the probability must not be empty", "the old one was kept")
    return _count("probability", 0, 100, probability_by_hand=True)(work, text, {})


def _money(work: UnitOfWork, text: str, record: Values) -> Values:
    if not text:
        return {"value": None}
    minor, currency = parse_money(text, record.get("currency", work.workspace.currency))
    explicit = bool(re.search(r"[^\d\s.,'+-]", text))
    return {"value": minor, "currency": currency} if explicit else {"value": minor}


def _currency(_: UnitOfWork, text: str, record: Values) -> Values:
    """Another currency for the same amount: 9,500.00 euros become 9,500 yen."""
    code = check_currency(text)
    if record.get("value") is None:
        return {"currency": code}
    return {"currency": code, "value": to_minor(Money(record["value"], record["currency"]).amount, code)}


def _day(column: str) -> Reader:
    def read(work: UnitOfWork, text: str, _: Values) -> Values:
        return {column: parse_day(work, text) if text else None}

    return read


def parse_day(work: UnitOfWork, text: str) -> date:
    """'2026-12-18', '18.12.2026', 'next fri', 'eom'."""
    workspace = work.workspace
    when = parse_when(text, workspace.clock(), workspace.zone)
    if when is None:
        raise Invalid(f'"{text}" is no date', todo="write it like 2026-12-18 or next fri")
    return when.day


def _due(work: UnitOfWork, text: str, record: Values) -> Values:
    workspace = work.workspace
    when = parse_when(text, workspace.clock(), workspace.zone)
    if when is None:
        raise Invalid(f'"{text}" is no time', todo="write it like 2026-12-18 10:00, tomorrow 10:00 or in 3 days")
    due_on, due_at = due(when, workspace.zone)
    lead = reminder_lead(record.get("remind_minutes", REMIND_MINUTES), due_at, workspace.clock())
    return {"due_on": due_on, "due_at": due_at, "remind_minutes": lead}


def _owner(work: UnitOfWork, text: str, _: Values) -> Values:
    return {"owner_id": users.find_user(work.workspace, text).id if text else None}


def _company(work: UnitOfWork, text: str, _: Values) -> Values:
    """A company by name or id; a new name makes a new company in the same operation."""
    if not text:
        return {"company_id": None}
    database, workspace = work.workspace.database, work.workspace
    if looks_like_id(text):
        return {"company_id": records.get(database, Company, int(text)).id}
    known = contacts.company_named(database, text)
    if known is None:
        known = work.insert(
            Company(
                id=workspace.ids.new(),
                name=text,
                created_at=workspace.clock(),
                owner_id=workspace.actor.user_id,
            )
        )
    return {"company_id": known.id}


def _contact(work: UnitOfWork, text: str, record: Values) -> Values:
    """A contact by name or id; a new name makes a new contact, of the record's company, in the same operation."""
    if not text:
        return {"contact_id": None}
    database, workspace = work.workspace.database, work.workspace
    if looks_like_id(text):
        return {"contact_id": records.get(database, Contact, int(text)).id}
    named = contacts.contacts_named(database, text)
    if len(named) > 1:
        raise Invalid(f'there are {len(named)} contacts called "{text}"', todo="name one by its id")
    if named:
        return {"contact_id": named[0].id}
    person = work.insert(
        Contact(
            id=workspace.ids.new(),
            name=text,
            created_at=workspace.clock(),
            company_id=record.get("company_id"),
            owner_id=workspace.actor.user_id,
        )
    )
    return {"contact_id": person.id}


def _elsewhere(what: str) -> Reader:
    def read(*_: object) -> Values:
        raise Invalid(what, todo="see: leaddesk --help")

    return read


# What the readers of a deal's fields look at of the record itself; for all the rest one reading serves many deals.
LOOKED_AT = {"value": ("currency",), "currency": ("currency", "value"), "contact": ("company_id",)}

FIELDS: dict[Kind, dict[str, Reader]] = {
    Kind.USER: {
        "name": _user_name,
        "initials": _text("initials", needed=True),
        "colour": _colour,
        "email": _text("email"),
    },
    Kind.COMPANY: {
        "name": _text("name", needed=True),
        "domain": _text("domain"),
        "industry": _text("industry"),
        "employees": _count("employees", 0, 10**8),
        "phone": _text("phone"),
        "address": _text("address"),
        "country": _text("country"),
        "owner": _owner,
    },
    Kind.CONTACT: {
        "name": _text("name", needed=True),
        "job_title": _text("job_title"),
        "email": _text("email"),
        "phone": _text("phone"),
        "address": _text("address"),
        "company": _company,
        "owner": _owner,
    },
    Kind.PIPELINE: {"name": _pipeline_name},
    Kind.STAGE: {
        "name": _stage_name,
        "probability": _default_probability,
        "colour": _maybe_colour,
        "idle_days": _count("idle_days", 1, 3650),
        "criteria": _text("criteria"),
        "required": lambda _, text, __: {"required": read_required(text)},
    },
    Kind.LEAD: {
        "contact": _contact,
        "company": _company,
        "status": _word("status", LeadStatus),
        "source": _text("source"),
        "temperature": _word("temperature", Temperature),
        "reason": _text("reason"),
        "owner": _owner,
    },
    Kind.DEAL: {
        "title": _text("title", needed=True),
        "value": _money,
        "currency": _currency,
        "probability": _probability,
        "company": _company,
        "contact": _contact,
        "owner": _owner,
        "expected_close": _day("expected_close"),
        "temperature": _word("temperature", Temperature),
        "source": _text("source"),
        "stage": _elsewhere("a deal changes its stage with: leaddesk move DEAL STAGE"),
    },
    Kind.ACTIVITY: {
        "subject": _plain("subject"),
        "body": _plain("body"),
        "duration_minutes": _count("duration_minutes", 0, 100_000),
    },
    Kind.FOLLOWUP: {
        "subject": _text("subject", needed=True),
        "activity": _word("kind", FollowUpKind),
        "due": _due,
        "remind_minutes": _count("remind_minutes", 0, 60 * 24 * 7),
        "owner": _owner,
        "contact": _contact,
        "company": _company,
    },
}

"""The companies of the demo business and the people who work there."""

from collections.abc import Iterator
from datetime import datetime

from leaddesk.domain.people import fold
from leaddesk.domain.records import Company, Contact
from leaddesk.exchange.demo_words import (
    COMPANIES,
    COUNTRIES,
    DISTRICTS,
    SECOND_JOB_TITLES,
    STEMS,
    TRADES,
    CompanyRow,
    Country,
)

_CODES = tuple(COUNTRIES)


def company_row(index: int) -> CompanyRow:
    """The company with that number: first the ones with a story, then made-up ones without end."""
    if index < len(COMPANIES):
        return COMPANIES[index]
    rest, stem = divmod(index, len(STEMS))
    rest, trade = divmod(rest, len(TRADES))
    branch, district = divmod(rest, len(DISTRICTS))
    word, industry, job_title = TRADES[trade]
    code = _CODES[index % len(_CODES)]
    country = COUNTRIES[code]
    first, last = country.firsts[index // 3 % 4], country.lasts[index // 7 % 4]
    name = f"{STEMS[stem]} {word} {DISTRICTS[district]}".rstrip()
    return CompanyRow(
        name=f"{name} {branch + 1}" if branch else name,
        slug=f"{STEMS[stem]}-{word}-{index}".lower(),
        industry=industry,
        employees=5 + index * 37 % 400,
        country=code,
        address=f"{1 + index % 90} {STEMS[index * 3 % len(STEMS)]} Street, {country.name}",
        person=f"{first} {last}",
        job_title=job_title,
        mailbox=_mailbox(first, last),
    )


def company_of(row: CompanyRow, index: int, new_id: int, owner_id: int, since: datetime) -> Company:
    """The record of a company."""
    country = COUNTRIES[row.country]
    return Company(
        id=new_id,
        name=row.name,
        created_at=since,
        domain=row.slug + ".example",
        industry=row.industry,
        employees=row.employees,
        phone=None if row.phone is None else _phone(country, index * 7 + 3),
        address=row.address,
        country=country.name,
        owner_id=owner_id,
    )


def contacts_of(row: CompanyRow, index: int, company: Company, ids: Iterator[int]) -> tuple[Contact, Contact]:
    """The person who decides there, and a colleague of theirs."""
    country = COUNTRIES[row.country]
    first, last = country.firsts[index % 4], country.lasts[index // 4 % 4]
    decides = Contact(
        id=next(ids),
        name=row.person,
        created_at=company.created_at,
        job_title=row.job_title,
        email=f"{row.mailbox}@{company.domain}",
        phone=_phone(country, index * 7 + 4) if row.phone == "" else row.phone,
        address=row.address,
        company_id=company.id,
        owner_id=company.owner_id,
    )
    colleague = Contact(
        id=next(ids),
        name=f"{first} {last}",
        created_at=company.created_at,
        job_title=SECOND_JOB_TITLES[index % len(SECOND_JOB_TITLES)],
        email=f"{_mailbox(first, last)}@{company.domain}",
        phone=_phone(country, index * 7 + 5),
        company_id=company.id,
        owner_id=company.owner_id,
    )
    return decides, colleague


def first_name(contact: Contact) -> str:
    """How one speaks to them: the first name, or the name as it is where only an initial is known."""
    first = contact.name.partition(" ")[0]
    return contact.name if first.endswith(".") else first


def _mailbox(first: str, last: str) -> str:
    text = fold(f"{first}.{last}")
    return text if text.isascii() else text.replace("æ", "ae").replace("ø", "o").replace("ł", "l")


def _phone(country: Country, number: int) -> str:
    return f"{country.phone}{number % 10**country.digits:0{country.digits}d}"

"""What can be imported, and the column names under which other programs write it."""

import re
from enum import StrEnum

from leaddesk.domain.light import dataclass


class ImportKind(StrEnum):
    DEALS = "deals"
    CONTACTS = "contacts"
    COMPANIES = "companies"


_FILLERS = frozenset(("of", "on", "at", "the", "am", "an", "der", "des", "die"))
_COPY = re.compile(r" \(\d+\)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_E_MAIL = re.compile(r"\be[-_ ]mail", re.IGNORECASE)


def tokens(name: str) -> frozenset[str]:
    """The words of a column name, without order, case and punctuation."""
    spaced = _E_MAIL.sub("email", _CAMEL.sub(" ", _COPY.sub("", name)))
    words = frozenset(re.findall(r"[^\W_]+", spaced.casefold()))
    return words - _FILLERS or words


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a record that a column can hold.

    `synonyms` are the names it goes by, the surest first. Only a `shared` field takes several columns.
    """

    name: str
    label: str
    synonyms: tuple[frozenset[str], ...]
    shared: bool = False


def _field(name: str, label: str, synonyms: str, shared: bool = False) -> Field:
    return Field(name, label, tuple(tokens(word) for word in synonyms.split(",")), shared)


_OWNER = """
    owner, lead owner, sales agent, sales rep, sales person, salesperson, assigned to, responsible, user,
    verantwortlich, verantwortlicher, besitzer, zuständig, inhaber
"""
_CREATED = """
    created, create date, created date, creation date, date created, created time, date added, connected,
    erstellt, erstellungsdatum, angelegt, added
"""
_NOTE = """
    note, notes, note content, comment, comments, description, remarks, notiz, notizen, bemerkung,
    beschreibung
"""
_TAGS = """
    tag, tags, label, labels, categories, category, group membership, schlagwort, schlagwörter, kategorien
"""
_SOURCE = """
    source, lead source, original source, source channel, quelle, herkunft
"""
_COMPANY = """
    company, company name, account name, organization name, organization, associated company, account,
    company account, organisation, customer, client, employer, organization 1 name, firma, firmenname,
    unternehmen, kunde
"""
_EMAIL = """
    email, email address, primary email, email 1 value, person email, email work, work email, business
    email, email 1, email home, email 2 address, email 2 value, email 3 address, secondary email, email 2,
    mail
"""
_PHONE = """
    phone, phone number, telephone, mobile, mobile phone, mobile number, mobile phone number, business
    phone, work phone, primary phone, phone 1 value, phone work, phone mobile, business phone 2, home phone,
    phone home, home phone 2, other phone, phone 2 value, company phone, company main phone, cell, cell
    phone, telefon, telefonnummer, handy, mobil, mobiltelefon
"""

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.DEALS: (
        _field(
            "title",
            "Title",
            "title, deal name, opportunity name, name, deal, opportunity, subject, titel",
        ),
        _field(
            "value",
            "Value",
            "value, amount, deal value, close value, deal amount, revenue, wert, betrag",
        ),
        _field(
            "currency",
            "Currency",
            "currency, currency value, currency code, deal currency code, währung",
        ),
        _field(
            "stage",
            "Stage",
            "stage, deal stage, stage pipeline, stage name, phase, sales stage, step, stufe",
        ),
        _field("status", "Status", "status, deal status, state, outcome, won lost"),
        _field("probability", "Probability", "probability, win probability, chance, wahrscheinlichkeit"),
        _field("owner", "Owner", _OWNER),
        _field("company", "Company", _COMPANY),
        _field(
            "contact",
            "Contact",
            "contact person, contact, contact name, associated contact, person, person name, full name, "
            "primary contact, ansprechpartner, kontakt, kontaktperson",
        ),
        _field(
            "contact_email",
            "Contact's e-mail",
            "contact email, person email, person email work, email, email address, person email home",
        ),
        _field("created", "Created", _CREATED + ", engage date, opened, open date, start date"),
        _field(
            "expected_close",
            "Expected close",
            "expected close date, expected close, expected closing date, close date, closing date, "
            "expected closing, forecast close date, erwarteter abschluss, erwartetes abschlussdatum, "
            "abschlussdatum",
        ),
        _field(
            "closed",
            "Closed",
            "closed, closed date, date closed, closed time, actual close date, close time, won time, lost "
            "time, close date, abgeschlossen",
        ),
        _field(
            "reason",
            "Lost reason",
            "lost reason, reason, loss reason, closed lost reason, reason lost, grund, verlustgrund",
        ),
        _field("source", "Source", _SOURCE),
        _field("temperature", "Temperature", "temperature, rating, heat, temperatur"),
        _field("tags", "Tags", _TAGS, shared=True),
        _field("note", "Note", _NOTE, shared=True),
        _field(
            "external_id",
            "Id in the other program",
            "record id, deal id, opportunity id, pipedrive system id, external id, id",
        ),
    ),
    ImportKind.CONTACTS: (
        _field(
            "name",
            "Name",
            "name, full name, display name, contact name, person name, vollständiger name",
        ),
        _field("first_name", "First name", "first name, given name, firstname, first, vorname"),
        _field("last_name", "Last name", "last name, family name, lastname, last, surname, nachname, familienname"),
        _field(
            "job_title",
            "Job title",
            "job title, position, organization title, organization 1 title, role, occupation, title, "
            "berufsbezeichnung, funktion",
        ),
        _field("email", "E-mail", _EMAIL, shared=True),
        _field("phone", "Phone", _PHONE, shared=True),
        _field("address", "Address", "address", shared=True),
        _field("company", "Company", _COMPANY),
        _field("owner", "Owner", _OWNER),
        _field("created", "Created", _CREATED),
        _field("tags", "Tags", _TAGS, shared=True),
        _field("note", "Note", _NOTE, shared=True),
        _field("source", "Source", _SOURCE),
        _field(
            "external_id",
            "Id in the other program",
            "record id, contact id, lead id, pipedrive system id, external id, id",
        ),
    ),
    ImportKind.COMPANIES: (
        _field(
            "name",
            "Name",
            "name, company name, account name, organization name, company, organization, account, "
            "organisation, firma, firmenname, unternehmen",
        ),
        _field(
            "domain",
            "Domain",
            "company domain name, domain, website, website url, web page, url, homepage, website 1 value",
        ),
        _field("industry", "Industry", "industry, sector, branche"),
        _field(
            "employees",
            "Employees",
            "employees, number employees, employee count, company size, size, headcount, mitarbeiter, mitarbeiterzahl",
        ),
        _field("phone", "Phone", _PHONE, shared=True),
        _field("country", "Country", "country, country region, office location, land"),
        _field("address", "Address", "address", shared=True),
        _field("owner", "Owner", _OWNER),
        _field("created", "Created", _CREATED),
        _field("tags", "Tags", _TAGS, shared=True),
        _field("note", "Note", _NOTE, shared=True),
        _field(
            "external_id",
            "Id in the other program",
            "record id, company id, account id, organization id, pipedrive system id, external id, id",
        ),
    ),
}

# Words of a column name that only say what kind of record it belongs to.
KIND_WORDS = {
    ImportKind.DEALS: frozenset(("deal", "opportunity")),
    ImportKind.CONTACTS: frozenset(("person", "contact")),
    ImportKind.COMPANIES: frozenset(("organization", "organisation", "company", "account")),
}

# A record needs one of these to be found again.
NAMING = {
    ImportKind.DEALS: ("title", "company", "contact", "contact_email"),
    ImportKind.CONTACTS: ("name", "first_name", "last_name", "email"),
    ImportKind.COMPANIES: ("name", "domain"),
}

# Columns that make a file one of deals, contacts or companies, since the others have no such thing.
TELLING = {
    ImportKind.DEALS: frozenset(("value", "stage", "status", "probability", "expected_close", "closed")),
    ImportKind.CONTACTS: frozenset(("first_name", "last_name", "email", "job_title")),
    ImportKind.COMPANIES: frozenset(("domain", "industry", "employees")),
}

_PARTS = """
    address, street, street address, street 2, street 3, address 2, address line 1, address line 2, po box,
    postal code, zip, zip code, zip postal code, postcode, city, state, region, state region, state province,
    province, country, country region, straße, strasse, plz, postleitzahl, ort, stadt, land, extended
    address
"""


def _parts(prefix: str) -> frozenset[frozenset[str]]:
    return frozenset(tokens(f"{prefix} {part}") for part in _PARTS.split(","))


# One address is taken, the first of these that the file has; its parts may stand in several columns.
ADDRESSES = tuple(_parts(prefix) for prefix in ("business", "work", "", "mailing", "billing", "home", "other"))
FORMATTED_ADDRESS = tokens("Address 1 - Formatted")
ADDRESS_1_PARTS = _parts("address 1")

# Columns that say nothing to people.
NOISE = frozenset(
    tokens(name)
    for name in ("E-mail Type", "E-mail Display Name", "E-mail 2 Type", "E-mail 3 Type", "Photo", "File As")
)

MAVEN = {
    ImportKind.DEALS: {
        tokens("opportunity_id"): "external_id",
        tokens("sales_agent"): "owner",
        tokens("product"): "title",
        tokens("account"): "company",
        tokens("deal_stage"): "stage",
        tokens("engage_date"): "created",
        tokens("close_date"): "closed",
        tokens("close_value"): "value",
    },
    ImportKind.COMPANIES: {
        tokens("account"): "name",
        tokens("sector"): "industry",
        tokens("employees"): "employees",
        tokens("office_location"): "country",
    },
}

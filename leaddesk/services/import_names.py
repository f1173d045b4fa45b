"""Who and what a file names: users, companies, contacts and tags, found again or made anew."""

from collections.abc import Iterator
from typing import Any

from leaddesk.domain.people import colour_for, fold
from leaddesk.domain.records import Company, Contact, Kind, Record, Tag, User
from leaddesk.services.users import new_user
from leaddesk.storage.queries import records
from leaddesk.storage.tables import CompanyTable, ContactTable
from leaddesk.storage.unit_of_work import UnitOfWork

_ID_BATCH = 1000


class Names:
    """Ids by what a file calls people and companies. Asked with `make`, a name that is not known becomes a new record.

    New records wait in `fresh` until the unit of work inserts them.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._workspace = unit.workspace
        self._ids = self._new_ids()
        self._now = unit.workspace.clock()
        self.fresh: dict[Kind, list[Record]] = {kind: [] for kind in (Kind.USER, Kind.COMPANY, Kind.CONTACT, Kind.TAG)}
        self._heard: dict[str, int] = {}  # users by the very text, because a file names few of them often
        self._users: dict[str, int] = {}
        self._companies: dict[str, int] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[tuple[str, int | None], int] = {}
        self._tags: dict[str, int] = {}

    def look_around(self) -> None:
        """Learn what is in the database."""
        database = self._workspace.database
        for user in records.select(database, User):
            self._users.setdefault(fold(user.name), user.id)
            if user.email:
                self._users.setdefault(fold(user.email), user.id)
        c = CompanyTable
        for number, name in database.rows(c.select(c.id, c.name).where(c.deleted_at.is_null()).order_by(c.id)):
            self._companies.setdefault(fold(name), number)
        p = ContactTable
        query = p.select(p.id, p.name, p.email, p.company).where(p.deleted_at.is_null()).order_by(p.id)
        for number, name, email, company_id in database.rows(query):
            self._know_contact(number, name, email, company_id)
        for tag in records.select(database, Tag):
            self._tags.setdefault(fold(tag.name), tag.id)

    def new_id(self) -> int:
        return next(self._ids)

    def user(self, text: str, *, make: bool) -> int | None:
        """By name or e-mail address."""
        if text in self._heard:
            return self._heard[text]
        key = fold(text)
        if key not in self._users and make:
            name = text.partition("@")[0].replace(".", " ").title() if "@" in text else text
            user = new_user(self._workspace, name, len(self._users))
            self.fresh[Kind.USER].append(user)
            self._users[key] = user.id
        found = self._users.get(key)
        if found is not None:
            self._heard[text] = found
        return found

    def company(self, name: str, *, make: bool) -> int | None:
        key = fold(name)
        if key not in self._companies and make:
            company = Company(id=self.new_id(), name=name, created_at=self._now)
            self.fresh[Kind.COMPANY].append(company)
            self._companies[key] = company.id
        return self._companies.get(key)

    def contact(self, name: str, email: str, company_id: int | None, *, make: bool) -> int | None:
        """By e-mail address, else by name within a company."""
        found = self.find_contact(name, email, company_id)
        if found is None and make:
            contact = Contact(
                id=self.new_id(),
                name=name or email,
                email=email or None,
                company_id=company_id,
                created_at=self._now,
            )
            self.fresh[Kind.CONTACT].append(contact)
            self._know_contact(contact.id, contact.name, contact.email, company_id)
            found = contact.id
        return found

    def find_contact(self, name: str, email: str, company_id: int | None) -> int | None:
        if email:
            return self._by_email.get(fold(email))
        return self._by_name.get((fold(name), company_id))

    def tag(self, name: str) -> int:
        key = fold(name)
        if key not in self._tags:
            tag = Tag(id=self.new_id(), name=name, colour=colour_for(len(self._tags)))
            self.fresh[Kind.TAG].append(tag)
            self._tags[key] = tag.id
        return self._tags[key]

    def know(self, kind: Kind, record_id: int, values: dict[str, Any]) -> None:
        """A record that is inserted otherwise, so that later rows find it."""
        if kind is Kind.COMPANY:
            self._companies.setdefault(fold(values["name"]), record_id)
        else:
            self._know_contact(record_id, values["name"], values.get("email"), values.get("company_id"))

    def _know_contact(self, number: int, name: str, email: str | None, company_id: int | None) -> None:
        if email:
            self._by_email.setdefault(fold(email), number)
        self._by_name.setdefault((fold(name), company_id), number)

    def _new_ids(self) -> Iterator[int]:
        while True:
            yield from self._workspace.ids.many(_ID_BATCH)

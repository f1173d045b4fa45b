"""Who and what a file names: users, companies, contacts and tags, found again or made anew."""

from collections.abc import Iterator
from dataclasses import replace
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
        # Users and companies also by the very text, because a file names few of them often.
        self._heard: dict[str, int] = {}
        self._heard_companies: dict[str, int] = {}
        self._users: dict[str, int] = {}  # by name or e-mail address
        self._unaddressed: dict[str, int] = {}  # users without an e-mail address by name
        self._companies: dict[str, int] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[tuple[str, int | None], int] = {}
        self._reachable: set[int] = set()  # contacts with an e-mail address
        self._tags: dict[str, int] = {}

    def look_around(self) -> None:
        """Learn what is in the database."""
        database = self._workspace.database
        for user in records.select(database, User):
            self._know_user(user)
        c = CompanyTable
        for number, name in database.rows(c.select(c.id, c.name).where(c.deleted_at.is_null()).order_by(c.id)):
            self._companies.setdefault(fold(name), number)
        p = ContactTable
        query = p.select(p.id, p.name, p.email, p.company).where(p.deleted_at.is_null()).order_by(p.id)
        for number, name, email, company_id in database.rows(query):
            self.know_contact(number, name, email, company_id)
        for tag in records.select(database, Tag):
            self._tags.setdefault(fold(tag.name), tag.id)

    def new_id(self) -> int:
        return next(self._ids)

    def user(self, text: str, *, make: bool) -> int | None:
        """By name or e-mail address; an address also stands for the user of that name who has none yet."""
        if text in self._heard:
            return self._heard[text]
        name = text.partition("@")[0].replace(".", " ").title() if "@" in text else text
        found = self._users.get(fold(text))
        if found is None and "@" in text:
            found = self._unaddressed.get(fold(name))
        if found is None and make:
            user = new_user(self._workspace, name, len(self._users))
            user = replace(user, email=text) if "@" in text else user
            self.fresh[Kind.USER].append(user)
            self._know_user(user)
            found = user.id
        if found is not None:
            self._heard[text] = found
        return found

    def company(self, name: str, *, make: bool) -> int | None:
        if name in self._heard_companies:
            return self._heard_companies[name]
        key = fold(name)
        if key not in self._companies and make:
            company = Company(id=self.new_id(), name=name, created_at=self._now)
            self.fresh[Kind.COMPANY].append(company)
            self._companies[key] = company.id
        found = self._companies.get(key)
        if found is not None:
            self._heard_companies[name] = found
        return found

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
            self.know_contact(contact.id, contact.name, contact.email, company_id)
            found = contact.id
        return found

    def find_contact(self, name: str, email: str, company_id: int | None) -> int | None:
        """By e-mail address; by name within a company where the row or the contact has no address."""
        if not email:
            return self._by_name.get((fold(name), company_id))
        found = self._by_email.get(fold(email))
        if found is None and name and company_id is not None:
            namesake = self._by_name.get((fold(name), company_id))
            found = namesake if namesake not in self._reachable else None
        return found

    def tag(self, name: str) -> int:
        key = fold(name)
        if key not in self._tags:
            tag = Tag(id=self.new_id(), name=name, colour=colour_for(len(self._tags)))
            self.fresh[Kind.TAG].append(tag)
            self._tags[key] = tag.id
        return self._tags[key]

    def know(self, kind: Kind, record_id: int, values: dict[str, Any]) -> None:
        """A company or contact that is inserted otherwise, or found only now, so that later rows find it."""
        if kind is Kind.COMPANY:
            self._companies.setdefault(fold(values["name"]), record_id)
        else:
            self.know_contact(record_id, values["name"], values.get("email"), values.get("company_id"))

    def know_contact(self, number: int, name: str, email: str | None, company_id: int | None) -> None:
        if email:
            self._by_email.setdefault(fold(email), number)
            self._reachable.add(number)
        self._by_name.setdefault((fold(name), company_id), number)

    def _know_user(self, user: User) -> None:
        self._users.setdefault(fold(user.name), user.id)
        if user.email:
            self._users.setdefault(fold(user.email), user.id)
        else:
            self._unaddressed.setdefault(fold(user.name), user.id)

    def _new_ids(self) -> Iterator[int]:
        while True:
            yield from self._workspace.ids.many(_ID_BATCH)

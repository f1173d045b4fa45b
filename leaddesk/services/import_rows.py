"""Turning the typed rows of a file into records: recognised again, compared, or collected to be inserted."""

import hashlib
from collections import Counter
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from leaddesk.domain.dates import noon_utc, utc_text
from leaddesk.domain.errors import Invalid
from leaddesk.domain.money import check_currency, to_minor
from leaddesk.domain.people import fold
from leaddesk.domain.records import CLOSED_PROBABILITY, DealStatus, Kind, Stage
from leaddesk.exchange.mapping import ImportKind
from leaddesk.exchange.parsing import ParsedRow
from leaddesk.exchange.values import deal_status
from leaddesk.services.import_names import Names
from leaddesk.services.stages import stage_key
from leaddesk.storage.rows import columns
from leaddesk.storage.unit_of_work import UnitOfWork

Duplicates = Literal["skip", "update", "create"]
Values = dict[str, Any]  # a record's columns in database values

RECORD_KINDS = {
    ImportKind.DEALS: Kind.DEAL,
    ImportKind.CONTACTS: Kind.CONTACT,
    ImportKind.COMPANIES: Kind.COMPANY,
}
_OPEN = DealStatus.OPEN.value
_DEAL_TEXTS = frozenset(("reason", "source", "temperature"))
_minor = lru_cache(4096)(to_minor)  # never too large: the file's reader has refused that
_UNKNOWN = object()  # a name in the row that the database does not know


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class RefusedError(Exception):
    """A row that cannot become a record: the field at fault, its text, and why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


class Importer:
    """Takes rows one by one and saves all that came of them at the end.

    `stages` gives the stage for the key of each name in the file, the first of all first; `source` is where the rows'
    ids come from.
    """

    def __init__(
        self, unit: UnitOfWork, source: str, kind: ImportKind, duplicates: Duplicates, stages: dict[str, Stage]
    ) -> None:
        self._unit = unit
        self._source = source
        self._kind = RECORD_KINDS[kind]
        self._duplicates = duplicates
        self._stages = stages
        self._stage = {stage.id: stage for stage in stages.values()}
        self._namesakes = {(stage.pipeline_id, fold(stage.name)): stage.id for stage in stages.values()}
        self._statuses: dict[tuple[DealStatus | None, str], Values] = {}
        self._names = Names(unit)
        self._read = {Kind.DEAL: self._deal, Kind.CONTACT: self._contact, Kind.COMPANY: self._company}[self._kind]
        self._known: dict[str, int] = {}  # id in the source -> record
        self._numbers: dict[int, str] = {}  # record -> id in the source
        self._rows: dict[int, tuple[Any, ...]] = {}  # record -> its columns
        self._columns = columns(self._kind)
        self._place = {name: place for place, name in enumerate(self._columns)}
        self._blank: Values = dict.fromkeys(self._columns)  # a new record's columns, in their order
        self._inserts: list[tuple[Any, ...]] = []
        self._updates: dict[tuple[str, ...], list[tuple[int, int, list[Any], list[Any]]]] = {}
        self._notes: list[tuple[int, str]] = []
        self._tags: list[tuple[int, str]] = []
        self._fingerprints: Counter[str] = Counter()
        self._taken: set[int] = set()
        self._positions: dict[int | None, float] = {}
        self.created: dict[str, int] = {}

    def look_around(self) -> None:
        """Learn what is in the database; inside the transaction, so that nothing changes meanwhile."""
        self._names.look_around()
        database = self._unit.workspace.database
        self._now = utc_text(self._unit.workspace.clock())
        self._currency = self._unit.workspace.currency
        self._blank |= {"created_at": self._now, "version": 1}
        if self._kind is Kind.DEAL:
            self._blank |= {"currency": self._currency, "position": 0.0, "probability_by_hand": 0}
        selected = ", ".join(f'"{name}"' for name in self._columns)
        source, number = self._place["external_source"], self._place["external_id"]
        # Companies and contacts are also recognised by name: any of them may be met.
        only, params = (" WHERE external_source = ?", [self._source]) if self._kind is Kind.DEAL else ("", [])
        for row in database.sql(f'SELECT {selected} FROM "{self._kind}"{only}', params):
            self._rows[row[0]] = row
            if row[source] == self._source and row[number] is not None:
                self._known[row[number]] = row[0]
                self._numbers[row[0]] = row[number]
        if self._kind is not Kind.DEAL:  # what was deleted is recognised too, but only where nothing live is meant
            for row in self._rows.values():
                if row[self._place["deleted_at"]] is not None:
                    self._names.know(self._kind, row[0], dict(zip(self._columns, row, strict=True)))
        last = "SELECT stage_id, max(position) FROM deal WHERE status = 'open' GROUP BY stage_id"
        self._positions = {stage: float(position) for stage, position in database.sql(last)}

    def take(self, row: ParsedRow) -> Outcome:
        """Make or recognise the record of one row; RefusedError if it cannot become one."""
        values: Values = row.values
        external = self._external_id(values)
        present = self._present(external, values)
        if present is not None and self._duplicates != "create":
            return self._compare(present, values)
        if present is not None and external in self._known:
            external = None  # an id stands for one record only
        record_id = self._insert(external, self._read(values, self._blank.copy(), make=True))
        if row.extra or "note" in values:
            self._notes.append((record_id, "\n".join(text for text in (values.get("note"), row.extra) if text)))
        if "tags" in values:
            self._tags.extend((record_id, name) for name in values["tags"])
        return Outcome.CREATED

    def save(self) -> None:
        """Write everything, what is referred to first."""
        work, names = self._unit, self._names
        tag_ids = {name: names.tag(name) for _, name in self._tags}
        for kind in (Kind.USER, Kind.COMPANY, Kind.CONTACT, Kind.TAG):
            work.insert_all(names.fresh[kind])
            self._count(kind, len(names.fresh[kind]))
        work.insert_rows(self._kind, self._inserts)
        self._count(self._kind, len(self._inserts))
        for changed, rows in self._updates.items():
            work.update_rows(self._kind, changed, rows)
        work.insert_rows(Kind.TAGGING, [self._tagging(record, tag_ids[name]) for record, name in self._tags])
        work.insert_rows(Kind.ACTIVITY, [self._note(record, text) for record, text in self._notes])

    def _external_id(self, values: Values) -> str | None:
        given = values.get("external_id")
        if given is not None or self._kind is not Kind.DEAL:
            return given
        content = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
        print_ = hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()[:20]
        self._fingerprints[print_] += 1
        return f"row:{print_}:{self._fingerprints[print_]}"

    def _present(self, external: str | None, values: Values) -> int | None:
        """The record that this row is, if it is there already."""
        if external is not None and external in self._known:
            return self._known[external]
        if self._kind is Kind.COMPANY:
            return self._names.company(_company_name(values), make=False)
        if self._kind is Kind.CONTACT:
            company, email = values.get("company"), values.get("email", "")
            company_id = self._names.company(company, make=False) if company else None
            found = self._names.find_contact(_person(values), email, company_id)
            # Two people may have the same name; then their ids tell them apart.
            same = email or external is None or found is None or self._numbers.get(found, external) == external
            return found if same else None
        return None

    def _compare(self, record_id: int, values: Values) -> Outcome:
        """The first row of a file that means a record may change it, or else a file could never change nothing."""
        present = self._rows.get(record_id)
        if present is None:  # it was made by this very file, or came along with another row
            return Outcome.DUPLICATE
        may_write = (
            self._duplicates == "update" and present[self._place["deleted_at"]] is None and record_id not in self._taken
        )
        self._taken.add(record_id)
        given = self._read(values, {}, make=may_write)
        if "stage" in values:
            self._stay_in_pipeline(values["stage"], given, present)
        changed = self._changed(given, present)
        if not changed:
            return Outcome.UNCHANGED
        if not may_write:
            return Outcome.DUPLICATE
        if "status" in changed or "stage_id" in changed:
            given |= self._moved(given, present)
            changed = self._changed(given, present)
        before = [present[self._place[name]] for name in changed]
        after = [given[name] for name in changed]
        self._updates.setdefault(changed, []).append((record_id, present[self._place["version"]], before, after))
        return Outcome.UPDATED

    def _stay_in_pipeline(self, text: str, given: Values, present: tuple[Any, ...]) -> None:
        """A stage's name alone means that of the deal's own pipeline, where that has one of the name."""
        wanted, here = (self._stage.get(id_ or 0) for id_ in (given.get("stage_id"), present[self._place["stage_id"]]))
        if wanted is not None and here is not None and fold(text) == fold(wanted.name):
            given["stage_id"] = self._namesakes.get((here.pipeline_id, fold(wanted.name)), wanted.id)

    def _changed(self, given: Values, present: tuple[Any, ...]) -> tuple[str, ...]:
        """Columns with another value; the name by which a record was found may be written another way."""
        place = self._place
        changed = tuple(name for name, value in given.items() if present[place[name]] != value)
        if "name" in changed and fold(given["name"]) == fold(present[place["name"]]):
            changed = tuple(name for name in changed if name != "name")
        return changed

    def _moved(self, given: Values, present: tuple[Any, ...]) -> Values:
        """What goes along when a deal gets another stage or status, as when its card is moved."""
        is_open, of_status = given["status"] == _OPEN, given["status"] != present[self._place["status"]]
        fresh = self._blank | {"stage_id": present[self._place["stage_id"]]} | given
        self._complete(fresh)
        moved: Values = {"position": fresh["position"]} if is_open else {}
        if of_status or not present[self._place["probability_by_hand"]]:
            moved |= {"probability": fresh["probability"], "probability_by_hand": 0}
        if of_status:
            moved["closed_at"] = fresh["closed_at"]
            if is_open:
                moved |= {"reason": None, "reason_note": None}
        return moved | given

    def _insert(self, external: str | None, values: Values) -> int:
        record_id = values["id"] = self._names.new_id()
        if external is not None:
            values["external_source"] = self._source
            values["external_id"] = external
            self._known[external] = record_id
            self._numbers[record_id] = external
        if self._kind is Kind.DEAL:
            self._complete(values)
        else:
            self._names.know(self._kind, record_id, values)
        # Tuples of plain values are let go by the garbage collector; lists would be visited again and again.
        self._inserts.append(tuple(values.values()))
        return record_id

    def _complete(self, values: Values) -> None:
        """What follows from a deal's stage and status where the file does not say it."""
        status, stage = values["status"], values["stage_id"]
        if status == _OPEN:
            values["position"] = self._positions[stage] = self._positions.get(stage, 0.0) + 1.0
            if values["probability"] is None:
                values["probability"] = self._stage[stage].probability
        else:
            values["probability"] = CLOSED_PROBABILITY[DealStatus(status)]
            if values["closed_at"] is None:
                values["closed_at"] = values["created_at"]

    def _deal(self, values: Values, given: Values, *, make: bool) -> Values:
        """Adds to `given` the columns of a deal that the row has values for."""
        key = (values.get("status"), values.get("stage", ""))
        if key not in self._statuses:
            self._statuses[key] = self._status(*key)
        given.update(self._statuses[key])
        status = given["status"]
        # What may be refused comes first, so that a refused row leaves no company behind.
        currency = self._currency
        if "currency" in values:
            given["currency"] = currency = _code(values["currency"])
        if "value" in values:
            given["value"] = _minor(values["value"], currency)
        self._relate(values, given, make=make)
        if "created" in values:
            given["created_at"] = _noon(values["created"])
        if status != _OPEN:
            closing = values.get("closed") or values.get("expected_close")
            if closing:
                given["closed_at"] = _noon(closing)
        elif "probability" in values:
            given["probability"] = values["probability"]
            given["probability_by_hand"] = 1
        if "expected_close" in values:
            given["expected_close"] = values["expected_close"].isoformat()
        for name in _DEAL_TEXTS & values.keys():
            given[name] = str(values[name])
        return given

    def _relate(self, values: Values, given: Values, *, make: bool) -> None:
        """Title, company, owner and contact of a deal."""
        names, company, owner = self._names, values.get("company"), values.get("owner")
        given["title"] = values.get("title") or company or values.get("contact") or values["contact_email"]
        if company:
            given["company_id"] = _or_unknown(names.company(company, make=make))
        if owner:
            given["owner_id"] = _or_unknown(names.user(owner, make=make))
        if "contact" in values or "contact_email" in values:
            company_id = given.get("company_id")
            who = (values.get("contact", ""), values.get("contact_email", ""))
            known = None if company_id is _UNKNOWN else names.contact(*who, company_id, make=make)
            given["contact_id"] = _or_unknown(known)

    def _status(self, status: DealStatus | None, text: str) -> Values:
        """Status and stage. A stage called Won or Lost is a status; a closed deal's stage may be unknown."""
        stage = self._stages.get(stage_key(text)) if text else None
        if status is None and stage is None and text:
            from_stage = deal_status(text)
            status = from_stage if from_stage is not DealStatus.OPEN else None
        if status is None or status is DealStatus.OPEN:
            if stage is None and text:
                raise RefusedError("stage", text, f'there is no stage "{text}"; choose one of ours for it')
            stage, status = stage or self._first_stage(), DealStatus.OPEN
        return {"status": status.value, "stage_id": stage.id} if stage else {"status": status.value}

    def _first_stage(self) -> Stage:
        return next(iter(self._stages.values()))

    def _contact(self, values: Values, given: Values, *, make: bool) -> Values:
        given["name"] = _person(values)
        if values.get("company"):
            given["company_id"] = _or_unknown(self._names.company(values["company"], make=make))
        return self._common(values, given, ("job_title", "email", "phone", "address"), make=make)

    def _company(self, values: Values, given: Values, *, make: bool) -> Values:
        given["name"] = _company_name(values)
        names = ("domain", "industry", "employees", "phone", "address", "country")
        return self._common(values, given, names, make=make)

    def _common(self, values: Values, given: Values, names: tuple[str, ...], *, make: bool) -> Values:
        for name in names:
            if name in values:
                given[name] = values[name]
        if values.get("owner"):
            given["owner_id"] = _or_unknown(self._names.user(values["owner"], make=make))
        if "created" in values:
            given["created_at"] = _noon(values["created"])
        return given

    def _count(self, kind: Kind, number: int) -> None:
        if number:
            self.created[kind.value] = self.created.get(kind.value, 0) + number

    def _tagging(self, record_id: int, tag_id: int) -> list[Any]:
        values = {"id": self._names.new_id(), "tag_id": tag_id, f"{self._kind}_id": record_id, "version": 1}
        return [values.get(name) for name in columns(Kind.TAGGING)]

    def _note(self, record_id: int, text: str) -> list[Any]:
        values = {
            "id": self._names.new_id(),
            "kind": "note",
            "at": self._now,
            "pinned": 0,
            "subject": "",
            "body": text,
            f"{self._kind}_id": record_id,
            "user_id": self._unit.workspace.actor.user_id,
            "version": 1,
        }
        return [values.get(name) for name in columns(Kind.ACTIVITY)]


def _person(values: Values) -> str:
    """The name as it is written, or put together of its parts, or the e-mail address in its place."""
    parts = " ".join(str(values[name]) for name in ("first_name", "last_name") if values.get(name))
    return str(values.get("name") or parts or values.get("email", ""))


def _company_name(values: Values) -> str:
    return str(values.get("name") or values["domain"])


def _or_unknown(record_id: int | None) -> Any:
    return _UNKNOWN if record_id is None else record_id


@lru_cache(256)
def _code(text: str) -> str:
    try:
        return check_currency(text)
    except Invalid as problem:
        raise RefusedError("currency", text, problem.what) from problem


@lru_cache(4096)
def _noon(day: date) -> str:
    """A day of the file as a time that shows as the same day nearly everywhere."""
    return utc_text(noon_utc(day))

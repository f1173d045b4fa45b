"""Whatever is done in whatever order: undo and redo lead through exactly the states that were."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from dumping import Dump, dump
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaddesk.domain.errors import CannotUndo, Invalid, NotFound
from leaddesk.domain.ids import IdSource
from leaddesk.domain.records import ActivityKind, Direction, Kind, Role
from leaddesk.services import (
    activities,
    care,
    contacts,
    deals,
    editing,
    followups,
    history,
    leads,
    participants,
    tags,
    users,
)
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

TEXTS = st.sampled_from(["Pilot", "Müller & Søn", "50% {x}", "ab\nc", "", " "])
PICK = st.integers(0, 5)  # which of the records of a kind
NAMES = st.sampled_from(["Kestrel", "Falcon", "Heron", "Jonas Berg", "Eva Lund"])
CALLS = ActivityKind.CALL
FOLDER = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # nothing of this test needs a real disk


def _one(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


STEP = st.one_of(
    st.tuples(st.just("add_deal"), NAMES, NAMES, _one("", "Demo", "Negotiation"), _one("", "9500", "$1.5")),
    st.tuples(st.just("edit_deal"), PICK, _one("title", "source", "contact", "company"), NAMES),
    st.tuples(st.just("price_deal"), PICK, _one("1", "JPY 7", ""), _one("EUR", "KWD", "JPY")),
    st.tuples(st.just("move"), PICK, PICK, st.integers(-1, 5)),
    st.tuples(st.just("win"), PICK),
    st.tuples(st.just("lose"), PICK),
    st.tuples(st.just("reopen"), PICK),
    st.tuples(st.just("delete"), st.sampled_from([Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.FOLLOWUP]), PICK),
    st.tuples(st.just("add_contact"), NAMES, NAMES),
    st.tuples(st.just("edit_contact"), PICK, _one("name", "phone", "company"), NAMES),
    st.tuples(st.just("add_company"), NAMES),
    st.tuples(st.just("edit_company"), PICK, _one("name", "domain"), TEXTS),
    st.tuples(st.just("add_lead"), NAMES),
    st.tuples(st.just("log"), PICK, TEXTS),
    st.tuples(st.just("plan"), PICK, st.integers(1, 28)),
    st.tuples(st.just("complete"), PICK),
    st.tuples(st.just("snooze"), PICK, _one("tomorrow", "in 3 days", "10:00")),
    st.tuples(st.just("tag"), PICK, st.lists(_one("vip", "VIP", "rail", "new"), max_size=3)),
    st.tuples(st.just("involve"), PICK, NAMES, st.sampled_from([None, *Role])),
    st.tuples(st.just("give_role"), PICK, PICK, st.sampled_from([None, *Role])),
    st.tuples(st.just("make_main"), PICK, PICK),
    st.tuples(st.just("take_out"), PICK, PICK),
    st.tuples(st.just("pin"), PICK, st.booleans()),
    st.tuples(st.just("wait"), _one("1", "40")),
    st.just(("reopen_file",)),
    st.just(("undo",)),
    st.just(("undo",)),
    st.just(("redo",)),
)


class Person:
    """Works with a database and remembers every state, as a list of what can be undone and redone."""

    def __init__(self, template: Path, folder: Path, clock: Any, zone: Any) -> None:
        self.path = folder / "x.leaddesk"
        shutil.copyfile(template, self.path)
        self.settings = Settings(folder / "settings.json")
        self.clock, self.zone = clock, zone
        self.ids = IdSource(clock, Random(7))
        self.workspace = self.open()
        users.add_user(self.workspace, "Sam Keller")
        self.reopen_file()
        self.states: list[Dump] = [dump(self.workspace.database)]  # what undo leads back through
        self.ahead: list[Dump] = []  # what redo leads on to
        for name in ("Kestrel", "Falcon", "Heron"):
            self.take(("add_deal", name, name, "", "9500"))

    def open(self) -> Workspace:
        known = ["Sam Keller"] if hasattr(self, "workspace") else [None]
        return open_workspace(
            self.path, settings=self.settings, as_user=known[0], clock=self.clock, zone=self.zone, ids=self.ids
        )

    def reopen_file(self) -> None:
        self.workspace.database.close()
        self.workspace = self.open()

    def take(self, step: tuple[Any, ...]) -> None:
        word, *rest = step
        if word == "reopen_file":
            self.reopen_file()
        elif word == "wait":
            self.clock.advance(seconds=int(rest[0]))
        elif word == "undo":
            self.go(history.undo, self.states[-2] if len(self.states) > 1 else None)
        elif word == "redo":
            self.go(history.redo, self.ahead[-1] if self.ahead else None)
        else:
            self.act(word, rest)

    def go(self, way: Any, wanted: Dump | None) -> None:
        before = self.states[-1]
        if wanted is None:
            with pytest.raises(CannotUndo):
                way(self.workspace)
            assert dump(self.workspace.database) == before
            return
        assert way(self.workspace)
        assert dump(self.workspace.database) == wanted
        if way is history.undo:
            self.ahead.append(self.states.pop())
        else:
            self.states.append(self.ahead.pop())

    def act(self, word: str, rest: list[Any]) -> None:
        newest = history.history(self.workspace, limit=1)[0].id
        try:
            changes = getattr(self, word)(*rest)
        except (Invalid, NotFound):  # there is nothing of that kind, or it is closed, or in the trash
            changes = None
        after = dump(self.workspace.database)
        if not changes:
            assert after == self.states[-1]
            return
        if changes.operation == newest:  # typing on: the step grew
            self.states[-1] = after
        else:
            self.states.append(after)
        self.ahead.clear()

    def pick(self, kind: Kind, place: int) -> int:
        rows = self.workspace.database.sql(f'SELECT id FROM "{kind}" ORDER BY id')
        return int(rows[place % len(rows)][0]) if rows else 0

    def add_deal(self, title: str, company: str, stage: str, value: str) -> Any:
        return deals.add_deal(self.workspace, {"title": title, "company": company, "stage": stage, "value": value})

    def edit_deal(self, place: int, field: str, text: str) -> Any:
        return editing.edit(self.workspace, Kind.DEAL, self.pick(Kind.DEAL, place), {field: text})

    def price_deal(self, place: int, value: str, currency: str) -> Any:
        texts = {"value": value, "currency": currency}
        return editing.edit(self.workspace, Kind.DEAL, self.pick(Kind.DEAL, place), texts)

    def move(self, place: int, stage: int, before: int) -> Any:
        target = self.pick(Kind.DEAL, before) if before >= 0 else None
        stages = deals.list_stages(self.workspace)
        chosen = stages[stage % 2].id  # few, so that columns get long
        return deals.move_deal(self.workspace, self.pick(Kind.DEAL, place), chosen, before=target, to_end=stage > 3)

    def win(self, place: int) -> Any:
        return deals.win_deal(self.workspace, self.pick(Kind.DEAL, place))

    def lose(self, place: int) -> Any:
        return deals.lose_deal(self.workspace, self.pick(Kind.DEAL, place), "Price")

    def reopen(self, place: int) -> Any:
        return deals.reopen_deal(self.workspace, self.pick(Kind.DEAL, place))

    def delete(self, kind: Kind, place: int) -> Any:
        return editing.delete(self.workspace, kind, self.pick(kind, place))

    def add_contact(self, name: str, company: str) -> Any:
        return contacts.add_contact(self.workspace, {"name": name, "company": company})

    def edit_contact(self, place: int, field: str, text: str) -> Any:
        return editing.edit(self.workspace, Kind.CONTACT, self.pick(Kind.CONTACT, place), {field: text})

    def add_company(self, name: str) -> Any:
        return contacts.add_company(self.workspace, {"name": name})

    def edit_company(self, place: int, field: str, text: str) -> Any:
        return editing.edit(self.workspace, Kind.COMPANY, self.pick(Kind.COMPANY, place), {field: text})

    def add_lead(self, name: str) -> Any:
        return leads.add_lead(self.workspace, {"name": name, "phone": "1"})

    def log(self, place: int, body: str) -> Any:
        on = (Kind.DEAL, self.pick(Kind.DEAL, place))
        return activities.log_activity(self.workspace, CALLS, on, body, direction=Direction.IN)

    def plan(self, place: int, day: int) -> Any:
        on = (Kind.CONTACT, self.pick(Kind.CONTACT, place))
        return followups.plan_followup(self.workspace, "Call", due_on=date(2026, 12, day), on=on)

    def complete(self, place: int) -> Any:
        return followups.complete_followup(self.workspace, self.pick(Kind.FOLLOWUP, place))

    def snooze(self, place: int, when: str) -> Any:
        return followups.snooze_followup(self.workspace, self.pick(Kind.FOLLOWUP, place), when)

    def tag(self, place: int, names: list[str]) -> Any:
        return tags.set_tags(self.workspace, Kind.DEAL, self.pick(Kind.DEAL, place), names)

    def involve(self, place: int, name: str, role: Role | None) -> Any:
        return participants.involve(self.workspace, self.pick(Kind.DEAL, place), name, role)

    def give_role(self, deal: int, place: int, role: Role | None) -> Any:
        return participants.set_role(self.workspace, *self.person(deal, place), role)

    def make_main(self, deal: int, place: int) -> Any:
        return participants.make_main(self.workspace, *self.person(deal, place))

    def take_out(self, deal: int, place: int) -> Any:
        return participants.take_out(self.workspace, *self.person(deal, place))

    def person(self, deal: int, place: int) -> tuple[int, int]:
        """A deal and one of its people."""
        number = self.pick(Kind.DEAL, deal)
        people = deals.deal_detail(self.workspace, number).people
        return number, people[place % len(people)].contact.id if people else 0

    def pin(self, place: int, wanted: bool) -> Any:
        return activities.pin(self.workspace, self.pick(Kind.ACTIVITY, place), wanted)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=FOLDER) as made:
        yield Path(made)


def lead_through(template: Path, folder: Path, clock: Any, zone: Any, steps: list[tuple[Any, ...]]) -> None:
    start = clock.now
    person = Person(template, folder, clock, zone)
    try:
        for step in steps:
            person.take(step)
        assert care.check(person.workspace) == []
        while len(person.states) > 1:
            person.take(("undo",))
        assert care.check(person.workspace) == []
    finally:
        person.workspace.database.close()
        clock.now = start


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(STEP, min_size=5, max_size=30))
def test_undo_and_redo_lead_through_the_states_that_were(
    template: Path, folder: Path, clock: Any, zone: Any, steps: list[tuple[Any, ...]]
) -> None:
    lead_through(template, folder, clock, zone, steps)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(STEP, min_size=15, max_size=30))
def test_undo_and_redo_at_length(
    template: Path, folder: Path, clock: Any, zone: Any, steps: list[tuple[Any, ...]]
) -> None:
    lead_through(template, folder, clock, zone, steps)

"""Two or three people edit the same few records in whatever order: no value is lost without a word to its author."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from dumping import journal_size

from leaddesk.domain.errors import CannotUndo, Conflict, DeletionConflict, Gone, NotFound
from leaddesk.domain.ids import IdSource
from leaddesk.domain.records import RECORDS, ActivityKind, Kind
from leaddesk.services import activities, deals, editing, history, trash, users
from leaddesk.services.field_texts import field_text
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, open_workspace
from leaddesk.storage import journal
from leaddesk.storage.journal import Action
from leaddesk.storage.queries import records
from leaddesk.storage.rows import columns

NAMES = ("Sam Keller", "Kim Roth", "Ada Lund")
STEPS = 30
FIELDS = {
    Kind.DEAL: ("title", "source", "value"),
    Kind.CONTACT: ("name", "phone", "address"),
}
FOLDER = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # nothing of this test needs a real disk
Place = tuple[Kind, int]


@dataclass
class Typed:
    """What somebody typed into fields of a record, and the version that the form was opened with."""

    place: Place
    texts: dict[str, str]
    seen: int | None
    base: Any  # the record as it was shown
    restores: bool = False


@dataclass
class Editor:
    """A person with a window: what it shows of each record, and a question that is not answered yet."""

    workspace: Workspace
    shown: dict[Place, Any] = field(default_factory=dict)
    asked: tuple[Typed, Conflict | Gone] | None = None


class Table:
    """The records, those who edit them, and what became of every value that one of them saved."""

    def __init__(self, template: Path, folder: Path, clock: Any, zone: Any, seed: int) -> None:
        self.random = Random(seed)
        self.clock = clock
        path = folder / f"{seed}.leaddesk"
        shutil.copyfile(template, path)
        settings = Settings(folder / "settings.json")
        self.editors = []
        for number, name in enumerate(NAMES[: self.random.choice((2, 2, 3))]):
            ids = IdSource(clock, Random(seed * 10 + number))
            opened = open_workspace(path, settings=settings, clock=clock, zone=zone, ids=ids)
            opened.actor = Actor(name, users.add_user(opened, name).subject)
            self.editors.append(Editor(opened))
        self.judge = self.editors[0].workspace
        made = [deals.add_deal(self.judge, {"title": t, "contact": "Jonas", "value": "1"}).subject for t in "AB"]
        contact = records.by_ids(self.judge.database, RECORDS[Kind.DEAL], [made[0] or 0])[0]
        self.places: list[Place] = [
            *((Kind.DEAL, number or 0) for number in made),
            (Kind.CONTACT, getattr(contact, "contact_id", 0)),
        ]
        self.stages = [stage.id for stage in deals.list_stages(self.judge)]
        self.clock.advance(minutes=1)
        self.values = 100
        self.written: dict[str, str] = {}  # value -> who saved it
        self.given_up: set[str] = set()
        self.done: Counter[str] = Counter()

    def close(self) -> None:
        for editor in self.editors:
            editor.workspace.database.close()

    def run(self) -> None:
        acts: list[Callable[[Editor], str]] = [
            *[self.edit] * 8,
            *[self.read] * 5,
            *[self.answer] * 4,
            *[self.undo] * 3,
            *(self.redo, self.delete, self.restore, self.move, self.note, self.type_on),
        ]
        for _ in range(STEPS):
            editor = self.random.choice(self.editors)
            if self.random.random() < 0.7:
                self.clock.advance(seconds=31)
            self.done[self.random.choice(acts)(editor)] += 1
        for editor in self.editors:
            while editor.asked is not None:
                self.done[self.answer(editor)] += 1

    # What people do; each returns a word for the count

    def read(self, editor: Editor) -> str:
        editor.shown = {place: found for place in self.places if (found := self.now(place)) is not None}
        return "read"

    def edit(self, editor: Editor) -> str:
        if editor.asked is not None:
            return self.answer(editor)
        place = self.random.choice(self.places)
        shown = editor.shown.get(place)
        if shown is None or shown.deleted_at is not None:
            return self.read(editor)
        names = self.random.sample(FIELDS[place[0]], self.random.choice((1, 1, 2)))
        texts = {name: self.value() for name in names}
        return self.write(editor, Typed(place, texts, shown.version, shown))

    def type_on(self, editor: Editor) -> str:
        """Type, wait, type on: one step of undo, whose middle everybody else has seen."""
        place = self.random.choice(self.places)
        name = self.random.choice(FIELDS[place[0]])
        for _ in range(2):
            shown = self.now(place)
            if editor.asked is not None or shown is None or shown.deleted_at is not None:
                return "nothing to type on"
            self.write(editor, Typed(place, {name: self.value()}, shown.version, shown))
            for other in self.editors:
                if self.random.random() < 0.5:
                    self.read(other)
        return "typed on"

    def value(self) -> str:
        self.values += 1
        return str(self.values)

    def write(self, editor: Editor, typed: Typed) -> str:
        kind, number = typed.place
        deed = partial(editing.edit, kind=kind, record_id=number, texts=typed.texts, seen=typed.seen)
        before = self.now(typed.place)
        last = history.history(editor.workspace, limit=1)[0].id
        try:
            if typed.restores:
                changes = trash.bring_back(editor.workspace, kind, number, deed)
            else:
                changes = deed(editor.workspace)
        except Conflict as conflict:
            self.check_question(typed, conflict)
            editor.asked = typed, conflict
            return "conflict"
        except Gone as gone:
            assert before is None or before.deleted_at is not None
            editor.asked = typed, gone
            return "gone"
        for name, text in typed.texts.items():
            standing = self.text(typed.place, before or typed.base, name)
            assert standing in (self.text(typed.place, typed.base, name), self.shown_as(name, text)), (
                f"{editor.workspace.actor.name} overwrote {name} {standing} without having seen it"
            )
            if changes.operation == last:  # typed on: the person replaced a value of the last half minute
                self.written.pop(standing, None)
            self.written[self.shown_as(name, text)] = editor.workspace.actor.name
        return (
            "restored and changed"
            if typed.restores
            else "merged"
            if before and before.version != typed.seen
            else "saved"
        )

    def check_question(self, typed: Typed, conflict: Conflict) -> None:
        """What the dialog shows is true, and it is not shown without need."""
        now = self.now(typed.place)
        assert conflict.fields
        if now is not None:
            assert conflict.version == now.version + (now.deleted_at is not None)  # it was restored to be asked about
        for told in conflict.fields:
            shown = self.text(typed.place, typed.base, told.field)
            assert now is None or told.theirs == self.text(typed.place, now, told.field)
            assert told.mine == typed.texts[told.field]
            assert told.before in (shown, None)
            assert told.before is None or told.theirs != shown
            assert told.who in NAMES

    def answer(self, editor: Editor) -> str:
        if editor.asked is None:
            return self.read(editor)
        (typed, problem), editor.asked = editor.asked, None
        way = self.random.choice(("theirs", "mine", "mine", "both"))
        if way == "theirs":
            self.given_up |= {self.shown_as(name, text) for name, text in typed.texts.items()}
            return "kept theirs" if isinstance(problem, Conflict) else "discarded"
        if isinstance(problem, Gone):
            typed.restores = True
            return self.write(editor, typed)
        typed.seen = problem.version
        for told in problem.fields:
            if way == "both" and told.field == "address":
                typed.texts["address"] = f"{told.theirs}\n{told.mine}".strip()
        typed.base = _Seen(typed.base, {told.field: told.theirs for told in problem.fields})
        return self.write(editor, typed)

    def undo(self, editor: Editor) -> str:
        return self.step_back(editor, history.undo)

    def redo(self, editor: Editor) -> str:
        return self.step_back(editor, history.redo)

    def step_back(self, editor: Editor, way: Callable[[Workspace], Any]) -> str:
        state = journal_size(self.judge.database)
        mine = journal.last_undoable(editor.workspace.database, editor.workspace.actor)
        changes, said = None, ""
        try:
            changes = way(editor.workspace)
        except CannotUndo as refused:
            said = refused.what
        if changes is None:
            assert "nothing to" in said or "cannot be undone: " in said
            assert journal_size(self.judge.database) == state
            return "undo refused"
        entry = journal.entry(editor.workspace.database, changes.operation)
        assert entry
        assert entry.user == editor.workspace.actor.name
        assert way is not history.undo or (mine and entry.undoes == mine.id)
        return way.__name__

    def delete(self, editor: Editor) -> str:
        place = self.random.choice(self.places)
        shown = editor.shown.get(place)
        if shown is None:
            return self.read(editor)
        writers, before = self.writers(place), self.now(place)
        others = before and {
            name
            for name in columns(place[0])
            if name not in ("id", "version", "position") and getattr(before, name) != getattr(shown, name)
            if writers[name] != editor.workspace.actor.name
        }
        try:
            editing.delete(editor.workspace, *place, seen=shown.version)
        except DeletionConflict as conflict:
            if self.random.random() < 0.5:
                return "deletion dropped"
            editing.delete(editor.workspace, *place, seen=conflict.version)
            return "deleted all the same"
        except NotFound:
            return "deleted already"
        assert not others, f"deleted although {others} had been changed"
        return "deleted"

    def restore(self, editor: Editor) -> str:
        trash.bring_back(editor.workspace, *self.random.choice(self.places))
        return "restored"

    def move(self, editor: Editor) -> str:
        deal, other = self.random.sample([number for _, number in self.places[:2]], 2)
        stage, before = self.random.choice(self.stages[:3]), self.random.choice((None, other))
        try:
            deals.move_deal(editor.workspace, deal, stage, before=before)
        except Gone:
            return "move of what is gone"
        assert self.now((Kind.DEAL, deal)).stage_id == stage
        return "moved"

    def note(self, editor: Editor) -> str:
        place, text = self.random.choice(self.places), f"note {self.value()}"
        log = partial(activities.log_activity, kind=ActivityKind.NOTE, on=place, body=text)
        try:
            log(editor.workspace)
        except Gone:
            trash.bring_back(editor.workspace, *place, log)
        self.written[text] = editor.workspace.actor.name
        return "note"

    # The oracle

    def now(self, place: Place) -> Any:
        """The record as it is, also in the trash; None where its adding was undone."""
        return next(iter(records.by_ids(self.judge.database, RECORDS[place[0]], [place[1]])), None)

    def text(self, place: Place, record: Any, name: str) -> str:
        if isinstance(record, _Seen):
            return record.texts[name] if name in record.texts else self.text(place, record.record, name)
        return field_text(self.judge, place[0], record, name)

    @staticmethod
    def shown_as(name: str, text: str) -> str:
        return f"{text} EUR" if name == "value" else text

    def writers(self, place: Place) -> Counter[str]:
        """Who wrote each column of a record last."""
        found: Any = {}
        for operation, change in journal.changes_on(self.judge.database, *place):
            entry = journal.entry(self.judge.database, operation)
            for name in change.columns:
                found.setdefault(name, entry.user if entry else "")
        return Counter(found)

    def replayed(self) -> tuple[dict[tuple[str, int], dict[str, Any]], set[str]]:
        """The rows that the journal leads to, and every text that stands in it; each image fits on the one before."""
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        texts: set[str] = set()
        for entry in reversed(journal.entries(self.judge.database)):
            for change in journal.changes_of(self.judge.database, entry.id):
                for row in change.rows:
                    key = change.kind.value, row[0]
                    images = row[1:] if change.action is Action.UPDATE else [row]
                    for image in images:
                        texts |= _texts(change.columns, image)
                    if change.action is Action.UPDATE:
                        old = [rows[key][name] for name in change.columns]
                        assert old == row[1], f"{entry.title}: {old} instead of {row[1]}"
                    if change.action is Action.DELETE:
                        del rows[key]
                    else:
                        rows.setdefault(key, {}).update(zip(change.columns, images[-1], strict=True))
        return rows, texts

    def check(self) -> None:
        rows, texts = self.replayed()
        standing: dict[tuple[str, int], dict[str, Any]] = {}
        for kind in Kind:
            chosen = ", ".join(f'"{name}"' for name in columns(kind))
            for row in self.judge.database.sql(f'SELECT {chosen} FROM "{kind}"'):
                standing[kind.value, row[0]] = dict(zip(columns(kind), row, strict=True))
        assert rows == standing
        for row in standing.values():
            texts |= _texts(row, row.values())
        lost = {value: who for value, who in self.written.items() if value not in texts}
        assert not lost, f"saved, and neither there nor in the history: {lost}"


class _Seen:
    """A record as it is shown together with the dialog: the fields in conflict as the dialog shows them."""

    def __init__(self, record: Any, texts: dict[str, str]) -> None:
        self.record, self.texts = record, texts


def _texts(names: Any, values: Any) -> set[str]:
    return {
        f"{value // 100} EUR" if name == "value" else str(value)
        for name, value in zip(names, values, strict=True)
        if value is not None
    }


@pytest.fixture
def interleave(template: Path, clock: Any, zone: Any) -> Iterator[Callable[[range], Counter[str]]]:
    """Runs one interleaving for each seed and counts what happened in them."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:

        def run(seeds: range) -> Counter[str]:
            done: Counter[str] = Counter()
            for seed in seeds:
                table = Table(template, Path(folder), clock, zone, seed)
                try:
                    table.run()
                    table.check()
                finally:
                    table.close()
                done += table.done
            return done

        yield run


EVERYTHING = {
    *(
        "read",
        "saved",
        "merged",
        "conflict",
        "kept theirs",
        "gone",
        "discarded",
        "restored and changed",
        "undo",
        "redo",
    ),
    *("undo refused", "deleted", "deletion dropped", "deleted all the same", "restored", "moved", "note"),
}


def test_no_value_is_lost_whatever_the_order(interleave: Callable[[range], Counter[str]]) -> None:
    done = interleave(range(60))
    print(f"60 interleavings: {dict(done)}")
    assert set(done) >= EVERYTHING


@pytest.mark.slow
def test_a_thousand_interleavings(
    interleave: Callable[[range], Counter[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    done = interleave(range(1000, 2000))
    with capsys.disabled():
        print(f"\n1000 interleavings of {STEPS} steps: {dict(done)}")
    assert set(done) >= EVERYTHING

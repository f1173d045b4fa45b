"""Search, tags, history, settings, users, backups and the demo."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import CannotOpen, Damaged, DiskFull, Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import ActivityKind, Deal, DealStatus, Kind
from leaddesk.services import activities, care, contacts, deals, demo, editing, history, leads, tags, users
from leaddesk.services.searching import search
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace, system_name
from leaddesk.storage.engine import Database, sqlite_connect
from leaddesk.storage.unit_of_work import UnitOfWork

Add = Callable[..., int]


class TestSearch:
    def test_every_kind_is_found_by_every_word(self, workspace: Workspace, add: Add) -> None:
        deal = add("Warehouse pilot", company="Kestrel AG", contact="Jonas Müller", stage="Demo")
        activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "they like the kestrel\nand more")
        found = search(workspace, " kestrel ")
        assert [(hit.kind, hit.title, hit.detail) for hit in found] == [
            (Kind.DEAL, "Warehouse pilot", "Kestrel AG · Demo"),
            (Kind.COMPANY, "Kestrel AG", ""),
            (Kind.CONTACT, "Jonas Müller", "Kestrel AG"),
            (Kind.ACTIVITY, "they like the kestrel", "note"),
        ]
        assert [hit.kind for hit in search(workspace, "PILOT kestrel")] == [Kind.DEAL]
        assert [hit.kind for hit in search(workspace, "muller ag")] == [Kind.CONTACT]
        assert search(workspace, "kestrel falcon") == search(workspace, " ") == []
        assert len(search(workspace, "kestrel", 0)) == 0
        deals.win_deal(workspace, deal)
        assert search(workspace, "pilot")[0].detail == "Kestrel AG · won"
        editing.delete(workspace, Kind.DEAL, deal)
        assert Kind.DEAL not in [hit.kind for hit in search(workspace, "kestrel")]

    @pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "a_b", "c\\d", "'", '"'])
    def test_signs_are_just_signs(self, workspace: Workspace, text: str) -> None:
        odd = contacts.add_company(workspace, {"name": "100% a_b c\\d '\" Ltd"}).subject
        contacts.add_company(workspace, {"name": "1000 axb cd Ltd"})
        assert [hit.id for hit in search(workspace, text)] == [odd]

    def test_accents_and_case(self, workspace: Workspace) -> None:
        for name in ("Łódź Straße", "ÉCOLE", "ﬁne Ǆ"):
            contacts.add_company(workspace, {"name": name})
        for text, name in (("STRASSE", "Łódź Straße"), ("ecole", "ÉCOLE"), ("fine", "ﬁne Ǆ"), ("école", "ÉCOLE")):
            assert [hit.title for hit in search(workspace, text)] == [name]


class TestTags:
    def test_exactly_these_tags(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")

        def on_deal() -> list[str]:
            return [tag.name for tag in deals.deal_detail(workspace, deal).tags]

        done = tags.set_tags(workspace, Kind.DEAL, deal, [" vip ", "rail", "VIP", ""])
        assert done.title == "Tagged “Pilot”: VIP, rail"
        assert on_deal() == ["VIP", "rail"]
        size = journal_size(workspace.database)
        assert not tags.set_tags(workspace, Kind.DEAL, deal, ["Rail", "vip"])
        assert journal_size(workspace.database) == size
        tags.set_tags(workspace, Kind.DEAL, deal, ["rail", "new"])
        assert on_deal() == ["new", "rail"]
        assert [tag.name for tag in tags.list_tags(workspace)] == ["new", "rail", "VIP"]
        history.undo(workspace)
        assert on_deal() == ["VIP", "rail"]

    def test_on_every_kind_that_has_tags(self, workspace: Workspace, add: Add) -> None:
        on = {
            Kind.DEAL: add("Pilot"),
            Kind.COMPANY: contacts.add_company(workspace, {"name": "Kestrel"}).subject,
            Kind.CONTACT: contacts.add_contact(workspace, {"name": "Jo"}).subject,
            Kind.LEAD: leads.add_lead(workspace, {"name": "Jo"}).subject,
        }
        for kind, number in on.items():
            assert number
            assert tags.set_tags(workspace, kind, number, ["vip"]).subject == number
        assert len(tags.list_tags(workspace)) == 1
        assert care.check(workspace) == []
        with pytest.raises(Invalid, match="a user has no tags"):
            tags.set_tags(workspace, Kind.USER, 1, ["vip"])


class TestHistory:
    def test_of_one_record(self, workspace: Workspace, add: Add) -> None:
        deal, _ = add("Pilot"), add("Other")
        editing.edit(workspace, Kind.DEAL, deal, {"value": "5"})
        deals.win_deal(workspace, deal)
        kinds = [entry.kind for entry in history.history(workspace, of=(Kind.DEAL, deal))]
        assert kinds == [Operation.WIN_DEAL, Operation.EDIT_DEAL, Operation.ADD_DEAL]
        assert len(history.history(workspace, of=(Kind.DEAL, deal), limit=2)) == 2
        assert len(history.history(workspace, of=(Kind.DEAL, deal), limit=None)) == 3
        assert history.history(workspace, of=(Kind.CONTACT, deal)) == []

    def test_limits(self, workspace: Workspace, add: Add) -> None:
        for number in range(60):
            add(str(number))
        assert len(history.history(workspace)) == 50
        assert len(history.history(workspace, limit=None)) == 62
        newest = history.history(workspace, limit=1)[0]
        assert (newest.title, newest.user, newest.at) == ("Added deal “59”", "Sam Keller", workspace.clock())

    def test_one_of_many_rows_of_a_large_operation_comes_back(
        self, workspace: Workspace, stages: dict[str, int]
    ) -> None:
        made = [
            Deal(
                id=number,
                title=f"Deal {number}",
                created_at=workspace.clock(),
                currency="EUR",
                stage_id=stages["Demo"],
                status=DealStatus.OPEN,
                position=float(number),
            )
            for number in workspace.ids.many(1200)
        ]
        with UnitOfWork(workspace, Operation.IMPORT, rows=1200, title="deals.csv") as work:
            work.insert_all(reversed(made))
        for deal in (made[0], made[600], made[-1]):
            [entry] = history.history(workspace, of=(Kind.DEAL, deal.id))
            assert (entry.id, entry.changes) == (work.changes.operation, 1200)
        before = dump(workspace.database)
        assert len(history.undo(workspace).removed[Kind.DEAL]) == 1200
        assert deals.list_deals(workspace) == []
        history.redo(workspace)
        assert dump(workspace.database) == before


class TestSettings:
    def test_values_are_kept_for_the_next_start(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "settings.json"
        settings = Settings(path)
        assert settings.get("size", [1, 2]) == [1, 2]
        assert (settings.last_database, settings.user_in("x"), settings.draft("x", "deal:1")) == (None, None, "")
        settings.set("size", [1360, 850])
        settings.remember_user("x", 2**62)
        settings.last_database = Path("relative.leaddesk")
        settings.keep_draft("x", "deal:1", "Dear Zoë 🚃\n")
        again = Settings(path)
        assert again.get("size") == [1360, 850]
        assert again.user_in("x") == 2**62
        assert again.last_database == Path("relative.leaddesk").absolute()
        assert again.draft("x", "deal:1") == "Dear Zoë 🚃\n"
        again.keep_draft("x", "deal:1", "")
        again.set("never", None)
        assert Settings(path).draft("x", "deal:1") == ""
        assert [file.name for file in path.parent.iterdir()] == ["settings.json"]

    def test_two_programs_keep_each_others_values(self, tmp_path: Path) -> None:
        mine, theirs = Settings(tmp_path / "s"), Settings(tmp_path / "s")
        mine.set("a", 1)
        theirs.set("b", 2)
        mine.set("c", 3)
        assert json.loads((tmp_path / "s").read_text()) == {"a": 1, "b": 2, "c": 3}

    @pytest.mark.parametrize("content", [b"{broken", b"\xff\xfe\x00", b"[1, 2]", b'"text"', b""])
    def test_an_unreadable_file_is_put_aside(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "settings.json"
        path.write_bytes(content)
        settings = Settings(path)
        settings.set("a", 1)
        assert Settings(path).get("a") == 1
        assert (tmp_path / "settings.unreadable").read_bytes() == content

    def test_odd_values_and_names_never_stop_the_start(self, tmp_path: Path) -> None:
        path = tmp_path / "s"
        path.write_text('{"last_database": 5, "user:x": "me", "draft:x:y": 7}')
        settings = Settings(path)
        assert (settings.last_database, settings.user_in("x"), settings.draft("x", "y")) == (None, None, "7")
        settings.last_database = Path("/data/b\udcffd.leaddesk")
        assert Settings(path).last_database == Path("/data/b\udcffd.leaddesk")

    def test_a_place_that_cannot_be_written_is_no_reason_to_stop(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        settings = Settings(tmp_path / "file" / "settings.json")
        settings.set("a", 1)
        assert settings.get("a") == 1
        folder = tmp_path / "settings.json"
        (folder / "inside").mkdir(parents=True)
        settings = Settings(folder)  # a folder in its place is put aside as well
        settings.set("a", 1)
        assert Settings(folder).get("a") == 1


class TestUsers:
    def test_adding_and_finding(self, workspace: Workspace) -> None:
        users.add_user(workspace, "  Eva   Lund ", short="evl", colour="#123456")
        users.add_user(workspace, "ádám Toth")
        assert [(user.name, user.initials) for user in users.list_users(workspace)] == [
            *(("ádám Toth", "ÁT"), ("Eva Lund", "EVL"), ("Sam Keller", "SK")),
        ]
        assert users.find_user(workspace, " adam toth ").name == "ádám Toth"
        assert users.find_user(workspace, "evl").colour == "#123456"
        for wrong in (" ", "EVA LUND"):
            with pytest.raises(Invalid):
                users.add_user(workspace, wrong)
        with pytest.raises(NotFound, match="choose one of: ádám Toth, Eva Lund, Sam Keller"):
            users.find_user(workspace, "")

    def test_two_never_have_one_name(self, workspace: Workspace) -> None:
        eva = users.add_user(workspace, "Eva Lund").subject or 0
        with pytest.raises(Invalid, match='there is a user "sam keller" already; the old name was kept'):
            editing.edit(workspace, Kind.USER, eva, {"name": "sam keller"})
        with pytest.raises(Invalid, match="the name must not be empty"):
            editing.edit(workspace, Kind.USER, eva, {"name": " "})
        editing.edit(workspace, Kind.USER, eva, {"name": "EVA LUND"})
        assert [user.name for user in users.list_users(workspace)] == ["EVA LUND", "Sam Keller"]

    def test_who_acts(self, workspace: Workspace, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        path = workspace.database.path

        def actor(**more: Any) -> tuple[str, bool]:
            opened = open_workspace(path, settings=settings, **more)
            opened.database.close()
            return opened.actor.name, opened.actor.user_id is not None

        users.add_user(workspace, "Eva Lund")
        assert actor() == ("Sam Keller", True)
        assert actor(as_user="el") == ("Eva Lund", True)
        settings.remember_user(workspace.file_uuid, 0)
        monkeypatch.setattr("getpass.getuser", lambda: "eva lund")
        assert actor() == ("Eva Lund", True)
        monkeypatch.setattr("getpass.getuser", lambda: "root")
        assert actor() == ("root", False)

        def no_login() -> str:
            raise KeyError("no such user")

        monkeypatch.setattr("getpass.getuser", no_login)
        assert system_name() == "me"

    def test_an_empty_list_of_users(self, workspace: Workspace, template: Path, settings: Settings) -> None:
        path = workspace.database.path.with_name("empty.leaddesk")
        shutil.copyfile(template, path)
        with pytest.raises(NotFound, match="nobody yet"):
            open_workspace(path, settings=settings, as_user="Sam")


class TestBackups:
    def test_a_backup_is_the_whole_database_in_one_file(self, demo_workspace: Workspace, tmp_path: Path) -> None:
        deals.add_deal(demo_workspace, {"title": "Still in the log"})
        target = tmp_path / "new" / "backups" / "copy.leaddesk"
        assert care.backup(demo_workspace, target) == target
        assert [file.name for file in target.parent.iterdir()] == [target.name]
        copy = Database(target)
        assert dump(copy) == dump(demo_workspace.database)
        copy.close()

    def test_no_name_is_told(self, workspace: Workspace) -> None:
        with pytest.raises(CannotOpen, match="already exists; no backup was made"):
            care.backup(workspace, Path())

    def test_never_over_another_file(self, workspace: Workspace, tmp_path: Path) -> None:
        target = tmp_path / "precious"
        target.write_bytes(b"x")
        with pytest.raises(CannotOpen, match="already exists; no backup was made; choose another name"):
            care.backup(workspace, target)
        assert target.read_bytes() == b"x"

    def test_what_a_killed_backup_left_is_no_obstacle(self, workspace: Workspace, tmp_path: Path) -> None:
        for number in (1, os.getpid()):
            (tmp_path / f"b.leaddesk.{number}.unfinished").write_bytes(b"half of it")
        assert care.backup(workspace, tmp_path / "b.leaddesk").stat().st_size > 4096
        # What may be another program's work just now is left alone.
        assert [path.name for path in tmp_path.glob("*.unfinished")] == ["b.leaddesk.1.unfinished"]

    def test_a_place_that_takes_none(self, workspace: Workspace, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"x")
        for target in (tmp_path / "file" / "b.leaddesk", tmp_path / ("x" * 240 + ".leaddesk")):
            with pytest.raises(CannotOpen, match=r"no backup was made|nothing was saved"):
                care.backup(workspace, target)

    def test_a_full_disk_is_named_by_the_backups_path_and_nothing_is_left(
        self, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def small(path: Path, mode: str = "rwc") -> Any:
            connection = sqlite_connect(path, mode)
            connection.execute("PRAGMA max_page_count = 2")
            return connection

        monkeypatch.setattr("leaddesk.storage.engine.copies.sqlite_connect", small)
        folder = tmp_path / "stick"
        with pytest.raises(DiskFull, match=r"stick.b.leaddesk.\d+.unfinished is full"):
            care.backup(workspace, folder / "b.leaddesk")
        assert list(folder.iterdir()) == []

    def test_a_faulty_copy_does_not_count(self, workspace: Workspace, tmp_path: Path) -> None:
        deals.add_deal(workspace, {"title": "A"})
        workspace.database.sql("DELETE FROM row_change")
        with pytest.raises(Damaged, match="the copy has faults: 3 operations have no images; no backup was made"):
            care.backup(workspace, tmp_path / "b.leaddesk")
        assert not (tmp_path / "b.leaddesk").exists()
        assert not list(tmp_path.glob("*.unfinished"))


def test_a_demo_is_always_new_and_somebody_in_it_is_me(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "first" / "Demo.leaddesk"
    demo.open_fresh_demo(path, settings)
    opened = open_workspace(path, settings=settings)
    assert opened.actor.user_id is not None
    assert deals.add_deal(opened, {"title": "Mine"})
    assert care.check(opened) == []
    count = len(deals.list_deals(opened))
    opened.database.close()
    later = tmp_path / "later" / "Demo.leaddesk"
    os.utime(path.parent, (0, 0))  # left behind long ago
    demo.open_fresh_demo(later, settings)
    assert not path.exists()
    opened = open_workspace(later, settings=settings)
    assert len(deals.list_deals(opened)) == count - 1
    opened.database.close()
    demo.remove_demo(later)
    assert list(tmp_path.glob("*/*.leaddesk*")) == []


def test_a_demo_that_is_stopped_leaves_nothing(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("leaddesk.services.demo.fill_demo", stopped)
    with pytest.raises(KeyboardInterrupt):
        demo.create_demo(tmp_path / "x.leaddesk", settings=settings)
    assert list(tmp_path.glob("x.*")) == []


def test_ninety_demo_deals_are_ninety(workspace: Workspace) -> None:
    filled = demo.fill_demo(workspace, 90)
    assert len(filled.added[Kind.DEAL]) == 90
    assert filled.title == "Filled in an invented business"
    assert not filled.destroys
    assert deals.totals(workspace).closing_this_month
    assert date(2026, 11, 21) == workspace.clock().date()

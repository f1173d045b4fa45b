"""What a colleague has saved arrives as Changes like one's own, once, in order, and nothing of one's own."""

import shutil

import pytest

from leaddesk.domain.changes import Author
from leaddesk.domain.errors import FileReplaced, Missing, NewerFile, WentBack
from leaddesk.domain.records import Kind
from leaddesk.services import contacts, deals, editing, history, users
from leaddesk.services.workspace import Workspace
from leaddesk.storage import feed as feeds
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.feed import Feed


@pytest.fixture
def feed(workspace: Workspace, kim: Workspace) -> Feed:
    """Mine; Kim works beside me."""
    return Feed(workspace)


def test_nothing_is_told_where_nothing_happened(feed: Feed) -> None:
    assert feed.poll() == []
    assert feed.poll() == []


def test_a_colleagues_work_is_told_once_with_who_and_what(feed: Feed, kim: Workspace) -> None:
    company = contacts.add_company(kim, {"name": "Kestrel AG"}).subject
    deal = deals.add_deal(kim, {"title": "Pilot", "company": "Kestrel AG"}).subject
    editing.edit(kim, Kind.COMPANY, company, {"phone": "030 1"})
    editing.delete(kim, Kind.DEAL, deal)
    first, second, third, fourth = feed.poll()
    me = users.find_user(kim, "Kim Roth")
    assert {changes.by for changes in (first, second, third, fourth)} == {Author("Kim Roth", "KR", me.colour)}
    assert first.title == "Added company “Kestrel AG”"
    assert first.added == {Kind.COMPANY: {company}}
    assert second.added == {Kind.DEAL: {deal}}
    assert third.updated == {Kind.COMPANY: {company}}
    assert (fourth.removed, fourth.destroys) == ({Kind.DEAL: {deal}}, True)
    assert feed.poll() == []


def test_my_own_work_is_no_news(feed: Feed, workspace: Workspace, kim: Workspace) -> None:
    contacts.add_company(workspace, {"name": "Kestrel AG"})
    contacts.add_company(kim, {"name": "Falcon"})
    contacts.add_company(workspace, {"name": "Heron"})
    assert [changes.title for changes in feed.poll()] == ["Added company “Falcon”"]


def test_typing_on_in_a_field_is_told_again(feed: Feed, workspace: Workspace, kim: Workspace) -> None:
    company = contacts.add_company(workspace, {"name": "Kestrel AG"}).subject
    for phone in ("030", "030 1", "030 12"):
        editing.edit(kim, Kind.COMPANY, company, {"phone": phone})
        [changes] = feed.poll()
        assert changes.updated == {Kind.COMPANY: {company}}


def test_a_number_that_was_not_used_in_the_end_is_not_mistaken_for_mine(
    feed: Feed, workspace: Workspace, kim: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(workspace.database, "commit", refuse)
    with pytest.raises(RuntimeError):
        contacts.add_company(workspace, {"name": "Kestrel AG"})
    contacts.add_company(kim, {"name": "Falcon"})  # takes the number
    assert [changes.title for changes in feed.poll()] == ["Added company “Falcon”"]


def test_a_colleagues_undo_and_redo_are_told(feed: Feed, kim: Workspace) -> None:
    company = contacts.add_company(kim, {"name": "Kestrel AG"}).subject
    history.undo(kim)
    history.redo(kim)
    assert [changes.of(Kind.COMPANY) for changes in feed.poll()] == [{company}] * 3


def test_very_much_is_told_as_everything(feed: Feed, kim: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MANY_OPERATIONS", 3)
    for number in range(4):
        contacts.add_company(kim, {"name": f"Company {number}"})
    [changes] = feed.poll()
    assert changes
    assert changes.everything
    assert changes.touches(Kind.DEAL)
    assert changes.has(Kind.CONTACT, 1)
    contacts.add_company(kim, {"name": "One more"})
    assert [changes.title for changes in feed.poll()] == ["Added company “One more”"]


def test_somebody_in_the_middle_of_saving_is_not_waited_for(feed: Feed, workspace: Workspace, kim: Workspace) -> None:
    workspace.database.sql("PRAGMA journal_mode")  # whatever the mode, looking must not hang
    busy = sqlite_connect(workspace.database.path)
    busy.execute("BEGIN IMMEDIATE")
    assert feed.poll() == []
    busy.execute("ROLLBACK")
    busy.close()


def test_an_older_copy_in_the_same_place_is_noticed(feed: Feed, workspace: Workspace, kim: Workspace) -> None:
    contacts.add_company(kim, {"name": "Kestrel AG"})
    feed.poll()
    older = sqlite_connect(workspace.database.path)
    older.execute("UPDATE meta SET commit_seq = commit_seq - 1")
    older.close()
    with pytest.raises(WentBack, match="older copy"):
        feed.poll()


def test_an_older_copy_without_my_own_last_work_is_noticed(feed: Feed, workspace: Workspace) -> None:
    contacts.add_company(workspace, {"name": "Not looked at yet"})
    older = sqlite_connect(workspace.database.path)
    older.execute("UPDATE meta SET commit_seq = commit_seq - 1")
    older.close()
    with pytest.raises(WentBack, match="older copy"):
        feed.poll()


def test_a_restored_backup_means_reading_all_anew(feed: Feed, workspace: Workspace) -> None:
    other = sqlite_connect(workspace.database.path)
    other.execute("UPDATE meta SET commit_seq = commit_seq + 1000, generation = 'another'")
    other.close()
    assert [changes.everything for changes in feed.poll()] == [True]
    assert feed.poll() == []


def test_a_file_that_was_taken_away_or_replaced_is_noticed_and_not_written(feed: Feed, workspace: Workspace) -> None:
    path = workspace.database.path
    path.rename(path.with_name("elsewhere.leaddesk"))
    with pytest.raises(Missing, match="not there any more"):
        feed.poll()
    with pytest.raises(Missing):
        contacts.add_company(workspace, {"name": "Lost"})
    shutil.copyfile(path.with_name("elsewhere.leaddesk"), path)
    with pytest.raises(FileReplaced, match="another file was put in the place"):
        feed.poll()
    with pytest.raises(FileReplaced):
        contacts.add_company(workspace, {"name": "Lost"})


def test_a_colleagues_newer_program_is_noticed(feed: Feed, workspace: Workspace) -> None:
    newer = sqlite_connect(workspace.database.path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(NewerFile, match="update LeadDesk"):
        feed.poll()

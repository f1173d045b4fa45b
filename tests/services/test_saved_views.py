"""Saved views: whose they are, what they find, and that nobody changes another person's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from dumping import journal_size

from leaddesk.domain.errors import Gone, Invalid, NotFound
from leaddesk.domain.records import Kind, SavedView
from leaddesk.domain.views import FaceKind, ViewOptions, options_from
from leaddesk.services import deals, editing, history, pipelines, tags, trash, users, views
from leaddesk.services.workspace import Actor, Workspace
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork

Add = Callable[..., int]


def names(workspace: Workspace) -> list[str]:
    return [view.name for view in views.list_views(workspace)]


def save(workspace: Workspace, name: str, condition: str = "", **more: Any) -> int:
    made = views.save_view(workspace, name, condition, **more).subject
    assert made is not None
    return made


def get(workspace: Workspace, view_id: int) -> SavedView:
    return next(view for view in views.list_views(workspace) if view.id == view_id)


class TestKeeping:
    def test_a_view_keeps_its_filter_and_its_look(self, workspace: Workspace, fresh: Any) -> None:
        options = ViewOptions(face=FaceKind.LIST, sort="value", descending=True)
        done = views.save_view(workspace, "  Big   ones ", " value>50k ", options)
        assert done.title == "Saved view “Big ones”"
        [view] = views.list_views(workspace)
        assert (view.name, view.condition, view.owner_id) == ("Big ones", "value>50k", workspace.actor.user_id)
        assert options_from(view.options) == options
        assert records.select(fresh().database, SavedView) == [view]

    def test_a_view_is_renamed_and_updated(self, workspace: Workspace) -> None:
        view = save(workspace, "Mine", "owner:me")
        assert views.rename_view(workspace, view, "My own").title == "Changed name of view “Mine”"
        done = views.update_view(workspace, view, "owner:me value>5k", ViewOptions())
        assert done.title == "Changed filter of view “My own”"
        assert views.update_view(workspace, view, "", ViewOptions(compact=True)).title == (
            "Changed filter and look of view “My own”"
        )
        assert not views.update_view(workspace, view, "", ViewOptions(compact=True))
        assert not views.rename_view(workspace, view, "My own")
        kept = get(workspace, view)
        assert (kept.name, kept.condition, options_from(kept.options)) == ("My own", "", ViewOptions(compact=True))

    def test_a_deleted_view_comes_back(self, workspace: Workspace) -> None:
        view = save(workspace, "Mine", "owner:me")
        kept = get(workspace, view)
        done = views.delete_view(workspace, view)
        assert (done.title, done.destroys) == ("Deleted view “Mine”", True)
        assert names(workspace) == []
        with pytest.raises(Gone, match="saved view “Mine” was deleted by Sam Keller; nothing was changed; undo the"):
            views.rename_view(workspace, view, "Other")
        history.undo(workspace)
        assert get(workspace, view) == replace(kept, version=kept.version + 1)
        views.delete_view(workspace, view)
        trash.bring_back(workspace, Kind.SAVED_VIEW, view, lambda w: views.rename_view(w, view, "Other"))
        assert names(workspace) == ["Other"]

    def test_what_never_was(self, workspace: Workspace) -> None:
        with pytest.raises(NotFound, match="there is no saved view 5; nothing was changed"):
            views.delete_view(workspace, 5)

    @pytest.mark.parametrize(
        ("name", "condition", "sentence"),
        [
            (" ", "", "a view needs a name"),
            ("Mine", "", 'there is a view "Mine" already; nothing was changed; choose another name'),
            ("MINE", "", 'there is a view "MINE" already'),
            ("Other", "onwer:me", 'there is no field "onwer"'),
        ],
    )
    def test_what_cannot_be_saved(self, workspace: Workspace, name: str, condition: str, sentence: str) -> None:
        view = save(workspace, "Mine")
        second = save(workspace, "Second")
        size = journal_size(workspace.database)
        with pytest.raises(Invalid, match=sentence):
            views.save_view(workspace, name, condition)
        if not condition:
            with pytest.raises(Invalid, match=sentence):
                views.rename_view(workspace, second, name)
        else:
            with pytest.raises(Invalid, match=sentence):
                views.update_view(workspace, view, condition, ViewOptions())
        assert journal_size(workspace.database) == size
        assert names(workspace) == ["Mine", "Second"]

    def test_typing_on_in_a_view_is_one_step_of_undo(self, workspace: Workspace) -> None:
        view = save(workspace, "Mine")
        workspace.clock.advance(minutes=1)
        for condition in ("a", "ab", "abc"):
            views.update_view(workspace, view, condition, ViewOptions())
        history.undo(workspace)
        assert get(workspace, view).condition == ""


class TestOrder:
    def test_views_stand_in_the_order_they_are_put(self, workspace: Workspace) -> None:
        a, b, c = (save(workspace, name) for name in "abc")
        assert names(workspace) == ["a", "b", "c"]
        assert views.move_view(workspace, c, a).title == "Moved view “c”"
        assert names(workspace) == ["c", "a", "b"]
        views.move_view(workspace, c)
        assert names(workspace) == ["a", "b", "c"]
        assert not views.move_view(workspace, c)
        assert not views.move_view(workspace, a, b)
        assert not views.move_view(workspace, a, a)
        views.move_view(workspace, a, c)
        assert names(workspace) == ["b", "a", "c"]
        save(workspace, "d")
        assert names(workspace) == ["b", "a", "c", "d"]


class TestOthers:
    def test_each_sees_their_own_and_what_is_shared(self, workspace: Workspace, kim: Workspace) -> None:
        mine = save(workspace, "Mine", "owner:me")
        shared = save(workspace, "Ours", "value>5k", shared=True)
        theirs = save(kim, "Mine", "owner:me")
        assert names(workspace) == ["Mine", "Ours"]
        assert names(kim) == ["Ours", "Mine"]
        assert get(workspace, shared).owner_id is None
        for deed in (
            lambda: views.rename_view(workspace, theirs, "x"),
            lambda: views.update_view(workspace, theirs, "", ViewOptions()),
            lambda: views.share_view(workspace, theirs, shared=True),
            lambda: views.move_view(workspace, theirs),
            lambda: views.delete_view(workspace, theirs),
        ):
            with pytest.raises(Invalid, match="the view “Mine” belongs to Kim Roth; nothing was changed; save one of"):
                deed()
        assert views.rename_view(kim, shared, "Everybody's")
        views.delete_view(kim, shared)
        views.delete_view(workspace, mine)
        assert (names(workspace), names(kim)) == ([], ["Mine"])

    def test_a_view_is_shared_and_taken_back(self, workspace: Workspace, kim: Workspace) -> None:
        view = save(workspace, "Mine")
        assert names(kim) == []
        assert views.share_view(workspace, view, shared=True).title == "Shared view “Mine” with everybody"
        assert names(kim) == ["Mine"]
        assert not views.share_view(kim, view, shared=True)
        assert views.share_view(kim, view, shared=False).title == "Kept view “Mine” for oneself"
        assert (names(workspace), names(kim)) == ([], ["Mine"])
        history.undo(kim)
        assert names(workspace) == names(kim) == ["Mine"]

    def test_a_name_may_stand_beside_one_that_is_not_seen(self, workspace: Workspace, kim: Workspace) -> None:
        mine = save(workspace, "Hot", "temp:hot")
        shared = save(kim, "HOT", shared=True)
        assert views.view_called(workspace, " hot ").id == mine
        assert views.view_called(kim, "hot").id == shared

    def test_whoever_is_no_user_saves_for_everybody(self, workspace: Workspace, kim: Workspace) -> None:
        workspace.actor = Actor("somebody")
        view = save(workspace, "Mine")
        assert names(workspace) == names(kim) == ["Mine"]
        with pytest.raises(Invalid, match="a view of your own needs you as a user; it was kept for everybody; add "):
            views.share_view(workspace, view, shared=False)

    def test_an_unknown_view(self, workspace: Workspace) -> None:
        with pytest.raises(NotFound, match='there is no view "x"; save one first'):
            views.view_called(workspace, "x")
        save(workspace, "Mine")
        save(workspace, "Ours", shared=True)
        with pytest.raises(NotFound, match='there is no view "x"; choose one of: Mine, Ours'):
            views.view_called(workspace, "x")


class TestFinding:
    def test_open_deals_of_its_pipeline_are_counted(self, workspace: Workspace, add: Add) -> None:
        pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "First"})
        second = pipelines.pipeline_called(workspace, "Partners").id
        add("Big pilot", value="60000")
        add("Small pilot", value="600")
        lost = add("Lost pilot", value="70000")
        deals.lose_deal(workspace, lost, "Price")
        add("Partner pilot", value="80000", stage="First")
        every = save(workspace, "All")
        big = save(workspace, "Big", "value>50k")
        partners = save(workspace, "Partners", "value>50k", options=ViewOptions(pipeline_id=second))
        gone = save(workspace, "Gone", "pilot", options=ViewOptions(pipeline_id=5))
        known = views.list_views(workspace)
        assert views.counts(workspace, known) == {every: 2, big: 1, partners: 1, gone: 2}
        assert views.counts(workspace, []) == {}
        found = {view.name: [card.title for card in views.deals_in(workspace, view)] for view in known}
        assert found == {
            "All": ["Small pilot", "Big pilot"],
            "Big": ["Big pilot"],
            "Partners": ["Partner pilot"],
            "Gone": ["Small pilot", "Big pilot"],
        }
        all_of_them = get(workspace, every)
        assert [card.title for card in views.deals_in(workspace, all_of_them, "value<5k")] == ["Small pilot"]
        assert [card.title for card in views.deals_in(workspace, all_of_them, limit=1)] == ["Small pilot"]

    def test_a_filter_of_another_version_is_not_counted(self, workspace: Workspace, add: Add) -> None:
        add("Pilot")
        good, bad = save(workspace, "Good", "pilot"), save(workspace, "Bad")
        with UnitOfWork(workspace, views.Operation.EDIT_VIEW) as work:
            work.update(SavedView, bad, condition="mood:good")
        known = views.list_views(workspace)
        assert views.counts(workspace, known) == {good: 1, bad: None}
        with pytest.raises(Invalid, match='there is no field "mood"'):
            views.deals_in(workspace, known[1])

    def test_me_is_whoever_looks(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        add("Mine")
        add("Hers", owner="Kim Roth")
        add("Hers too", owner="Kim Roth")
        view = save(workspace, "Own", "owner:me", shared=True)
        assert views.counts(workspace, views.list_views(workspace)) == {view: 1}
        assert views.counts(kim, views.list_views(kim)) == {view: 2}


def test_what_a_filter_may_name(workspace: Workspace, add: Add) -> None:
    deal = add("A", source="Trade fair")
    add("B", source="café")
    add("C", source="Café")
    gone = add("D", source="Gone")
    add("E")
    editing.delete(workspace, Kind.DEAL, gone)
    tags.set_tags(workspace, Kind.DEAL, deal, ["vip", "Büro"])
    users.add_user(workspace, "anna berg")
    choices = views.filter_choices(workspace)
    assert [user.name for user in choices.owners] == ["anna berg", "Sam Keller"]
    assert [tag.name for tag in choices.tags] == ["Büro", "vip"]
    assert [source.casefold() for source in choices.sources] == ["café", "trade fair"]
    assert [stage.name for stage in choices.stages] == [stage.name for stage in deals.list_stages(workspace)]

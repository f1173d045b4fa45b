"""Which deals are shown and how: the saved view, what differs from it, and what comes back at the next start."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import SavedView
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.pipeline.view_state import ViewState
from leaddesk.services.settings import Settings

LIST = ViewOptions(face=FaceKind.LIST, sort="value")
HOT = SavedView(id=7, name="Hot", position=1.0, condition="temperature:hot owner:me")
LARGE = SavedView(id=8, name="Large", position=2.0, condition="value>5000", options=LIST.as_json())


@pytest.fixture
def state(qapp: QApplication, settings: Settings) -> ViewState:
    made = ViewState(settings, "file")
    made.take_in([HOT, LARGE])
    return made


def test_a_view_brings_its_filter_and_its_look(state: ViewState) -> None:
    state.choose(LARGE)
    assert (state.condition, state.options, state.view, state.is_changed) == ("value>5000", LIST, LARGE, False)
    state.choose(None)
    assert (state.condition, state.options, state.view) == ("", LIST, None)


def test_what_differs_from_a_view_is_known(state: ViewState, qtbot: QtBot) -> None:
    state.choose(HOT)
    with qtbot.waitSignal(state.changed):
        state.narrow("temperature:hot")
    assert state.is_changed
    state.narrow("owner:me   temperature:hot")  # the same in another order
    assert not state.is_changed
    state.arrange(replace(state.options, compact=True))
    assert state.is_changed
    state.choose(state.view)
    assert not state.is_changed
    state.narrow("temperature:")  # is being typed
    assert state.is_changed


def test_all_deals_are_never_changed(state: ViewState) -> None:
    state.narrow("owner:me")
    state.arrange(LIST)
    assert not state.is_changed


def test_a_view_that_is_saved_anew_is_followed(state: ViewState) -> None:
    state.choose(HOT)
    assert state.take_in([replace(HOT, condition="temperature:hot,warm", version=2), LARGE])
    assert (state.condition, state.is_changed) == ("temperature:hot,warm", False)
    assert not state.take_in([replace(HOT, condition="temperature:hot,warm", name="Warmer", version=3)])
    assert state.names == [(7, "Warmer")]


def test_what_was_changed_here_stays(state: ViewState) -> None:
    state.choose(HOT)
    state.narrow("owner:none")
    assert not state.take_in([replace(HOT, condition="temperature:cold")])
    assert (state.condition, state.is_changed) == ("owner:none", True)


def test_a_view_that_is_gone_leaves_what_it_showed(state: ViewState) -> None:
    state.choose(LARGE)
    assert not state.take_in([HOT])
    assert (state.condition, state.options, state.view_id, state.is_changed) == ("value>5000", LIST, None, False)


def test_what_was_saved_becomes_the_view(state: ViewState) -> None:
    state.choose(HOT)
    state.narrow("idle>3")
    state.save_as(9)
    assert state.take_in([HOT, LARGE, SavedView(id=9, name="New", position=3.0, condition="idle>3")]) is False
    assert state.view is not None
    assert (state.view.name, state.is_changed) == ("New", False)


class TestNextStart:
    def again(self, settings: Settings, file_uuid: str = "file") -> ViewState:
        return ViewState(Settings(settings._path), file_uuid)

    def test_everything_is_there_again_for_this_database(self, state: ViewState, settings: Settings) -> None:
        state.choose(LARGE)
        state.narrow("value>700")
        state.keep()
        found = self.again(settings)
        assert (found.condition, found.options, found.view_id, found.is_changed) == ("value>700", LIST, 8, True)
        assert found.names == [(7, "Hot"), (8, "Large")]
        assert found.view is None  # until they have been read
        found.take_in([HOT, LARGE])
        assert (found.view, found.is_changed) == (LARGE, True)
        assert self.again(settings, "another").condition == ""

    def test_it_is_written_down_after_a_while(self, state: ViewState, settings: Settings, qtbot: QtBot) -> None:
        state.narrow("kestrel")
        qtbot.waitUntil(lambda: self.again(settings).condition == "kestrel")

    def test_a_view_that_others_changed_meanwhile_is_followed(self, state: ViewState, settings: Settings) -> None:
        state.choose(HOT)
        state.keep()
        found = self.again(settings)
        assert found.take_in([replace(HOT, condition="owner:none")])
        assert found.condition == "owner:none"

    @pytest.mark.parametrize("kept", ["x", {"views": [[1], "y"], "view": "z", "condition": 5, "options": "{"}, [1]])
    def test_what_makes_no_sense_is_forgotten(self, qapp: QApplication, tmp_path: Path, kept: object) -> None:
        settings = Settings(tmp_path / "other.json")
        settings.set("deals:file", kept)
        found = ViewState(settings, "file")
        assert (found.options, found.view_id, found.names) == (ViewOptions(), None, [])

"""How the list takes 100,000 open deals: what the thread of the window works, and what a person waits.

The figures are printed: pytest -m slow -s tests/benchmarks/test_list_speed.py
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.many_deals import NAME, make_many_deals
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from leaddesk.domain.views import FaceKind, ListColumn, ViewOptions
from leaddesk.gui import theme
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.desk import Desk, Requests
from leaddesk.gui.pipeline.deal_list import DealList
from leaddesk.services.settings import Settings
from leaddesk.services.users import find_user
from leaddesk.services.workspace import Session, Workspace, open_workspace

DEALS = 100_000
AS_LIST = ViewOptions(face=FaceKind.LIST)
STEP = 60  # pixels, as a wheel scrolls


@pytest.fixture
def face(tmp_path: Path, qapp: QApplication) -> Iterator[DealList]:
    settings, path, session = Settings(tmp_path / "settings.json"), tmp_path / "team.leaddesk", Session()
    make_many_deals(path, settings, DEALS)

    def opened(query_only: bool) -> Workspace:
        return open_workspace(path, settings=settings, query_only=query_only, session=session)

    theme.apply(qapp, theme.LIGHT)
    first, bus = opened(True), ChangeBus()
    runner = ThreadRunner(bus, opened)
    shown = DealList(
        Desk(
            runner=runner,
            bus=bus,
            settings=settings,
            requests=Requests(),
            clock=first.clock,
            zone=first.zone,
            currency=first.currency,
            file_uuid=first.file_uuid,
            name=path.stem,
            rates=RateBook(first.currency, {}, runner),
            me=find_user(first, NAME),
        )
    )
    first.database.close()
    bus.changed.connect(shown.take_in)
    shown.resize(1150, 760)
    shown.show()
    yield shown
    runner.stop()
    shown.deleteLater()


def measured(app: QApplication, face: DealList, what: str, do: Callable[[], object]) -> None:
    """Do it, until the rows on the screen are those that were asked for."""
    told: list[bool] = []
    slot = face.shown.connect(lambda: told.append(True))
    began, worked, longest = time.perf_counter(), time.thread_time(), 0.0

    def is_here() -> bool:
        first = max(face.table.rowAt(0), 0)
        return bool(told) and all(
            number < 0 or face.model.known(number) for number in face.model.ids[first : first + 15]
        )

    do()
    while not is_here():
        turn = time.thread_time()
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        longest = max(longest, time.thread_time() - turn)
    app.processEvents()
    face.shown.disconnect(slot)
    wall, cpu = time.perf_counter() - began, time.thread_time() - worked
    print(f"{what:<28}{wall * 1000:8.0f} ms waited{cpu * 1000:8.0f} ms worked, at once at most {longest * 1000:.0f} ms")


def scrolled(app: QApplication, face: DealList, what: str, steps: int, step: int) -> None:
    bar = face.table.verticalScrollBar()
    bar.setValue(0)
    app.processEvents()
    began, longest = time.thread_time(), 0.0
    for _ in range(steps):
        turn = time.thread_time()
        bar.setValue(bar.value() + step)
        app.processEvents()
        longest = max(longest, time.thread_time() - turn)
    worked = (time.thread_time() - began) / steps
    print(f"{what:<28}{worked * 1000:8.1f} ms worked for a step, at most {longest * 1000:.1f} ms")


@pytest.mark.slow
@pytest.mark.qt_log_ignore(r"This plugin does not support propagateSizeHints")
def test_a_list_of_very_many(face: DealList, qapp: QApplication) -> None:
    def show(options: ViewOptions, condition: str = "") -> Callable[[], None]:
        return lambda: face.show_view(condition, options)

    print()
    measured(qapp, face, "open", show(AS_LIST))
    measured(qapp, face, "sort by value", show(replace(AS_LIST, sort="value", descending=True)))
    for column in (ListColumn.COMPANY, ListColumn.NEXT_STEP, ListColumn.IDLE, ListColumn.TEMPERATURE):
        measured(qapp, face, f"sort by {column}", show(replace(AS_LIST, sort=column.value)))
    for column in (ListColumn.STAGE, ListColumn.EXPECTED_CLOSE, ListColumn.COMPANY):
        measured(qapp, face, f"group by {column}", show(replace(AS_LIST, group=column.value)))
    measured(qapp, face, "filter", show(AS_LIST, "malmö value>20k"))
    measured(qapp, face, "back", show(AS_LIST))
    scrolled(qapp, face, "scroll by wheel", 300, STEP)
    scrolled(qapp, face, "leap", 60, face.table.verticalScrollBar().maximum() // 60)
    face.table.verticalScrollBar().setValue(0)
    value = face.model.index(0, face.model.columns.index(ListColumn.VALUE))
    measured(qapp, face, "edit a value", lambda: (face.model.setData(value, "123456"), face.model.reload()))
    began = time.thread_time()
    face.table.selectAll()
    qapp.processEvents()
    print(f"{'choose all':<28}{(time.thread_time() - began) * 1000:8.0f} ms worked")
    assert len(face.chosen_ids) == face.model.count == DEALS
    assert face.table.selectionModel().isSelected(face.model.index(DEALS - 1, 0))
    measured(qapp, face, "sort with all chosen", show(replace(AS_LIST, sort="value")))
    assert len(face.chosen_ids) == DEALS
    assert face.model.headerData(0, Qt.Orientation.Horizontal) == "Deal"

"""The deal pane in a window of its own, for tests that import these fixtures, and what a person does with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.summaries import DealDetail
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.services import deals
from leaddesk.services.workspace import Workspace

Read = Callable[[], DealDetail]


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> QWidget:
    shown = QWidget()
    shown.resize(460, 720)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def number(demo_workspace: Workspace, clock: Any) -> int:
    """A deal of mine that was added ten days ago, moved four days ago, with a contact."""
    clock.advance(days=1)
    texts = {"title": "Dock scanners", "company": "Lindqvist AB", "contact": "Eva Lind", "value": "48000"}
    made = deals.add_deal(demo_workspace, texts).subject
    assert made
    clock.advance(days=6)
    stages = {stage.name: stage.id for stage in deals.list_stages(demo_workspace)}
    deals.move_deal(demo_workspace, made, stages["Demo"])
    clock.advance(days=4)
    return made


@pytest.fixture
def pane(window: QWidget, desk: Desk, number: int) -> DealPane:
    made = DealPane(desk, window)
    made.resize(432, 720)
    made.show()
    made.show_deal(number)
    return made


@pytest.fixture
def read(demo_workspace: Workspace, fresh: Callable[..., Workspace], number: int) -> Read:
    """The deal as a new connection reads it."""
    return lambda: deals.deal_detail(fresh(demo_workspace), number)


class Handler(QObject):
    """Takes what the system would be asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def opened(qapp: QApplication) -> Any:
    """The addresses that the system was asked to open."""
    handler = Handler()
    schemes = ("file", "https", "http", "mailto", "tel")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, handler, "take")
    yield handler.urls
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


def texts(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisibleTo(parent)]


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


def choose(parent: QWidget, text: str) -> None:
    """Take an entry of the menu that was opened last."""
    menu = parent.findChildren(QMenu)[-1]
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()


def menu_texts(parent: QWidget) -> list[str]:
    return [action.text() for action in parent.findChildren(QMenu)[-1].actions() if action.text()]


def days(span: timedelta) -> float:
    return span / timedelta(days=1)

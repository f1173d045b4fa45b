"""What a person does with the board, for its tests: look, carry, press."""

from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.services import deals
from leaddesk.services.workspace import Workspace

MOVE, LEFT, PLAIN = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


def views(board: Board) -> list[ColumnView]:
    return [column.view for column in board.columns]


def names(board: Board, column: int) -> list[str]:
    """The titles of a column from top to bottom."""
    rows = board.columns[column].model
    return [rows.index(row).data() for row in range(rows.rowCount())]


def card_at(board: Board, column: int, row: int) -> QPoint:
    """The middle of a card, in its view."""
    view = views(board)[column]
    return view.card_rect(view.visualRect(view.model().index(row, 0))).center()


def carried(board: Board, column: int, row: int) -> QMimeData:
    rows = board.columns[column].model
    return rows.mimeData([rows.index(row)])


def send(receiver: QWidget, kind: type[Any], at: QPoint, mime: QMimeData) -> Any:
    """A drag event as the window system makes it."""
    where = QPointF(at) if kind is QDropEvent else at
    event = kind(where, MOVE, mime, LEFT, PLAIN)
    QApplication.sendEvent(receiver, event)
    return event


def drop(receiver: QWidget, at: QPoint, mime: QMimeData) -> bool:
    """Carry something there and let it go; whether it was taken."""
    send(receiver, QDragEnterEvent, at, mime)
    send(receiver, QDragMoveEvent, at, mime)
    return bool(send(receiver, QDropEvent, at, mime).isAccepted())


def press(board: Board, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def current(board: Board) -> tuple[int, str] | None:
    """(column, title) of the card that has the keyboard."""
    for place, view in enumerate(views(board)):
        if view.hasFocus() and view.currentIndex().isValid():
            return place, view.currentIndex().data()
    return None


def start_at(board: Board, column: int, row: int) -> None:
    assert board.choose(board.columns[column].model.ids[row])
    assert current(board) == (column, names(board, column)[row])


def saved(fresh: Any, workspace: Workspace, column: int) -> list[int]:
    return list(deals.board(fresh(workspace)).columns[column].ids)

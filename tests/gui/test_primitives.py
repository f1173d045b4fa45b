"""The shared widgets, as they are used: by mouse, by keyboard, by screen reader, in large text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QEnterEvent, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.gui import theme
from leaddesk.gui.theme import DARK, LIGHT, Theme
from leaddesk.gui.widgets import painting
from leaddesk.gui.widgets.avatar import Avatar
from leaddesk.gui.widgets.banner import Banner, Banners
from leaddesk.gui.widgets.chip import Chip
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.gui.widgets.painting import ChipKind
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.gui.widgets.toast import Toast, ToastKind, Toasts

# The offscreen plugin says this of every window with a smallest size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, LIGHT)
    font = qapp.font()
    yield
    qapp.setFont(font)
    theme.apply(qapp, LIGHT)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(900, 600)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def double_text(app: QApplication) -> None:
    font = app.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    app.setFont(font)
    theme.apply(app, theme.current())


def button(parent: QWidget, name: str) -> QPushButton:
    """The newest button that is labelled so, or is called so by a screen reader; older ones may be on their way out."""
    return [b for b in parent.findChildren(QPushButton) if name in (b.text(), b.accessibleName())][-1]


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)


# Painting


@pytest.mark.parametrize("dress", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", list(ChipKind))
def test_chips_stay_inside_their_rectangle(qapp: QApplication, dress: Theme, kind: ChipKind) -> None:
    image = QImage(200, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor("#FF00FF"))
    painter = QPainter(image)
    painter.setFont(theme.small_font())
    rect = QRectF(10, 10, 120, painting.chip_height(painter.fontMetrics()))
    painting.draw_chip(painter, rect, "A very long word that has no room", dress, kind=kind, icon="call")
    painter.end()
    drawn = [(x, y) for x in range(200) for y in range(40) if image.pixelColor(x, y) != QColor("#FF00FF")]
    assert len(drawn) > 100
    assert all(rect.contains(x, y) for x, y in drawn)


def test_initials_and_colour_make_the_avatar(qapp: QApplication) -> None:
    image = QImage(44, 44, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painting.draw_avatar(painter, QRectF(0, 0, 44, 44), "el", "#7A5AD8")
    painter.end()
    assert image.pixelColor(5, 22) == QColor("#7A5AD8")
    assert image.pixelColor(0, 0).alpha() == 0
    assert any(image.pixelColor(x, 22).lightness() > 240 for x in range(10, 34))


# Chip and avatar


def test_a_chip_is_read_out_and_grows_with_the_text(qapp: QApplication, qtbot: QtBot) -> None:
    chip = Chip("Overdue 2 d", ChipKind.BAD, "call")
    qtbot.addWidget(chip)
    before = chip.sizeHint()
    assert accessible_name(chip) == "Overdue 2 d"
    double_text(qapp)
    assert chip.sizeHint().width() > before.width() * 1.7
    chip.show_state("Today", ChipKind.WARN)
    assert accessible_name(chip) == "Today"
    assert chip.kind is ChipKind.WARN
    assert not chip.grab().isNull()


def test_an_avatar_says_the_whole_name(qapp: QApplication, qtbot: QtBot) -> None:
    avatar = Avatar("MR", "#1F8A4C", "Maria Ruiz")
    qtbot.addWidget(avatar)
    assert accessible_name(avatar) == "Maria Ruiz"
    assert avatar.toolTip() == "Maria Ruiz"
    before = avatar.sizeHint()
    double_text(qapp)
    assert avatar.sizeHint().width() == pytest.approx(before.width() * 2, abs=4)


# Segmented


def test_segments_choose_by_mouse_and_by_arrow_keys(qtbot: QtBot) -> None:
    segments = Segmented([("mine", "Mine"), ("all", "Everyone")], "Owner")
    qtbot.addWidget(segments)
    segments.show()
    keys: list[str] = []
    segments.chosen.connect(keys.append)
    assert segments.key == "mine"
    qtbot.mouseClick(button(segments, "Everyone"), LEFT)
    qtbot.mouseClick(button(segments, "Everyone"), LEFT)
    assert keys == ["all"]
    segments.activateWindow()
    button(segments, "Everyone").setFocus()
    qtbot.waitUntil(button(segments, "Everyone").hasFocus)
    qtbot.keyClick(button(segments, "Everyone"), Qt.Key.Key_Left)
    assert keys == ["all", "mine"]
    assert button(segments, "Mine").isChecked()
    assert accessible_name(button(segments, "Mine")) == "Owner: Mine"


def test_choosing_by_the_program_is_silent(qtbot: QtBot) -> None:
    segments = Segmented([("mine", "Mine"), ("all", "Everyone")], "Owner")
    qtbot.addWidget(segments)
    keys: list[str] = []
    segments.chosen.connect(keys.append)
    segments.choose("all")
    assert (segments.key, keys) == ("all", [])
    assert button(segments, "Everyone").isChecked()


# Page head


def test_the_head_searches_and_creates(qtbot: QtBot, window: QWidget) -> None:
    head = PageHead("Contacts", search="Search contacts", primary="New contact", parent=window)
    head.resize(900, head.sizeHint().height())
    head.show()
    typed: list[str] = []
    pressed: list[bool] = []
    head.searched.connect(typed.append)
    head.primary_triggered.connect(lambda: pressed.append(True))
    window.activateWindow()
    head.focus_search()
    field = head.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert accessible_name(field) == "Search contacts"
    qtbot.keyClicks(field, "li")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert typed == ["l", "li", ""]
    qtbot.mouseClick(button(head, "New contact"), LEFT)
    assert pressed == [True]


def test_a_head_without_search_ignores_the_wish_for_it(qtbot: QtBot) -> None:
    head = PageHead("Today")
    qtbot.addWidget(head)
    head.add(QLabel("Saturday 21 November"))
    head.focus_search()
    head.clear_search()
    head.set_title("Tomorrow")
    assert [label.text() for label in head.findChildren(QLabel)] == ["Tomorrow", "Saturday 21 November"]


def test_a_narrow_head_puts_what_belongs_to_the_page_below(qtbot: QtBot) -> None:
    head = PageHead("Contacts", search="Search contacts", primary="New contact")
    qtbot.addWidget(head)
    words = [QLabel("Everyone, Leads, Prospects, Customers"), QLabel("Saturday 21 November")]
    for word in words:
        head.add(word)
    head.show()
    for width, is_below in ((1000, False), (560, True), (1000, False)):
        head.resize(width, head.sizeHint().height())
        QApplication.processEvents()
        head.resize(width, head.sizeHint().height())
        QApplication.processEvents()
        create = button(head, "New contact")
        assert (words[0].y() > create.geometry().bottom()) is is_below
        for word in words:
            assert word.width() >= word.sizeHint().width()
            assert head.rect().contains(word.geometry())
        assert words[0].geometry().right() < words[1].geometry().left()


def test_the_head_holds_large_text(qapp: QApplication, qtbot: QtBot) -> None:
    double_text(qapp)
    head = PageHead("Pipeline", search="Search", primary="New deal")
    qtbot.addWidget(head)
    assert head.sizeHint().height() > QFontMetrics(theme.title_font()).height()
    new = button(head, "New deal")
    new.ensurePolished()
    assert new.sizeHint().width() > QFontMetrics(theme.bold_font()).horizontalAdvance("New deal")


# Empty state


def test_an_empty_page_says_why_and_offers_the_way_on(qapp: QApplication, qtbot: QtBot) -> None:
    sentence = "Drop a list of deals here, or write down the first one by hand, whichever is quicker for you."
    empty = EmptyState("pipeline", "No deals yet", sentence, "New deal")
    qtbot.addWidget(empty)
    double_text(qapp)
    empty.resize(500, 700)
    empty.show()
    label = next(label for label in empty.findChildren(QLabel) if label.text() == sentence)
    assert label.height() >= label.heightForWidth(label.width())
    with qtbot.waitSignal(empty.triggered):
        qtbot.mouseClick(button(empty, "New deal"), LEFT)


# Banners


def test_banners_stack_act_and_close(qtbot: QtBot, window: QWidget) -> None:
    banners = Banners(window)
    column = QVBoxLayout(window)
    column.addWidget(banners)
    column.addStretch(1)
    done: list[str] = []
    first = Banner("Call Lena at 15:00", [("Done", lambda: done.append("first"))])
    second = Banner("The file is read-only", kind="warn", icon="warning")
    banners.show_banner(first)
    banners.show_banner(second)
    column.activate()
    qtbot.waitUntil(lambda: first.isVisible() and second.y() >= first.height())
    qtbot.mouseClick(button(first, "Done"), LEFT)
    assert done == ["first"]
    assert first.isVisible()
    with qtbot.waitSignal(first.closed):
        qtbot.mouseClick(button(first, "Close"), LEFT)
    assert not first.isVisible()
    assert second.isVisible()
    second.set_text("The file can be written again")
    assert accessible_name(second) == "The file can be written again"


# Toasts


def toasts_shown(toasts: Toasts) -> list[str]:
    return [toast.accessibleName() for toast in toasts.findChildren(Toast) if toast.isVisible()]


def test_a_toast_offers_the_way_back_once(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    undone: list[bool] = []
    toasts.show_message("Deleted Annual audit", "Undo", lambda: undone.append(True))
    assert toasts_shown(toasts) == ["Deleted Annual audit"]
    qtbot.mouseClick(button(toasts, "Undo"), LEFT)
    qtbot.waitUntil(lambda: not toasts.isVisible())
    assert undone == [True]


def test_toasts_lie_at_the_foot_and_follow_the_window(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_message("Moved Warehouse pilot to Proposal")
    for width, height in ((900, 600), (700, 500)):
        window.resize(width, height)
        qtbot.waitUntil(lambda w=width: abs(toasts.geometry().center().x() - w // 2) <= 1)
        assert height - 40 < toasts.geometry().bottom() < height


def test_a_long_error_wraps_inside_the_window(qapp: QApplication, qtbot: QtBot, window: QWidget) -> None:
    double_text(qapp)
    toasts = Toasts(window)
    text = "The change was not saved: the disk is full; nothing was lost; free some space and try again."
    toasts.show_message(text, kind="error")
    assert window.rect().contains(toasts.geometry())
    label = next(label for label in toasts.findChildren(QLabel) if label.text() == text)
    assert label.height() >= label.heightForWidth(label.width())


def test_escape_and_the_cross_close_a_toast(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    assert not toasts.dismiss()
    toasts.show_message("One")
    assert toasts.dismiss()
    assert not toasts.dismiss()
    qtbot.waitUntil(lambda: not toasts.isVisible())
    toasts.show_message("Two")
    qtbot.keyClick(button(toasts, "Close"), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not toasts.isVisible())
    toasts.show_message("Three")
    qtbot.mouseClick(button(toasts, "Close"), LEFT)
    qtbot.waitUntil(lambda: not toasts.isVisible())


def test_at_most_three_toasts_the_oldest_goes(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    for word in ("One", "Two", "Three", "Four"):
        toasts.show_message(word)
    qtbot.waitUntil(lambda: toasts_shown(toasts) == ["Two", "Three", "Four"])


def test_undo_by_mouse_leaves_the_keyboard_where_it_was(qtbot: QtBot, window: QWidget) -> None:
    field = QLineEdit(window)
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    toasts = Toasts(window)
    toasts.show_message("Deleted Annual audit", "Undo", lambda: None)
    qtbot.mouseClick(button(toasts, "Undo"), LEFT)
    qtbot.waitUntil(lambda: not toasts.isVisible())
    assert field.hasFocus()


def test_toasts_step_aside_and_come_back(window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_message("Moved Warehouse pilot to Proposal")
    toasts.step_aside(True)
    toasts.show_message("Saved")
    assert toasts_shown(toasts) == []
    toasts.step_aside(False)
    assert toasts_shown(toasts) == ["Moved Warehouse pilot to Proposal", "Saved"]


def test_a_new_toast_does_not_take_the_focus(qtbot: QtBot, window: QWidget) -> None:
    field = QLineEdit(window)
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    Toasts(window).show_message("Saved", "Undo", lambda: None)
    assert field.hasFocus()


def test_a_toast_gone_with_its_window_calls_nobody(qtbot: QtBot) -> None:
    shown = QWidget()
    shown.show()
    Toasts(shown).show_message("Deleted", "Undo", lambda: None)
    with qtbot.waitSignal(shown.destroyed):
        shown.deleteLater()


@pytest.mark.parametrize(("kind", "stays"), [("info", 6_000), ("error", 12_000)])
def test_a_toast_waits_while_the_mouse_is_on_it(
    qapp: QApplication, window: QWidget, kind: ToastKind, stays: int
) -> None:
    toasts = Toasts(window)
    toasts.show_message("Deleted Annual audit", kind=kind)
    toast = toasts.findChild(Toast)
    assert isinstance(toast, Toast)
    clock = toast.findChild(QTimer)
    assert isinstance(clock, QTimer)
    assert (clock.interval(), clock.isActive()) == (stays, True)
    middle = QPointF(toast.rect().center())
    qapp.sendEvent(toast, QEnterEvent(middle, middle, middle))
    assert not clock.isActive()
    qapp.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert clock.isActive()
    clock.timeout.emit()
    assert toast.closing


def test_toasts_leave_the_foot_free(window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_message("Deleted Annual audit")
    lowest = toasts.geometry().bottom()
    toasts.rest_above(40)
    assert toasts.geometry().bottom() == lowest - 40
    toasts.rest_above(0)
    assert toasts.geometry().bottom() == lowest

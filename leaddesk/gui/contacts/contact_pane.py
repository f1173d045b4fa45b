"""A contact, open beside the table."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.changes import Changes
from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.domain.records import ActivityKind, DealStatus, Kind, Stage
from leaddesk.domain.summaries import Card, ContactDetail, Part
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import contacts, deals
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.contacts_model import lifecycle_text
from leaddesk.gui.texts import day_text, money_text, temperature_text, tr
from leaddesk.gui.widgets.avatar import Avatar
from leaddesk.gui.widgets.chip import Chip
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.inline_field import LineField
from leaddesk.gui.widgets.inline_kinds import OwnerField, TextField
from leaddesk.gui.widgets.name_field import NameField
from leaddesk.gui.widgets.pane import RecordPane, section_label
from leaddesk.gui.widgets.role_words import role_text
from leaddesk.gui.widgets.temperature import TEMPERATURE_CHIPS
from leaddesk.gui.widgets.timeline_text import breakable


class ContactPane(RecordPane):
    """Everything about one contact, edited where it stands."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, Kind.CONTACT, contacts.contact_detail, parent)
        self.setAccessibleName(tr("Contact"))
        self._detail: ContactDetail | None = None
        self._stages: dict[int, str] = {}
        self.name = LineField(desk, Kind.CONTACT, "name", tr("Name"))
        self.name.set_font(theme.title_font)
        self._listen(self.name)
        self.first = self.name
        self.deal_list = DealList(desk)
        self.column.addLayout(self._build_head())
        self.column.addLayout(self._build_buttons())
        self._build_fields()
        for part in (self.form, self.deal_list, self.steps, self.composer, self.timeline):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._read_stages()

    def add_deal(self) -> None:
        """Add a deal for this contact and open it."""
        if self._detail is None:
            return
        contact, company = self._detail.contact, self._detail.company
        texts = {"title": company.name if company else contact.name, "contact": str(contact.id)}
        self._desk.runner.write(deals.add_deal, texts, owner=self, then=self._on_deal_added)

    def _ask_erasing(self) -> None:
        from leaddesk.gui.contacts.erase_dialog import EraseDialog

        if self._detail is not None:
            dialog = EraseDialog(self._desk, self._detail.contact, self.window())
            dialog.erased.connect(self.composer.forget)
            dialog.open()

    def _build_head(self) -> QHBoxLayout:
        self._avatar = Avatar("", NOBODY_COLOUR, scale=2.75)
        self._sub = QLabel()
        self._sub.setProperty("role", "muted")
        self._sub.setTextFormat(Qt.TextFormat.PlainText)
        self._sub.setWordWrap(True)
        self._sub.setMinimumWidth(1)
        self._sub.setContentsMargins(5, 0, 0, 0)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self._sub)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        corner = QVBoxLayout()
        erase = (tr("Erase personal data…"), self._ask_erasing)
        corner.addLayout(self._build_corner(tr("History of this contact"), tr("Delete contact"), erase))
        corner.addStretch(1)
        row.addLayout(corner)
        return row

    def _build_buttons(self) -> FlowLayout:
        row = FlowLayout()
        deeds = (
            (tr("Call"), "call", lambda: self.write(ActivityKind.CALL)),
            (tr("Email"), "email", lambda: self.write(ActivityKind.EMAIL)),
            (tr("Follow-up"), "todo", self.plan_followup),
            (tr("Deal"), "add", self.add_deal),
        )
        for name, icon, deed in deeds:
            button = QPushButton(name)
            put_icon(button, button, icon, "ink")
            button.clicked.connect(deed)
            row.addWidget(button)
        button.setAccessibleName(tr("Add a deal"))
        return row

    def _build_fields(self) -> None:
        desk, kind = self._desk, Kind.CONTACT
        self.email = LineField(desk, kind, "email", tr("Email"))
        self.phone = LineField(desk, kind, "phone", tr("Phone"))
        self.address = TextField(desk, kind, "address", tr("Address"))
        self.job_title = LineField(desk, kind, "job_title", tr("Job title"))
        self.company = NameField(desk, kind, Kind.COMPANY, tr("Company"))
        self.owner = OwnerField(desk, kind)
        self._lifecycle, self._temperature = Chip(""), Chip("")
        chips = QWidget()
        row = FlowLayout(chips)
        row.setContentsMargins(6, 1, 0, 1)
        row.addWidget(self._lifecycle)
        row.addWidget(self._temperature)
        self._add_field(tr("Email"), self.email)
        self._add_field(tr("Phone"), self.phone)
        self._add_field(tr("Address"), self.address)
        self._add_field(tr("Job title"), self.job_title)
        self._add_field(tr("Company"), self.company)
        self._add_field(tr("Owner"), self.owner)
        self.form.add(tr("Lifecycle"), chips)
        self.form.add(tr("Tags"), self.tags)

    def _show(self, detail: ContactDetail) -> tuple[str, int]:
        self._detail = detail
        contact = detail.contact
        number, version = contact.id, contact.version
        self._avatar.show_person(initials(contact.name), NOBODY_COLOUR, contact.name)
        company = detail.company.name if detail.company else ""
        self._sub.setText(breakable(" · ".join(part for part in (contact.job_title, company) if part)))
        self._sub.setVisible(bool(self._sub.text()))
        self.name.show_value(number, contact.name, version)
        self.email.show_value(number, contact.email or "", version)
        self.phone.show_value(number, contact.phone or "", version)
        self.address.show_value(number, contact.address or "", version)
        self.job_title.show_value(number, contact.job_title or "", version)
        self.company.show_value(number, company, version)
        self.owner.show_value(number, detail.owner.name if detail.owner else "", version)
        self._lifecycle.setText(lifecycle_text(detail.lifecycle))
        self._lifecycle.updateGeometry()
        self._temperature.setVisible(detail.temperature is not None)
        if detail.temperature is not None:
            self._temperature.show_state(temperature_text(detail.temperature), TEMPERATURE_CHIPS[detail.temperature])
        self.tags.show_tags(number, detail.tags)
        self.deal_list.show_deals(detail.parts, self._stages)
        self.steps.show_steps(number, detail.followups, needed=False, whom=contact.name)
        self.composer.show_record(number)
        self.timeline.show_entries(number, detail.timeline)
        return contact.name, contact.version

    def _touched_by(self, changes: Changes) -> bool:
        if changes.touches(Kind.STAGE):
            self._read_stages()
        company = self._detail.contact.company_id if self._detail else None
        return changes.has(Kind.COMPANY, company) or changes.touches(Kind.DEAL, Kind.LEAD, Kind.PARTICIPANT)

    def _read_stages(self) -> None:
        self._desk.runner.read(deals.list_stages, owner=self, then=self._on_stages_read)

    def _on_stages_read(self, stages: list[Stage]) -> None:
        self._stages = {stage.id: stage.name for stage in stages}
        if self._detail is not None:
            self.deal_list.show_deals(self._detail.parts, self._stages)

    def _on_deal_added(self, changes: Changes) -> None:
        if changes.subject is not None:
            self._desk.requests.deal_opened.emit(changes.subject)


class DealList(QWidget):
    """The deals in which a contact has a part, open ones first; a click opens one on the board."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[tuple[Part, ...], dict[int, str]] = ((), {})
        self._lines: list[DealLine] = []
        self._title = section_label("")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        self.hide()

    def show_deals(self, parts: tuple[Part, ...], stages: dict[int, str]) -> None:
        """Show these deals, with the names of the stages by id."""
        if (parts, stages) == self._shown:
            return
        self._shown = parts, stages
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [DealLine(part.card, self._words(part, stages)) for part in parts]
        for line in self._lines:
            line.clicked.connect(lambda _down, number=line.card.id: self._desk.requests.deal_opened.emit(number))
            self._column.addWidget(line)
            line.show()
        still_open = sum(part.card.status is DealStatus.OPEN for part in parts)
        self._title.setText(tr("Deals · {open} open").format(open=still_open))
        self.setVisible(bool(parts))

    def _words(self, part: Part, stages: dict[int, str]) -> str:
        return " · ".join(word for word in (*_part_words(part), self._state(part.card, stages)) if word)

    def _state(self, card: Card, stages: dict[int, str]) -> str:
        today = self._desk.today()
        if card.status is not DealStatus.OPEN:
            word = tr("Won") if card.status is DealStatus.WON else tr("Lost")
            when = card.closed_at.astimezone(self._desk.zone).date() if card.closed_at else None
            return tr("{word} · {day}").format(word=word, day=day_text(when, today)) if when else word
        parts = [stages.get(card.stage_id or 0, ""), tr("{percent}%").format(percent=card.probability)]
        if card.expected_close:
            parts.append(tr("closes {day}").format(day=day_text(card.expected_close, today)))
        return " · ".join(part for part in parts if part)


def _part_words(part: Part) -> list[str]:
    """What the contact is to the deal, where that is not just to stand for it."""
    if part.role is not None:
        return [role_text(part.role)]
    return [] if part.is_main else [tr("Takes part")]


class DealLine(QAbstractButton):
    """Title and state of a deal, its value at the right."""

    def __init__(self, card: Card, words: str) -> None:
        super().__init__()
        self.card = card
        self._words = words
        self._value = money_text(card.value, card.currency) if card.value is not None else ""
        self.setText(card.title)
        self.setAccessibleName(", ".join(part for part in (card.title, words, self._value) if part))
        self.setToolTip(card.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        line = QFontMetrics(QApplication.font()).height()
        return QSize(line * 12, 2 * line + 16)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(dress.window))
        painter.setPen(QColor(dress.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(dress.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -2), 6, 6)
        inside = self.rect().adjusted(4, 8, -4, -8)
        bold = theme.bold_font()
        painter.setFont(bold)
        painter.setPen(QColor(dress.ink))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, right, self._value)
        room = inside.width() - QFontMetrics(bold).horizontalAdvance(self._value) - 12
        half = inside.height() // 2
        for top, text, font, ink in (
            (0, self.text(), bold, dress.ink),
            (half, self._words, theme.small_font(), dress.ink2),
        ):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            rect = inside.adjusted(0, top, 0, top - half)
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

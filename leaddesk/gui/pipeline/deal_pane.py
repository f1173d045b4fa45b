"""A deal, open beside the board."""

from html import escape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.money import weighted
from leaddesk.domain.records import DealStatus, Kind, Temperature
from leaddesk.domain.summaries import Card, DealDetail
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import deals, editing
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.pipeline.closing_card import ClosingCard
from leaddesk.gui.pipeline.files_field import FilesField, links_in
from leaddesk.gui.pipeline.people_list import PeopleList
from leaddesk.gui.pipeline.stage_arrows import StageArrows
from leaddesk.gui.pipeline.way_fold import WayFold
from leaddesk.gui.texts import money_text, temperature_text, tr
from leaddesk.gui.widgets.chip import Chip
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.inline_field import LineField
from leaddesk.gui.widgets.inline_kinds import (
    ChoiceField,
    DayField,
    MoneyField,
    OwnerField,
    PercentField,
    TextField,
)
from leaddesk.gui.widgets.name_field import NameField
from leaddesk.gui.widgets.pane import RecordPane
from leaddesk.gui.widgets.reason_dialog import ReasonDialog
from leaddesk.gui.widgets.temperature import TEMPERATURE_CHIPS
from leaddesk.gui.widgets.timeline_text import breakable

_TOP = Qt.AlignmentFlag.AlignTop


class DealPane(RecordPane):
    """Everything about one deal, edited where it stands."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, Kind.DEAL, deals.deal_detail, parent)
        self.setAccessibleName(tr("Deal"))
        self._detail: DealDetail | None = None
        self.arrows = StageArrows()
        self.arrows.chosen.connect(self._on_stage_chosen)
        self.title = LineField(desk, Kind.DEAL, "title", tr("Title"))
        self.title.set_font(theme.title_font)
        self._listen(self.title)
        self.first = self.title
        self._who = QLabel()
        self._who.setProperty("role", "muted")
        self._who.setWordWrap(True)
        self._who.setMinimumWidth(1)
        self._who.setTextFormat(Qt.TextFormat.RichText)
        self._who.setContentsMargins(5, 0, 0, 0)
        self._who.linkActivated.connect(self._on_contact_clicked)
        self.closing: ClosingCard | None = None  # made for the first deal that is closed
        self.way = WayFold(desk)
        self.people = PeopleList(desk)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(self._build_top())
        head.addWidget(self.title)
        head.addWidget(self._who)
        self._ending = QVBoxLayout()
        stages = QVBoxLayout()
        stages.setSpacing(2)
        stages.addWidget(self.arrows)
        stages.addWidget(self.way)
        for part in (head, self._ending, stages):
            self.column.addLayout(part)
        self._build_fields()
        for widget in (self.steps, self.form, self.people, self.composer, self.timeline):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._take_drops()

    @property
    def deal_id(self) -> int | None:
        """The deal that is open."""
        return self.record_id

    def show_deal(self, deal_id: int) -> None:
        """Open a deal; what was typed on the last one is saved."""
        self.show_record(deal_id)

    def ask_lost(self) -> None:
        """Ask why the deal was lost, and close it with the reason."""
        if self._detail is None:
            return
        number = self._detail.deal.id
        dialog = ReasonDialog(self._detail.deal.title, self.window())
        dialog.chosen.connect(
            lambda reason, note: self._desk.runner.write(deals.lose_deal, number, reason, note, owner=self)
        )
        dialog.open()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._detail is not None:
            self._show_who(self._detail)  # the link has the theme's colour

    def _build_top(self) -> QHBoxLayout:
        self._chip = Chip("")
        self.won, self.lost = QPushButton(tr("Won")), QPushButton(tr("Lost"))
        for button, kind, icon in ((self.won, "good", "check"), (self.lost, "bad", "close")):
            button.setProperty("kind", kind)
            put_icon(button, button, icon, kind)
        self.won.clicked.connect(lambda: self._write(deals.win_deal))
        self.lost.clicked.connect(self.ask_lost)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addSpacing(5)
        row.addWidget(self._chip)
        row.addStretch(1)
        row.addWidget(self.won)
        row.addWidget(self.lost)
        row.addLayout(self._build_corner(tr("History of this deal"), tr("Delete deal")))
        return row

    def _build_fields(self) -> None:
        desk, deal = self._desk, Kind.DEAL
        self.value = MoneyField(desk, deal, "value", tr("Value"))
        self.value.set_font(theme.bold_font)
        self.probability = PercentField(desk, deal, "probability", tr("Probability"))
        self.expected_close = DayField(desk, deal, "expected_close", tr("Expected close"))
        self.owner = OwnerField(desk, deal)
        self.company = NameField(desk, deal, Kind.COMPANY, tr("Company"))
        self.source = LineField(desk, deal, "source", tr("Source"))
        self.temperature = ChoiceField(desk, deal, "temperature", tr("Temperature"))
        words = [(warmth.value, temperature_text(warmth), QIcon()) for warmth in reversed(Temperature)]
        self.temperature.set_options([("", tr("Automatic"), QIcon()), *words])
        self._listen(self.value)
        self._listen(self.probability)
        self.form.add(tr("Value"), self._build_value())
        self._add_field(tr("Expected close"), self.expected_close)
        self._add_field(tr("Owner"), self.owner)
        self._add_field(tr("Company"), self.company)
        self._add_field(tr("Source"), self.source)
        self._add_field(tr("Temperature"), self.temperature)
        self.form.add(tr("Tags"), self.tags)
        self.products = TextField(desk, deal, "products", tr("Products"))
        self.competitors = TextField(desk, deal, "competitors", tr("Competitors"))
        self.files = FilesField(desk, deal)
        for name, word, field in (
            (tr("Products"), tr("products"), self.products),
            (tr("Competitors"), tr("competitors"), self.competitors),
            (tr("Files"), tr("files"), self.files),
        ):
            self._listen(field)
            self.form.add_optional(name, word, field)

    def _build_value(self) -> QWidget:
        """Value · probability → weighted, with what is said of either under both."""
        box = QWidget()
        box.setFocusProxy(self.value)
        self._weighted = QLabel()
        self._weighted.setContentsMargins(0, 3, 0, 0)
        self.usual = QPushButton()  # back from a probability that was set by hand
        self.usual.setProperty("kind", "small")
        put_icon(self.usual, self.usual, "undo")
        self.usual.clicked.connect(self._on_usual_clicked)
        dot = QLabel("·")
        dot.setContentsMargins(0, 3, 0, 0)
        row = FlowLayout(spacing=0)
        for widget in (self.value, dot, self.probability, self._weighted, self.usual):
            row.addWidget(widget)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.value.take_note())
        column.addWidget(self.probability.take_note())
        return box

    def _show(self, detail: DealDetail) -> tuple[str, int]:
        self._detail = detail
        deal, card = detail.deal, detail.card
        is_open = deal.status is DealStatus.OPEN
        self._chip.show_state(temperature_text(card.temperature), TEMPERATURE_CHIPS[card.temperature])
        self.won.setVisible(is_open)
        self.lost.setVisible(is_open)
        self._show_ending(detail)
        self._show_who(detail)
        self.arrows.show_stages(detail.stages, deal.stage_id, deal.status)
        self.way.show_way(detail)
        self.people.show_people(deal.id, detail.people)
        self.steps.show_steps(deal.id, detail.followups, needed=is_open, whom=card.contact)
        self._show_fields(detail)
        self.tags.show_tags(deal.id, detail.tags)
        self.composer.show_record(deal.id)
        self.timeline.show_entries(deal.id, detail.timeline)
        return deal.title, deal.version

    def _show_fields(self, detail: DealDetail) -> None:
        deal, card = detail.deal, detail.card
        number, version = deal.id, deal.version
        self.title.show_value(number, deal.title, version)
        self.value.show_money(number, deal.value, deal.currency, version)
        self.probability.show_percent(number, deal.probability, version)
        self._weighted.setText(_weighted_text(card))
        self._show_probability(detail)
        self.expected_close.show_day(number, deal.expected_close, version)
        self.owner.show_value(number, card.owner, version)
        self.company.show_value(number, card.company, version)
        self.source.show_value(number, deal.source or "", version)
        by_itself = tr("Automatic")
        if not card.temperature_by_hand:
            by_itself = tr("{temperature}, by the dialogue").format(temperature=temperature_text(card.temperature))
        self.temperature.set_label("", by_itself)
        self.temperature.show_value(number, deal.temperature or "", version)
        for field, lines in (
            (self.products, deal.products),
            (self.competitors, deal.competitors),
            (self.files, deal.files),
        ):
            field.show_value(number, lines or "", version)
            self.form.show_optional(field, filled=bool(field.text()))

    def _show_probability(self, detail: DealDetail) -> None:
        """Whether it was set by hand, and what the stage's would be; what the value is in our currency."""
        deal, converted = detail.deal, detail.converted
        usual = next((stage.probability for stage in detail.stages if stage.id == deal.stage_id), None)
        self.usual.setVisible(deal.probability_by_hand and deal.status is DealStatus.OPEN)
        back = tr("Back to what is usual in the stage")
        if usual is not None:
            back = tr("Back to the stage's {percent}%").format(percent=usual)
        self.usual.setText(tr("by hand"))
        self.usual.setToolTip(back)
        self.usual.setAccessibleName(tr("Set by hand. {back}").format(back=back))
        told = tr("{money} at your team's rate")
        self.value.tip = told.format(money=money_text(converted.minor, converted.currency)) if converted else ""

    def _show_ending(self, detail: DealDetail) -> None:
        if self.closing is None:
            if detail.deal.status is DealStatus.OPEN:
                return
            self.closing = ClosingCard(self._desk)
            self.closing.reopened.connect(lambda: self._write(deals.reopen_deal))
            for field in self.closing.fields:
                self._listen(field)
            self._ending.addWidget(self.closing)
        self.closing.show_deal(detail.deal)

    def _show_who(self, detail: DealDetail) -> None:
        parts = [escape(breakable(detail.card.company))] if detail.company else []
        if detail.contact is not None:
            style = f"color: {theme.current().accent}; text-decoration: none"
            name = f'<a href="contact" style="{style}">{escape(breakable(detail.contact.name))}</a>'
            job = detail.contact.job_title
            parts.append(f"{name}, {escape(breakable(job))}" if job else name)
        self._who.setText(" · ".join(parts))
        self._who.setVisible(bool(parts))

    def _touched_by(self, changes: Changes) -> bool:
        if self._detail is None or changes.touches(Kind.STAGE, Kind.PARTICIPANT, Kind.SETTING):
            return True
        people = (person.contact.id for person in self._detail.people)
        return changes.has(Kind.COMPANY, self._detail.deal.company_id) or any(
            changes.has(Kind.CONTACT, number) for number in people
        )

    def _on_usual_clicked(self) -> None:
        if self._detail is not None:
            self.probability.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            texts = {"probability": "auto"}
            self._desk.runner.write(editing.edit, Kind.DEAL, self._detail.deal.id, texts, owner=self)

    def _on_stage_chosen(self, stage: int) -> None:
        if self._detail is not None and stage != self._detail.deal.stage_id:
            self._desk.runner.write(deals.move_deal, self._detail.deal.id, stage, owner=self)

    def _on_contact_clicked(self) -> None:
        if self._detail is not None and self._detail.contact is not None:
            self._desk.requests.contact_opened.emit(self._detail.contact.id)

    def _write(self, service: object) -> None:
        if self._detail is not None and callable(service):
            self._desk.runner.write(service, self._detail.deal.id, owner=self)

    # Files that are dropped

    def _take_drops(self) -> None:
        """Anywhere on the pane, also where text can be typed."""
        self.setAcceptDrops(True)
        for line in self.findChildren(QLineEdit):
            line.installEventFilter(self)
        for area in self.findChildren(QAbstractScrollArea):
            area.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and links_in(event.mimeData()):
            event.ignore()  # the pane takes it
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._detail is not None and links_in(event.mimeData()) and _take_as_link(event):
            self.files.invite(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.files.invite(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.invite(False)
        if _take_as_link(event):
            self.files.add_links(links_in(event.mimeData()))
            self._reveal(self.files)


def _take_as_link(event: QDropEvent) -> bool:
    """Accept what is dropped, but never so that it is taken away from where it lies."""
    for action in (Qt.DropAction.LinkAction, Qt.DropAction.CopyAction):
        if action & event.possibleActions():
            event.setDropAction(action)
            event.accept()
            return True
    event.ignore()
    return False


def _weighted_text(card: Card) -> str:
    if card.value is None:
        return ""
    return tr("→ {money}").format(money=money_text(weighted(card.value, card.probability), card.currency))

"""Asks for what a stage requires of the deals that were dropped there."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from leaddesk.domain.stage_rules import FieldsNeeded, Needy
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.needed_answer import NeededAnswer
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.conflict_dialog import field_label
from leaddesk.gui.widgets.field_form import FieldForm

_MOST = 25  # deals that are asked about one by one; of more only what is alike for all
_WIDTH = 60  # letters
_HIGHEST = 0.6  # of the screen


class NeededDialog(QDialog):
    """Open it with `open()`. `filled` comes once with the texts for each deal, as `move_deals` takes them.

    After Cancel or Esc it does not come: the card goes back. Of several deals a field can be typed once for all.
    """

    filled = Signal(object)  # dict[int, dict[str, str]]

    def __init__(self, desk: Desk, needed: FieldsNeeded, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._deals = desk, needed.deals
        self._for_all: dict[str, NeededAnswer] = {}
        self._own: dict[tuple[int, str], NeededAnswer] = {}
        stage = needed.stage
        one = len(self._deals) == 1
        self.setWindowTitle(self._deals[0].title if one else tr("%n deal(s)", len(self._deals)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(_label(tr("What “{stage}” needs").format(stage=stage.name), "strong"))
        if stage.criteria:
            column.addWidget(_label(stage.criteria, "muted"))
        scroll = _Scroll(self._fields(one=one))
        column.addWidget(scroll, 1)
        column.addLayout(self._buttons())
        self.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _WIDTH)
        for answer in self._answers():
            answer.changed.connect(self._on_answer_changed)
        self._on_answer_changed()
        next(self._answers()).setFocus()

    @property
    def texts(self) -> dict[int, dict[str, str]]:
        """What was typed for each deal; what is missing is left out."""
        found: dict[int, dict[str, str]] = {}
        for deal in self._deals:
            typed = {field: self._text(deal, field) for field in deal.fields}
            found[deal.id] = {field: text for field, text in typed.items() if text}
        return found

    def accept(self) -> None:
        lacking = self._first_lacking()
        if lacking is not None:
            lacking.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        texts = self.texts
        super().accept()
        self.filled.emit(texts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()  # or on to what is missing
            return
        super().keyPressEvent(event)

    def _fields(self, *, one: bool) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        if not one:
            every = dict.fromkeys(field for deal in self._deals for field in deal.fields)
            self._for_all = dict(self._group(column, tr("For all of them"), tuple(every)))
        for deal in self._deals if len(self._deals) <= _MOST else ():
            for field, answer in self._group(column, "" if one else deal.title, deal.fields):
                self._own[deal.id, field] = answer
                if not one:
                    answer.set_hint(tr("as for all"))
        column.addStretch(1)
        return inside

    def _group(self, column: QVBoxLayout, title: str, fields: Sequence[str]) -> list[tuple[str, NeededAnswer]]:
        if title:
            column.addWidget(_label(title, "strong"))
        form = FieldForm()
        column.addWidget(form)
        made = []
        for field in fields:
            name = field_label(field)
            said = tr("{title}: {field}").format(title=title, field=name) if title else name
            answer = NeededAnswer(self._desk, field, said)
            form.add(name, answer)
            made.append((field, answer))
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.confirm = QPushButton(tr("Move"))
        self.confirm.setProperty("kind", "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        return row

    def _answers(self) -> Iterator[NeededAnswer]:
        yield from self._for_all.values()
        yield from self._own.values()

    def _text(self, deal: Needy, field: str) -> str:
        own = self._own.get((deal.id, field))
        shared = self._for_all.get(field)
        return (own.text if own else "") or (shared.text if shared else "")

    def _first_lacking(self) -> NeededAnswer | None:
        """Where something is still to be typed, or cannot be understood."""
        wrong = next((answer for answer in self._answers() if answer.is_wrong), None)
        if wrong is not None:
            return wrong
        for deal in self._deals:
            for field in deal.fields:
                if not self._text(deal, field):
                    return self._own.get((deal.id, field)) or self._for_all[field]
        return None

    def _on_answer_changed(self) -> None:
        self.confirm.setEnabled(self._first_lacking() is None)


class _Scroll(QScrollArea):
    """As high as what is in it, and scrolls beyond a part of the screen."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        inside = self.widget()
        screen = self.screen().availableGeometry().height()
        hint = inside.sizeHint() if inside is not None else QSize()
        return QSize(hint.width(), min(hint.height() + 4, round(screen * _HIGHEST)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label

"""The filter as a row of chips: one for each part, those that are always there, and what adds and clears."""

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QWidget

from leaddesk.domain.filter_tree import Condition, Field, Filter
from leaddesk.gui.actions import key_text
from leaddesk.gui.bridge.services import views
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.filter_parts import FilterParts
from leaddesk.gui.models.filter_words import field_name, part_words
from leaddesk.gui.pipeline.filter_chip import FilterChip
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from leaddesk.domain.views import FilterChoices
    from leaddesk.gui.pipeline.filter_popup import FilterPopup

LASTING = (Field.OWNER, Field.TEMPERATURE, Field.CLOSES)  # their chips are there without a part, too


class FilterChips(QWidget):
    """Chips go on in the next line where there is no room. A part that is no single condition opens as text."""

    changed = Signal(object)  # FilterParts; by the person only
    text_asked = Signal()
    save_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.known: FilterChoices | None = None  # as it was when it was last looked up
        self._any_holds = False
        self._may_save = False
        self._popup: FilterPopup | None = None
        self._flow = FlowLayout(self, spacing=8)
        self._placed: list[QAbstractButton] = []
        self._chips = [self._new_chip(FilterChip(field, lasting=True)) for field in LASTING]
        self.add = QPushButton(tr("Filter"))
        self.add.setProperty("kind", "narrow")
        self.add.setAccessibleName(tr("Add a filter"))
        put_icon(self.add, self.add, "add")
        self.mode, self.clear = QPushButton(), QPushButton(tr("Clear"))
        self.save, self.typing = QPushButton(tr("Save as view…")), QPushButton()
        self.clear.setAccessibleName(tr("Clear the filter"))
        self.typing.setAccessibleName(tr("Type the filter"))
        self.typing.setToolTip(tr("Type the filter ({key})").format(key=key_text("Ctrl+F")))
        put_icon(self.typing, self.typing, "search")
        for button in (self.mode, self.clear, self.save, self.typing):
            button.setProperty("kind", "quiet")
        self.add.clicked.connect(self._on_add_clicked)
        self.mode.clicked.connect(self._on_mode_clicked)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.save.clicked.connect(self.save_asked)
        self.typing.clicked.connect(self.text_asked)
        self.show_parts(FilterParts())

    @property
    def parts(self) -> FilterParts:
        """The filter that is shown."""
        return FilterParts(tuple(chip.part for chip in self._chips if chip.part is not None), self._any_holds)

    @property
    def chips(self) -> list[FilterChip]:
        """From left to right."""
        return self._chips

    def show_parts(self, parts: FilterParts) -> None:
        """Show this filter; what is open below a chip of another is closed."""
        if self._popup is not None:
            self._popup.close()
        rest = list(parts.parts)
        self._any_holds = parts.any_holds
        lasting = self._chips[: len(LASTING)]
        for chip in lasting:
            mine = next((part for part in rest if isinstance(part, Condition) and part.field is chip.field), None)
            if mine is not None:
                rest.remove(mine)
            self._show_part(chip, mine)
        for gone in self._chips[len(LASTING) :]:
            gone.hide()
            gone.deleteLater()
        others = [self._new_chip(FilterChip(part.field if isinstance(part, Condition) else None)) for part in rest]
        for chip, part in zip(others, rest, strict=True):
            self._show_part(chip, part)
        self._chips = [*lasting, *others]
        self._arrange()

    def offer_saving(self, offered: bool) -> None:
        """Whether a filter can be saved from here; a view that is shown has its own place for that."""
        if offered != self._may_save:
            self._may_save = offered
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow.heightForWidth(width)

    # Inside

    def _new_chip(self, chip: FilterChip) -> FilterChip:
        chip.opened.connect(partial(self._open, chip))
        chip.removed.connect(partial(self._remove, chip))
        return chip

    def _show_part(self, chip: FilterChip, part: Filter | None) -> None:
        if part is not None:
            words = part_words(part, self._desk.currency, self._desk.today())
        elif chip.field is Field.OWNER:
            words = tr("Owner: Anyone")
        else:
            words = field_name(chip.field) if chip.field is not None else ""
        chip.show_part(part, words)

    def _arrange(self) -> None:
        """Put everything into its order, on the screen and for Tab."""
        asked = len(self.parts.parts)
        self.mode.setVisible(asked > 1)
        self.mode.setText(tr("Any of these") if self._any_holds else tr("All of these"))
        other = tr("Ask for all") if self._any_holds else tr("Ask for any")
        self.mode.setToolTip(other)
        self.mode.setAccessibleDescription(other)
        self.clear.setVisible(asked > 0)
        self.save.setVisible(asked > 0 and self._may_save)
        widgets: list[QAbstractButton] = [*self._chips, self.add, self.mode, self.clear, self.save, self.typing]
        for widget in self._placed:
            self._flow.removeWidget(widget)
        self._placed = widgets
        for widget in widgets:
            self._flow.addWidget(widget)
            if widget not in (self.mode, self.clear, self.save):
                widget.show()
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)
        self.updateGeometry()

    def _tell(self) -> None:
        if len(self.parts.parts) < 2:
            self._any_holds = False
        self._arrange()
        self.changed.emit(self.parts)

    def _open(self, chip: FilterChip) -> None:
        """Show what the chip may ask for."""
        if chip.field is None or (chip.part is not None and not isinstance(chip.part, Condition)):
            self.text_asked.emit()
            return
        from leaddesk.gui.models.filter_choices import READ, choices_of
        from leaddesk.gui.pipeline.filter_popup import FilterPopup

        field, currency, today = chip.field, self._desk.currency, self._desk.today()
        condition = chip.part if isinstance(chip.part, Condition) else Condition(field, ())
        popup = FilterPopup(condition, choices_of(field, self.known, currency, today), currency, today, self)
        popup.changed.connect(partial(self._on_popup_changed, chip))
        popup.closed.connect(partial(self._on_popup_closed, chip))
        self._popup = popup
        if field in READ:
            self.read_choices()
        popup.open_below(chip)

    def read_choices(self) -> None:
        """Look up what there is to choose from."""
        self._desk.runner.read(views.filter_choices, owner=self, then=self._on_choices_read)

    def _on_choices_read(self, known: "FilterChoices") -> None:
        from leaddesk.gui.models.filter_choices import choices_of

        self.known = known
        if self._popup is not None:
            self._popup.show_choices(choices_of(self._popup.field, known, self._desk.currency, self._desk.today()))

    def _on_popup_changed(self, chip: FilterChip, condition: Condition) -> None:
        self._show_part(chip, condition if condition.tests else None)
        self._tell()

    def _on_popup_closed(self, chip: FilterChip) -> None:
        self._popup = None
        if chip.part is None and not chip.lasting:
            self._drop(chip)
        else:
            chip.setFocus(Qt.FocusReason.PopupFocusReason)

    def _remove(self, chip: FilterChip) -> None:
        if chip.lasting:
            self._show_part(chip, None)
        else:
            self._drop(chip)
        self._tell()

    def _drop(self, chip: FilterChip) -> None:
        """Take a chip away; the keyboard goes to the one before it."""
        place = self._chips.index(chip)
        self._chips.remove(chip)
        self._chips[place - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        chip.hide()
        chip.deleteLater()
        self._arrange()

    def _on_add_clicked(self) -> None:
        from leaddesk.gui.models.filter_choices import FIELDS

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = {chip.field for chip in self._chips}
        for field in FIELDS:
            if field not in shown or field is Field.TEXT:
                menu.addAction(field_name(field)).triggered.connect(partial(self._add, field))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _add(self, field: Field) -> None:
        """A chip that asks for nothing yet, open; it goes again if nothing is chosen."""
        chip = self._new_chip(FilterChip(field))
        self._show_part(chip, None)
        self._chips.append(chip)
        self._arrange()
        self._flow.activate()
        self._open(chip)

    def _on_mode_clicked(self) -> None:
        self._any_holds = not self._any_holds
        self._tell()

    def _on_clear_clicked(self) -> None:
        self.show_parts(FilterParts())
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

"""Which of several things hold for a record: a row of boxes to tick, saved with every tick."""

from collections.abc import Sequence

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.inline_field import InlineField


class ChecksField(InlineField):
    """Offers (key, label) pairs; the value is the keys that are ticked, with commas between."""

    def __init__(self, desk: Desk, kind: Kind, field: str, name: str, options: Sequence[tuple[str, str]]) -> None:
        editor = QWidget()
        row = FlowLayout(editor, spacing=14)
        self.boxes: dict[str, QCheckBox] = {}
        for key, label in options:
            box = QCheckBox(label)
            box.setAccessibleName(f"{name}: {label}")
            row.addWidget(box)
            self.boxes[key] = box
        super().__init__(desk, kind, field, name, editor)
        editor.setFocusProxy(next(iter(self.boxes.values())))
        for box in self.boxes.values():
            box.clicked.connect(lambda _ticked: self.save(again=True))

    def text(self) -> str:
        return ",".join(key for key, box in self.boxes.items() if box.isChecked())

    def in_words(self, text: str) -> str:
        keys = text.split(",")
        return ", ".join(box.text() for key, box in self.boxes.items() if key in keys)

    def _put(self, text: str) -> None:
        keys = text.split(",")
        for key, box in self.boxes.items():
            box.setChecked(key in keys)

    def _is_save_key(self, _event: QKeyEvent) -> bool:
        return False

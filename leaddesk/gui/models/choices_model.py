"""What a field may be, to be ticked: the choices of a chip of the filter."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from leaddesk.domain.filter_tree import Test
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import fold

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a field may be. `also` are other ways to say it, such as a person's initials."""

    test: Test
    label: str
    also: tuple[str, ...] = ()

    def is_meant_by(self, test: Test) -> bool:
        if not isinstance(test, str) or not isinstance(self.test, str):
            return test == self.test
        return fold(test) in map(fold, (self.test, *self.also))


class ChoicesModel(QAbstractListModel):
    """Rows to tick. What is ticked stays as it was typed; what is no choice has a row of its own above."""

    ticked = Signal(object)  # tuple of tests: those that hold now; by the person only

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        self._seen: list[Choice] = []
        self._text = ""
        self.tests: tuple[Test, ...] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these."""
        self._choices = list(choices)
        self._show()

    def show_tests(self, tests: Sequence[Test]) -> None:
        """Tick these and no others."""
        self.tests = tuple(tests)
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def narrow(self, text: str) -> None:
        """Offer only those with a word that begins so."""
        self._text = fold(text)
        self._show()

    def toggle(self, row: int) -> None:
        """Tick a row, or take the tick off."""
        choice = self._seen[row]
        left = tuple(test for test in self.tests if not choice.is_meant_by(test))
        self.show_tests(left if left != self.tests else (*self.tests, choice.test))
        self.ticked.emit(self.tests)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._seen)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        on = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return on | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        choice = self._seen[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.label
        if role == Qt.ItemDataRole.CheckStateRole:
            held = any(choice.is_meant_by(test) for test in self.tests)
            return Qt.CheckState.Checked if held else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        if Qt.CheckState(value) != self.data(index, role):
            self.toggle(index.row())
        return True

    def headerData(self, _section: int, _side: Qt.Orientation, _role: int = Qt.ItemDataRole.DisplayRole) -> None:
        """None: a screen reader would say the number before each row."""

    def _show(self) -> None:
        self.beginResetModel()
        self._seen = [choice for choice in self._choices if _holds(choice, self._text)]
        self.endResetModel()


def _holds(choice: Choice, text: str) -> bool:
    return any(word.startswith(text) for word in (fold(choice.label), *fold(choice.label).split()))

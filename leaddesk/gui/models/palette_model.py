"""What the palette offers: actions whose words begin as typed, and records whose names hold what is typed."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from leaddesk.domain.errors import UserError
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Hit
from leaddesk.gui.actions import PaletteAction, key_text
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import searching
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr

Index = QModelIndex | QPersistentModelIndex
Entry = PaletteAction | Hit
Key = tuple[str, int | str]
Spans = tuple[tuple[int, int], ...]  # first letter and the one behind the last

ROW = int(Qt.ItemDataRole.UserRole)
ONLY_ACTIONS = ">"  # what is typed behind it names an action
_SEARCH_MS = 80
_NOWHERE = QModelIndex()
_ICONS = {Kind.DEAL: "pipeline", Kind.CONTACT: "contacts", Kind.COMPANY: "companies"}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, or the head of those that follow. `bold` and `bold_detail` are where the typed words stand."""

    key: Key
    title: str
    entry: Entry | None = None
    detail: str = ""
    aside: str = ""
    icon: str = ""
    bold: Spans = ()
    bold_detail: Spans = ()

    @property
    def is_head(self) -> bool:
        return self.entry is None

    @property
    def words(self) -> str:
        """The row as it is read out."""
        return ", ".join(part for part in (self.title, self.detail, self.aside) if part)


class PaletteModel(QAbstractListModel):
    """Offers `here` and the `recent` records while nothing is typed, then `everywhere` and what a search finds.

    Records that were found stay while they hold what is typed on, until the new answer comes.
    """

    answered = Signal()  # what stands here is all that there is for the text

    def __init__(
        self,
        desk: Desk,
        here: tuple[str, Sequence[PaletteAction]],
        everywhere: Sequence[PaletteAction],
        recent: Sequence[tuple[Kind, int]] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._here, self._everywhere = desk, here, everywhere
        self._text = ""
        self._recent: list[Hit] = []
        self._hits: list[Hit] = []
        self._rows: list[Row] = []
        self._ticket: Ticket | None = None
        self._is_reading = False
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._timer.timeout.connect(self._read)
        self._show()
        if recent:
            desk.runner.read(searching.hits, recent, owner=self, then=self._on_recent_read)

    # For the list

    @property
    def heads(self) -> list[int]:
        return [place for place, row in enumerate(self._rows) if row.is_head]

    def row(self, place: int) -> Row:
        return self._rows[place]

    def place_of(self, key: Key) -> int | None:
        """Where the row with that key stands."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), None)

    @property
    def entries(self) -> list[int]:
        """Where the rows stand that can be chosen."""
        return [place for place, row in enumerate(self._rows) if not row.is_head]

    @property
    def is_searching(self) -> bool:
        """Whether an answer for the text is still to come."""
        return self._timer.isActive() or self._is_reading

    def look_for(self, text: str) -> None:
        """Offer what fits the text."""
        if text.strip() == self._text:
            return
        self._text = text.strip()
        self._timer.stop()
        if self._ticket is not None:
            self._ticket.cancel()
        self._is_reading = False
        words = self._words
        self._hits = [hit for hit in self._hits if words and all(_spans(hit, word) for word in words)]
        if words and not self._is_only_actions:
            self._timer.start()
        else:
            self._hits = []
        self._show()
        if not self.is_searching:
            self.answered.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Row | str | None:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        return row.words if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, _section: int, _side: Qt.Orientation, _role: int = Qt.ItemDataRole.DisplayRole) -> None:
        """None: a screen reader would say the number before each row."""

    # Inside

    @property
    def _is_only_actions(self) -> bool:
        return self._text.startswith(ONLY_ACTIONS)

    @property
    def _words(self) -> list[str]:
        return fold(self._text.removeprefix(ONLY_ACTIONS)).split()

    def _read(self) -> None:
        self._is_reading = True
        self._ticket = self._desk.runner.read(
            searching.named, self._text, owner=self, then=self._on_read, failed=self._on_read_failed
        )

    def _on_read(self, hits: list[Hit]) -> None:
        self._is_reading = False
        self._hits = hits
        self._show()
        self.answered.emit()

    def _on_read_failed(self, problem: UserError) -> None:
        self._on_read([])
        self._desk.requests.problem_shown.emit(problem)

    def _on_recent_read(self, hits: list[Hit]) -> None:
        self._recent = hits
        if not self._text:
            self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._rows = []
        if self._text:
            words = self._words
            found = [action for action in self._everywhere if _begin(words, action.text)]
            self._add(tr("Actions"), found)
            for kind, head in (
                (Kind.DEAL, tr("Deals")),
                (Kind.CONTACT, tr("Contacts")),
                (Kind.COMPANY, tr("Companies")),
            ):
                self._add(head, [hit for hit in self._hits if hit.kind is kind])
        else:
            self._add(*self._here)
            self._add(tr("Recently opened"), self._recent)
        self.endResetModel()

    def _add(self, head: str, entries: Sequence[Entry]) -> None:
        if entries:
            self._rows.append(Row(("head", head), head))
            self._rows += [_row(entry, self._words) for entry in entries]


def _row(entry: Entry, words: Sequence[str]) -> Row:
    if isinstance(entry, PaletteAction):
        bold = _places(words, entry.text, only_starts=True)
        return Row(("action", entry.text), entry.text, entry, "", key_text(entry.keys), entry.icon, bold)
    aside = {Kind.DEAL: tr("Deal"), Kind.CONTACT: tr("Contact"), Kind.COMPANY: tr("Company")}.get(entry.kind, "")
    return Row(
        (entry.kind.value, entry.id),
        entry.title,
        entry,
        entry.detail,
        aside,
        _ICONS.get(entry.kind, ""),
        _places(words, entry.title),
        _places(words, entry.detail),
    )


def _spans(hit: Hit, word: str) -> Spans:
    return _places([word], hit.title) or _places([word], hit.detail)


def _begin(words: Sequence[str], text: str) -> bool:
    """Whether each of the words begins a word of the text."""
    parts = fold(text).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _places(words: Sequence[str], text: str, *, only_starts: bool = False) -> Spans:
    """Where the folded words stand in the text as it is written; only at the beginnings of words if asked."""
    letters = [fold(letter) for letter in text]
    folded = "".join(letters)
    origin = [place for place, letter in enumerate(letters) for _ in letter]
    marked: set[int] = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            if not only_starts or at == 0 or folded[at - 1].isspace():
                marked.update(origin[at : at + len(word)])
            at = folded.find(word, at + 1)
    edges = sorted(marked)
    spans: list[tuple[int, int]] = []
    for place in edges:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)

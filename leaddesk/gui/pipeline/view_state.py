"""Which deals the page shows, and how: as in a saved view, or as it was changed since."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.domain.records import SavedView
from leaddesk.domain.views import ViewOptions, options_from
from leaddesk.gui.models.filter_parts import same_filter
from leaddesk.services.settings import Settings

_KEEP_MS = 1000  # a filter that is being typed is not written down with every letter


class ViewState(QObject):
    """The filter, the options, and the saved view that they come from; none for all deals.

    What is shown is kept on this machine, for each database, and is there again at the next start. All deals are
    never changed, only narrowed: they are what there is to come back to.
    """

    changed = Signal()  # another view, or it differs now from what is saved, or no longer

    def __init__(self, settings: Settings, file_uuid: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._key = settings, f"deals:{file_uuid}"
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self.keep)
        kept = settings.get(self._key)
        read: dict[str, Any] = kept if isinstance(kept, dict) else {}
        self.condition = str(read.get("condition", ""))
        self.options = options_from(str(read.get("options", "")))
        view_id = read.get("view")
        self.view_id = view_id if isinstance(view_id, int) else None
        self.is_changed = bool(read.get("changed"))
        self._views: Sequence[SavedView] | None = None  # until they have been read
        self._names = [(known[0], known[1]) for known in read.get("views", ()) if _is_name(known)]

    @property
    def view(self) -> SavedView | None:
        """The saved view; None for all deals, and until the views have been read."""
        return next((view for view in self._views or () if view.id == self.view_id), None)

    @property
    def views(self) -> Sequence[SavedView]:
        """All that I see, in order; none until they have been read."""
        return self._views or ()

    @property
    def names(self) -> list[tuple[int, str]]:
        """Ids and names of the views; until they have been read those of the last time."""
        return self._names if self._views is None else [(view.id, view.name) for view in self._views]

    def narrow(self, condition: str) -> None:
        """Another filter."""
        self.condition = condition
        self._compare()

    def arrange(self, options: ViewOptions) -> None:
        """Another way of showing the deals."""
        self.options = options
        self._compare()

    def choose(self, view: SavedView | None) -> None:
        """What the view says; None for all deals, laid out as they are."""
        self.view_id = view.id if view is not None else None
        self.condition = view.condition if view is not None else ""
        self.options = options_from(view.options) if view is not None else self.options
        self._compare()

    def save_as(self, view_id: int) -> None:
        """What is shown has been saved as this view."""
        self.view_id = view_id
        self._compare()

    def take_in(self, views: Sequence[SavedView]) -> bool:
        """The views as they are now; whether other deals are to be shown, or in another way.

        A view that was saved anew is followed, unless it was changed here. One that is gone leaves what it showed.
        """
        self._views = views
        view = self.view
        if view is None:
            self.view_id = None
        follows = view is not None and not self.is_changed and self._differs_from(view)
        if view is not None and follows:
            self.condition, self.options = view.condition, options_from(view.options)
        self._compare()
        return follows

    def keep(self) -> None:
        """Write down what is shown, for the next start."""
        self._keeping.stop()
        kept = {
            "view": self.view_id,
            "changed": self.is_changed,
            "condition": self.condition,
            "options": self.options.as_json(),
            "views": [list(known) for known in self.names],
        }
        self._settings.set(self._key, kept)

    def _differs_from(self, view: SavedView) -> bool:
        return self.options != options_from(view.options) or not same_filter(self.condition, view.condition)

    def _compare(self) -> None:
        if self._views is not None:
            self.is_changed = self.view is not None and self._differs_from(self.view)
        self._keeping.start()
        self.changed.emit()


def _is_name(kept: object) -> bool:
    return isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], int) and isinstance(kept[1], str)

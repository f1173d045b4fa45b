"""Icons from resources/icons, tinted in the colour that is asked for."""

from typing import Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from leaddesk.gui import theme
from leaddesk.paths import resource_path


class HasIcon(Protocol):
    """What shows an icon: a button, an action."""

    def setIcon(self, icon: QIcon, /) -> None: ...


def pixmap(name: str, colour: str, size: int = 18, dpr: float = 1.0) -> QPixmap:
    """The icon as a square of `size` logical pixels for a screen of `dpr`; kept in Qt's pixmap cache.

    FileNotFoundError if there is no icon of that name.
    """
    key = f"leaddesk:{name}:{colour}:{size}:{dpr}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    svg = resource_path("icons", f"{name}.svg").read_bytes().replace(b"#000", colour.encode())
    edge = round(size * dpr)
    drawn = QPixmap(edge, edge)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    drawn.setDevicePixelRatio(dpr)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """The icon for buttons and menus, as sharp as the finest screen needs, pale when disabled."""
    made = QIcon()
    application = QGuiApplication.instance()
    dpr = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    made.addPixmap(pixmap(name, colour, size, dpr))
    made.addPixmap(pixmap(name, theme.current().ink3, size, dpr), QIcon.Mode.Disabled)
    return made


def put_icon(target: HasIcon, owner: QWidget, name: str, token: str = "ink2") -> None:
    """Show icon `name` on `target` in the theme's colour `token`, now and after each change of theme.

    `owner` is the widget that hears of changes: the button itself, or the widget that has the action.
    """
    _Tint(target, owner, name, token)


class _Tint(QObject):
    """Lives as long as the owner and gives the target its icon anew when the style changes."""

    def __init__(self, target: HasIcon, owner: QWidget, name: str, token: str) -> None:
        super().__init__(owner)
        self._target, self._name, self._token = target, name, token
        self._dress()
        owner.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        return False

    def _dress(self) -> None:
        colour: str = getattr(theme.current(), self._token)
        self._target.setIcon(icon(self._name, colour, theme.icon_size()))

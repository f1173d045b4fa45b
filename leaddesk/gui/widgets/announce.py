"""Telling screen readers what appears without the focus going there."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have the text read out, where somebody listens."""
    # Loading these takes as long as half the window, and nothing is announced before the first picture.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))

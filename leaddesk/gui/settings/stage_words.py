"""What the settings say of stages: how many deals are in one, and what they are called by."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from leaddesk.domain.records import USER_COLOURS, Stage
from leaddesk.domain.summaries import DealCounts
from leaddesk.gui import theme
from leaddesk.gui.texts import tr


def counts_text(counts: DealCounts) -> str:
    """'3 open, 1 lost, 1 in the trash'; 'no deals'."""
    parts = (
        tr("%n open", counts.open) if counts.open else "",
        tr("%n won", counts.won) if counts.won else "",
        tr("%n lost", counts.lost) if counts.lost else "",
        tr("%n in the trash", counts.deleted) if counts.deleted else "",
    )
    return ", ".join(part for part in parts if part) or tr("no deals")


def stage_text(stage: Stage) -> str:
    """'Demo · 45%'."""
    return tr("{stage} · {percent}%").format(stage=stage.name, percent=stage.probability)


def colour_choices() -> tuple[tuple[str, str], ...]:
    """(#RRGGBB, name) of the colours that a stage may have; the first is none."""
    names = (
        *(tr("Violet"), tr("Green"), tr("Rust"), tr("Blue")),
        *(tr("Magenta"), tr("Grey"), tr("Ochre"), tr("Teal")),
    )
    return (("", tr("None")), *zip(USER_COLOURS, names, strict=True))


def swatch(colour: str | None) -> QIcon:
    """A dot of the colour, its room for none; sharp on plain and double resolution."""
    edge = round(theme.icon_size() * 0.9)
    made = QIcon()
    for scale in (1, 2):
        drawn = QPixmap(edge * scale, edge * scale)
        drawn.setDevicePixelRatio(scale)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(1.5, 1.5, edge - 3, edge - 3))
        painter.end()
        made.addPixmap(drawn)
    return made

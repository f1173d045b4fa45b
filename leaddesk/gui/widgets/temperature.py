"""How warm a deal or contact is, in words."""

from leaddesk.domain.records import Temperature
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.painting import ChipKind

TEMPERATURE_CHIPS = {
    Temperature.HOT: ChipKind.HOT,
    Temperature.WARM: ChipKind.WARM,
    Temperature.COLD: ChipKind.COLD,
}


def temperature_text(temperature: Temperature) -> str:
    """'Hot', 'Warm' or 'Cold'."""
    return {Temperature.HOT: tr("Hot"), Temperature.WARM: tr("Warm"), Temperature.COLD: tr("Cold")}[temperature]

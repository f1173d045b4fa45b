"""How warm a deal or contact is, as a chip shows it."""

from leaddesk.domain.records import Temperature
from leaddesk.gui.widgets.painting import ChipKind

TEMPERATURE_CHIPS = {
    Temperature.HOT: ChipKind.HOT,
    Temperature.WARM: ChipKind.WARM,
    Temperature.COLD: ChipKind.COLD,
}

"""What a stage asks of the deals that come into it: fields that must be filled in."""

from collections.abc import Callable, Iterable

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, UserError
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import fold
from leaddesk.domain.records import Deal, Stage

NEXT_STEP = "next_step"  # an open follow-up rather than a column of the deal
_COLUMNS = {
    "value": "value",
    "expected_close": "expected_close",
    "company": "company_id",
    "contact": "contact_id",
    "owner": "owner_id",
    "source": "source",
}
REQUIRABLE = (*_COLUMNS, NEXT_STEP)


@dataclass(frozen=True, slots=True)
class Needy:
    """A deal that lacks these fields."""

    id: int
    title: str
    fields: tuple[str, ...]


class FieldsNeeded(UserError):
    """Deals cannot enter a stage before these fields of theirs are filled in.

    `deed` is the service that was asked to move them: it takes what is missing as `texts`.
    """

    deed: Callable[..., Changes] | None = None

    def __init__(self, stage: Stage, deals: Iterable[Needy]) -> None:
        self.stage = stage
        self.deals = tuple(deals)
        names = dict.fromkeys(name.replace("_", " ") for deal in self.deals for name in deal.fields)
        whose = f"“{self.deals[0].title}” needs" if len(self.deals) == 1 else f"{len(self.deals)} deals need"
        super().__init__(
            f"{whose} {' and '.join(names)} before {stage.name}",
            "nothing was moved",
            "fill in what is missing",
        )


def required_fields(stage: Stage) -> tuple[str, ...]:
    """The fields that a deal must have here; what another version of the program may know is left out."""
    return tuple(name for name in (stage.required or "").split(",") if name in REQUIRABLE)


def read_required(text: str) -> str | None:
    """'Value, expected close' as it is kept: 'value,expected_close'; Invalid names the fields that there are."""
    names = {fold(part.strip()).replace(" ", "_").replace("-", "_") for part in text.split(",") if part.strip()}
    unknown = sorted(names - set(REQUIRABLE))
    if unknown:
        raise Invalid(f'"{unknown[0]}" cannot be required', todo=f"use some of: {', '.join(REQUIRABLE)}")
    return ",".join(name for name in REQUIRABLE if name in names) or None


def lacking(stage: Stage, deal: Deal, *, has_step: bool) -> tuple[str, ...]:
    """The required fields that the deal has not got; `has_step`: whether a follow-up on it is planned."""
    return tuple(
        name
        for name in required_fields(stage)
        if (not has_step if name == NEXT_STEP else getattr(deal, _COLUMNS[name]) in (None, ""))
    )

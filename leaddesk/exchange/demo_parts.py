"""What stands with some deals of the demo business beside figures and dialogue: people, products, links."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from leaddesk.domain.records import Contact, Deal, DealStatus, Participant, Role

_ROLES = (Role.EVALUATOR, Role.INFLUENCER, Role.EVALUATOR, None)


class Lines(NamedTuple):
    """One entry on each line."""

    products: str | None = None
    competitors: str | None = None
    files: str | None = None


NO_LINES = Lines()
LINES: dict[str, Lines] = {
    "Warehouse pilot": Lines("40 handheld scanners\nDocking stations", "ScanHaus"),
    "CRM roll-out": Lines("Licences for 35 people\nMove of the old data", "Their own spreadsheets"),
    "Framework contract": Lines(
        "Service desk, 3 years\nOn-site hours\nTraining",
        "Nordic Office\nStadsteknik",
        "https://tenders.malmo-stad.example/2026-114",
    ),
    "Two-year licence": Lines("Licence for 120 people"),
}
PINNED = ("Website relaunch", "CRM roll-out", "Framework contract")  # deals with an entry that stands first


def participants_of(
    deals: Iterable[Deal], stages: Mapping[int, int], colleagues: Mapping[int, Contact], ids: Iterator[int]
) -> list[Participant]:
    """Who has a part in the open deals that have come far: the contact decides, a colleague has another role.

    `stages` are the places of the stages by id, `colleagues` the other contact of a company by the company's id.
    """
    found = []
    for number, deal in enumerate(deals):
        if deal.status is not DealStatus.OPEN or stages.get(deal.stage_id or 0, 0) < 2 or deal.contact_id is None:
            continue
        found.append(Participant(id=next(ids), deal_id=deal.id, contact_id=deal.contact_id, role=Role.DECISION_MAKER))
        colleague = colleagues.get(deal.company_id or 0)
        if colleague is not None:
            role = _ROLES[number % len(_ROLES)]
            found.append(Participant(id=next(ids), deal_id=deal.id, contact_id=colleague.id, role=role))
    return found

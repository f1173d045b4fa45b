"""Exchange rates that the team has agreed on: the value of one unit of a currency in the workspace's."""

from collections.abc import Mapping
from decimal import Decimal

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.money import check_currency, check_rate, rate_text
from leaddesk.services import team_settings
from leaddesk.storage.workspace import Workspace

SETTING = "rates"


def read_rates(workspace: Workspace) -> dict[str, Decimal]:
    """The rates by currency; what another program wrote and is none is left out."""
    known: dict[str, Decimal] = {}
    for currency, text in _texts(workspace).items():
        try:
            known[check_currency(currency)] = check_rate(text)
        except Invalid:
            continue
    known.pop(workspace.currency, None)
    return known


def set_rates(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Set rates as typed, `{"USD": "0.92"}`, as one operation; an empty text removes one.

    The others stay as they are. Raises Invalid for what is no currency or no rate; then nothing was changed.
    """
    from leaddesk.domain.operations import Operation
    from leaddesk.storage.unit_of_work import UnitOfWork

    typed = {check_currency(currency): text.strip() for currency, text in texts.items()}
    if workspace.currency in typed:
        raise Invalid(f"{workspace.currency} is the currency of this database", todo="set the rates of others in it")
    fresh = {currency: rate_text(check_rate(text)) for currency, text in typed.items() if text}
    with UnitOfWork(workspace, Operation.SETTING, title=f"rate of {' and '.join(sorted(typed))}") as work:
        kept = {currency: text for currency, text in _texts(workspace).items() if currency not in typed}
        team_settings.write(workspace, SETTING, dict(sorted((kept | fresh).items())))
    return work.changes


def listing(workspace: Workspace) -> dict[str, str]:
    """The rates as texts by currency; empty for a currency in which there are deals, and that has none yet."""
    from leaddesk.storage.queries import deals

    with workspace.database.snapshot():
        known = {currency: rate_text(rate) for currency, rate in read_rates(workspace).items()}
        used = dict.fromkeys(deals.currencies(workspace.database), "")
    used.pop(workspace.currency, None)
    return dict(sorted((used | known).items()))


def _texts(workspace: Workspace) -> dict[str, str]:
    found = team_settings.read(workspace, SETTING, {})
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

"""The command report: figures over many deals."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo

from leaddesk.cli.output import Form, answer, table
from leaddesk.cli.session import open_database
from leaddesk.domain.board import Month
from leaddesk.domain.errors import Invalid
from leaddesk.domain.forecast import EARLIER
from leaddesk.domain.money import Money, Rates, rate_text, totals_in
from leaddesk.services import forecast, pipelines, reports
from leaddesk.services.rates import read_rates
from leaddesk.services.workspace import Workspace


def report(arguments: Namespace) -> int:
    """Sums are in the database's currency where there is a rate; those in others stand apart."""
    if arguments.filter and arguments.report != "forecast":
        raise Invalid("this report counts all deals", "", "leave --filter out")
    with open_database(arguments, reading=True) as workspace:
        named = arguments.pipeline
        one = pipelines.pipeline_called(workspace, named).id if named is not None else None
        sums = _Sums(workspace)
        if arguments.report == "forecast":
            form, lines = _forecast(workspace, arguments.filter, one, sums)
        else:
            form, lines = _pipeline(workspace, one, sums)
        form = {"currency": workspace.currency, **form, **({"rates": sums.used} if sums.used else {})}
        answer(arguments, form, (*lines, *sums.foot()))
    return 0


class _Sums:
    """Turns sums into forms, and remembers at which rates it did."""

    def __init__(self, workspace: Workspace) -> None:
        self._currency = workspace.currency
        self._rates: Rates = read_rates(workspace)
        self.used: dict[str, str] = {}

    def form(self, **sums: Sequence[Money]) -> Form:
        """Each sum in the database's currency; those that cannot be converted in a list, where there are any."""
        form: Form = {}
        others: dict[str, Form] = {}
        for name, amounts in sums.items():
            form[name] = Money(0, self._currency)
            codes = {money.currency for money in amounts if money.minor and money.currency in self._rates}
            self.used |= {code: rate_text(self._rates[code]) for code in sorted(codes)}
            for amount in totals_in(amounts, self._rates, self._currency):
                if amount.currency == self._currency:
                    form[name] = amount
                else:
                    others.setdefault(amount.currency, {})[name] = amount
        return form | ({"other_currencies": list(others.values())} if others else {})

    def foot(self) -> Iterator[str]:
        """What a person must know of the sums."""
        if self.used:
            rates = ", ".join(f"1 {code} = {rate} {self._currency}" for code, rate in sorted(self.used.items()))
            yield from ("", f"Converted at {rates}.")


def _pipeline(workspace: Workspace, pipeline_id: int | None, sums: _Sums) -> tuple[Form, Iterable[str]]:
    """Open deals by stage, and all that were won and lost."""
    found = reports.pipeline_report(workspace, pipeline_id)
    several = len({of.pipeline for of in found.stages}) > 1
    stages: list[Form] = [
        {
            **({"pipeline": of.pipeline} if several else {}),
            "stage": of.stage,
            "count": of.count,
            **sums.form(value=of.value, weighted=of.weighted),
        }
        for of in found.stages
    ]
    closed: dict[str, Form] = {
        name: {"count": of.count, **sums.form(value=of.value)}
        for name, of in (("won", found.won), ("lost", found.lost))
    }
    names = ("pipeline", "stage") if several else ("stage",)
    shown = (*stages, *({"stage": name.capitalize(), **form} for name, form in closed.items()))
    return {"stages": stages, **closed}, _lines(shown, (*names, "count", "value", "weighted"), workspace.zone)


def _forecast(workspace: Workspace, condition: str, pipeline_id: int | None, sums: _Sums) -> tuple[Form, Iterable[str]]:
    """Open deals by the month in which they are expected to close, and what was won in it."""
    months: list[Form] = [
        {
            "month": _name(month),
            "count": found.count,
            **sums.form(value=found.value, weighted=found.weighted, won=found.won),
        }
        for month, found in forecast.report(workspace, condition, pipeline_id).items()
    ]
    return {"months": months}, _lines(months, ("month", "count", "value", "weighted", "won"), workspace.zone)


def _name(month: Month) -> str:
    if month.first is not None:
        return f"{month.first:%Y-%m}"
    return "earlier" if month == EARLIER else "no date"


def _lines(forms: Iterable[Form], columns: Sequence[str], zone: tzinfo) -> Iterator[str]:
    """A line for each, and below it one for each currency that stands apart."""
    blank = dict.fromkeys(columns)
    rows: list[Form] = []
    for form in forms:
        rows.append({**blank, **form})
        rows += [{**blank, **other} for other in form.get("other_currencies", ())]
    yield from table(rows, columns, zone)


COMMANDS: dict[str, Callable[[Namespace], int]] = {"report": report}

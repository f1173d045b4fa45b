"""What the list of deals says: its heads, its cells, its groups, and what is typed into it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from leaddesk.domain.errors import Invalid
from leaddesk.domain.followup_phrases import parse_when
from leaddesk.domain.money import weighted
from leaddesk.domain.records import DealStatus, Temperature
from leaddesk.domain.summaries import Card, DealGroup
from leaddesk.domain.views import ListColumn
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.models.card_words import idle_days, money_words, step_text, sum_text, tag_names
from leaddesk.gui.texts import (
    day_text,
    full_day_text,
    money_text,
    month_text,
    status_text,
    temperature_text,
    tr,
)
from leaddesk.services.fields import parse_money

Names = Mapping[int, str]  # of the stages, by id

NUMBERS = frozenset({ListColumn.VALUE, ListColumn.WEIGHTED, ListColumn.PROBABILITY, ListColumn.IDLE})
EDITED = frozenset(
    {
        *(ListColumn.TITLE, ListColumn.STAGE, ListColumn.VALUE, ListColumn.PROBABILITY, ListColumn.EXPECTED_CLOSE),
        *(ListColumn.TEMPERATURE, ListColumn.OWNER, ListColumn.SOURCE),
    }
)


def column_title(column: ListColumn) -> str:
    return {
        ListColumn.TITLE: tr("Deal"),
        ListColumn.COMPANY: tr("Company"),
        ListColumn.CONTACT: tr("Contact"),
        ListColumn.STAGE: tr("Stage"),
        ListColumn.VALUE: tr("Value"),
        ListColumn.WEIGHTED: tr("Weighted"),
        ListColumn.PROBABILITY: tr("Probability"),
        ListColumn.EXPECTED_CLOSE: tr("Expected close"),
        ListColumn.NEXT_STEP: tr("Next step"),
        ListColumn.IDLE: tr("Idle days"),
        ListColumn.TEMPERATURE: tr("Temperature"),
        ListColumn.OWNER: tr("Owner"),
        ListColumn.TAGS: tr("Tags"),
        ListColumn.SOURCE: tr("Source"),
        ListColumn.CREATED: tr("Created"),
        ListColumn.STATUS: tr("Status"),
    }[column]


def grouping_title(column: ListColumn) -> str:
    """What a grouping is called: that by the expected close is by month."""
    return tr("Expected month") if column is ListColumn.EXPECTED_CLOSE else column_title(column)


def cell_text(card: Card, column: ListColumn, stages: Names, now: datetime) -> str:
    """What stands in a cell; empty for nothing."""
    return _CELLS[column](card, stages, now)


def cell_words(card: Card, column: ListColumn, stages: Names, now: datetime) -> str:
    """A cell as it is read out: 'Value, 48,000 euro'."""
    text = cell_text(card, column, stages, now)
    if column is ListColumn.VALUE and card.value is not None:
        text = money_words(card.value, card.currency)
    elif column is ListColumn.WEIGHTED and card.value is not None:
        text = money_words(weighted(card.value, card.probability), card.currency)
    return tr("{column}, {text}").format(column=column_title(column), text=text or tr("empty"))


def edit_text(card: Card, column: ListColumn, stages: Names, now: datetime) -> str:
    """What a person finds in the cell to change it: what they would type; of a choice its key."""
    if column is ListColumn.EXPECTED_CLOSE:
        return full_day_text(card.expected_close) if card.expected_close else ""
    if column is ListColumn.STAGE:
        return str(card.stage_id or "")
    if column is ListColumn.TEMPERATURE:
        return card.temperature.value if card.temperature_by_hand else ""
    if column is ListColumn.OWNER:
        return card.owner
    return cell_text(card, column, stages, now)


def typed_text(text: str, column: ListColumn, currency: str, stages: Names, now: datetime) -> str:
    """How a cell shows what was typed until it is saved; what is not understood stands as it was typed."""
    if not text:
        return ""
    if column is ListColumn.VALUE:
        try:
            return money_text(*parse_money(text, currency))
        except Invalid:
            return text
    if column is ListColumn.EXPECTED_CLOSE:
        when = parse_when(text, now, now.tzinfo) if now.tzinfo else None
        return day_text(when.day, now.date()) if when else text
    if column is ListColumn.PROBABILITY:
        return tr("{percent}%").format(percent=text.removesuffix("%").strip())
    if column is ListColumn.TEMPERATURE:
        return temperature_text(Temperature(text))
    if column is ListColumn.STAGE:
        return stages.get(int(text), text)
    return text


def group_title(group: DealGroup, column: ListColumn) -> str:
    """'Demo', 'December 2026', 'Hot'; what has no value is called so."""
    if not group.key:
        return {
            ListColumn.OWNER: tr("Nobody"),
            ListColumn.EXPECTED_CLOSE: tr("No expected close"),
            ListColumn.COMPANY: tr("No company"),
        }.get(column, tr("None"))
    if column is ListColumn.EXPECTED_CLOSE:
        return month_text(date.fromisoformat(f"{group.name}-01"))
    if column is ListColumn.TEMPERATURE:
        return temperature_text(Temperature(group.name))
    if column is ListColumn.STATUS:
        return status_text(DealStatus(group.name))
    return group.name


def group_figures(group: DealGroup, rates: RateBook) -> str:
    """'5 deals · €141,500 · €63,675 weighted'."""
    parts = [tr("%n deal(s)", len(group.ids))]
    if group.value:
        parts.append(sum_text(group.value, rates))
        parts.append(tr("{sum} weighted").format(sum=sum_text(group.weighted, rates)))
    return " · ".join(parts)


def _money(card: Card, *_: object) -> str:
    return "" if card.value is None else money_text(card.value, card.currency)


def _weighted(card: Card, *_: object) -> str:
    return "" if card.value is None else money_text(weighted(card.value, card.probability), card.currency)


def _step(card: Card, _: Names, now: datetime) -> str:
    words = step_text(card, now)[0]
    if card.next_step is None:
        return words if card.status is DealStatus.OPEN else ""
    return f"{words} · {card.next_step.subject}"


def _idle(card: Card, _: Names, now: datetime) -> str:
    days = idle_days(card, now)
    return "" if days is None else tr("{days} d").format(days=days)


def _close(card: Card, _: Names, now: datetime) -> str:
    return day_text(card.expected_close, now.date()) if card.expected_close else ""


_CELLS: Mapping[ListColumn, Callable[[Card, Names, datetime], str]] = {
    ListColumn.TITLE: lambda card, *_: card.title,
    ListColumn.COMPANY: lambda card, *_: card.company,
    ListColumn.CONTACT: lambda card, *_: card.contact,
    ListColumn.STAGE: lambda card, stages, _: stages.get(card.stage_id or 0, ""),
    ListColumn.VALUE: _money,
    ListColumn.WEIGHTED: _weighted,
    ListColumn.PROBABILITY: lambda card, *_: tr("{percent}%").format(percent=card.probability),
    ListColumn.EXPECTED_CLOSE: _close,
    ListColumn.NEXT_STEP: _step,
    ListColumn.IDLE: _idle,
    ListColumn.TEMPERATURE: lambda card, *_: temperature_text(card.temperature),
    ListColumn.OWNER: lambda card, *_: card.owner,
    ListColumn.TAGS: lambda card, *_: tag_names(card),
    ListColumn.SOURCE: lambda card, *_: card.source,
    ListColumn.CREATED: lambda card, _, now: day_text(card.created_at.astimezone(now.tzinfo).date(), now.date()),
    ListColumn.STATUS: lambda card, *_: status_text(card.status),
}

"""What is said of a deal and of sums of money: on cards, to screen readers, in tooltips and heads."""

import html
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from leaddesk.domain import rotting
from leaddesk.domain.money import Money, exponent, rate_text, totals, totals_in
from leaddesk.domain.next_step import NextStepState, state
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import CardPart
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.texts import due_text, money_text, number_text, short_due_text, temperature_text, tr

_ABOUT = "≈"


def sum_text(amounts: Sequence[Money], rates: RateBook, say: Callable[[int, str], str] = money_text) -> str:
    """'€1,200', '≈€1,476' where other currencies were converted, '€1,200 + $300' where there is no rate."""
    sums = totals_in(amounts, rates.rates, rates.base)
    about = _ABOUT if _converted(amounts, rates) else ""
    return about + " + ".join(say(money.minor, money.currency) for money in sums) or say(0, rates.base)


def sum_parts(amounts: Sequence[Money], rates: RateBook) -> str:
    """What a converted sum is made of, '€1,200 + $300, 1 USD = 0.92 EUR'; empty for one that is not."""
    converted = _converted(amounts, rates)
    if not converted:
        return ""
    parts = " + ".join(money_text(money.minor, money.currency) for money in totals(amounts))
    rate = tr("1 {currency} = {rate} {base}")
    used = [rate.format(currency=code, rate=rate_text(rates.rates[code]), base=rates.base) for code in converted]
    return ", ".join((parts, *used))


def spoken(figures: str) -> str:
    """The same figures for somebody who listens."""
    return figures.replace(_ABOUT, tr("about") + " ")


def _converted(amounts: Sequence[Money], rates: RateBook) -> list[str]:
    """The currencies of these that are converted."""
    return sorted({money.currency for money in amounts if money.currency in rates.rates and money.minor})


class ChipState(StrEnum):
    """How a deal stands, as its chip shows it: the next step's four states, and idle for too long."""

    NONE = "none"
    PLANNED = "planned"
    TODAY = "today"
    OVERDUE = "overdue"
    IDLE = "idle"


class CardChip(NamedTuple):
    """The chip of a card; `short` is for where the words have no room."""

    words: str
    short: str
    state: ChipState


def card_chip(card: Card, now: datetime, shown: Collection[CardPart]) -> CardChip | None:
    """The next step, or how long the deal is idle where that is more urgent; None if neither is wanted."""
    step_state = _step_state(card, now)
    idle = idle_too_long(card, now) if CardPart.IDLE in shown else None
    if idle is not None and (step_state is NextStepState.NONE or CardPart.STEP not in shown):
        return CardChip(tr("Idle {days} d").format(days=idle), tr("{days} d").format(days=idle), ChipState.IDLE)
    if CardPart.STEP not in shown:
        return None
    step = card.next_step
    due = (step.due_on, step.due_at) if step else (None, None)
    return CardChip(due_text(*due, now)[0], short_due_text(*due, now), ChipState(step_state))


def idle_days(card: Card, now: datetime) -> int | None:
    """The days for which nothing happened, where they are counted (see rotting)."""
    return rotting.idle_days(card.status, card.last_active, _step_state(card, now), now, now.tzinfo or UTC)


def idle_too_long(card: Card, now: datetime) -> int | None:
    """The days for which nothing happened, where they are more than the deal's stage allows."""
    days = idle_days(card, now)
    return days if rotting.is_rotting(days, card.idle_limit) else None


def card_words(card: Card, now: datetime) -> str:
    """A card as it is read out: 'Warehouse pilot, Lindqvist AB, Eva Lind, 48,000 euro, today 11:00, hot, owner …'."""
    words = [card.title, card.company, card.contact]
    if card.value is not None:
        words.append(money_words(card.value, card.currency))
    step = step_text(card, now)[0]
    words += [step[:1].lower() + step[1:], _idle_words(card, now), temperature_text(card.temperature).lower()]
    if card.owner:
        words.append(tr("owner {name}").format(name=card.owner))
    if card.tags:
        words.append(tr("tags: {names}").format(names=tag_names(card)))
    return ", ".join(word for word in words if word)


def card_tooltip(card: Card, now: datetime) -> str:
    """Everything on the card in full, as rich text with what people wrote made harmless."""
    step = step_text(card, now)[0]
    idle = _idle_words(card, now)
    lines = [
        card.title,
        company_and_contact(card),
        "" if card.value is None else money_text(card.value, card.currency),
        f"{card.next_step.subject}: {step}" if card.next_step else step,
        idle[:1].upper() + idle[1:],
        " · ".join(word for word in (temperature_text(card.temperature), card.owner) if word),
        tag_names(card),
    ]
    return "<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>"


def company_and_contact(card: Card) -> str:
    return " · ".join(word for word in (card.company, card.contact) if word)


def tag_names(card: Card) -> str:
    return ", ".join(tag.name for tag in card.tags)


def step_text(card: Card, now: datetime) -> tuple[str, NextStepState]:
    """The next step in a chip's words and how it stands: 'Today 11:00', 'No next step'."""
    step = card.next_step
    return due_text(step.due_on, step.due_at, now) if step else due_text(None, None, now)


def _step_state(card: Card, now: datetime) -> NextStepState:
    step = card.next_step
    return state(step.due_on, step.due_at, now, now.tzinfo or UTC) if step else NextStepState.NONE


def _idle_words(card: Card, now: datetime) -> str:
    days = idle_too_long(card, now)
    return "" if days is None else tr("idle for %n day(s)", days)


def money_words(minor: int, currency: str) -> str:
    """An amount as it is read out: '48,000 euro'."""
    names = {"EUR": tr("euro"), "USD": tr("dollar"), "GBP": tr("pound"), "JPY": tr("yen")}
    if currency not in names:
        return money_text(minor, currency)
    whole, rest = divmod(abs(minor), 10 ** exponent(currency))
    if rest:
        return money_text(minor, currency)
    return f"{number_text(whole if minor >= 0 else -whole)} {names[currency]}"

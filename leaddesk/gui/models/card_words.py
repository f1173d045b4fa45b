"""What is said of a deal and of sums of money: for screen readers, tooltips and the heads of columns."""

import html
from collections.abc import Callable, Sequence
from datetime import datetime

from leaddesk.domain.money import Money, exponent
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import Temperature
from leaddesk.domain.summaries import Card
from leaddesk.gui.texts import due_text, money_text, number_text, tr


def sum_text(amounts: Sequence[Money], currency: str, say: Callable[[int, str], str] = money_text) -> str:
    """'€1,200 + $300'; nothing is '€0' in that currency."""
    return " + ".join(say(money.minor, money.currency) for money in amounts) or say(0, currency)


def card_words(card: Card, now: datetime) -> str:
    """A card as it is read out: 'Warehouse pilot, Lindqvist AB, Eva Lind, 48,000 euro, today 11:00, hot, owner …'."""
    words = [card.title, card.company, card.contact]
    if card.value is not None:
        words.append(_money_words(card.value, card.currency))
    step = step_text(card, now)[0]
    words += [step[:1].lower() + step[1:], _temperature_word(card.temperature).lower()]
    if card.owner:
        words.append(tr("owner {name}").format(name=card.owner))
    return ", ".join(word for word in words if word)


def card_tooltip(card: Card, now: datetime) -> str:
    """Everything on the card in full, as rich text with what people wrote made harmless."""
    step = step_text(card, now)[0]
    lines = [card.title, company_and_contact(card), "", ""]
    lines[2] = f"{card.next_step.subject}: {step}" if card.next_step else step
    lines[3] = " · ".join(word for word in (_temperature_word(card.temperature), card.owner) if word)
    return "<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>"


def company_and_contact(card: Card) -> str:
    return " · ".join(word for word in (card.company, card.contact) if word)


def step_text(card: Card, now: datetime) -> tuple[str, NextStepState]:
    """The next step in a chip's words and how it stands: 'Today 11:00', 'No next step'."""
    step = card.next_step
    return due_text(step.due_on, step.due_at, now) if step else due_text(None, None, now)


def _temperature_word(temperature: Temperature) -> str:
    return {Temperature.HOT: tr("Hot"), Temperature.WARM: tr("Warm"), Temperature.COLD: tr("Cold")}[temperature]


def _money_words(minor: int, currency: str) -> str:
    names = {"EUR": tr("euro"), "USD": tr("dollar"), "GBP": tr("pound"), "JPY": tr("yen")}
    if currency not in names:
        return money_text(minor, currency)
    whole, rest = divmod(abs(minor), 10 ** exponent(currency))
    if rest:
        return money_text(minor, currency)
    return f"{number_text(whole if minor >= 0 else -whole)} {names[currency]}"

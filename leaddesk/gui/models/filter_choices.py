"""What the chips of a filter offer for each field."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from leaddesk.domain.filter_tree import Between, Field, Special, Test
from leaddesk.domain.people import fold
from leaddesk.domain.records import User
from leaddesk.domain.views import FilterChoices
from leaddesk.gui.models.choices_model import Choice
from leaddesk.gui.models.filter_words import test_words

# What a chip can be made of, in the order of the menu.
FIELDS = (
    Field.OWNER,
    Field.TEMPERATURE,
    Field.CLOSES,
    Field.TAG,
    Field.SOURCE,
    Field.VALUE,
    Field.STAGE,
    Field.NEXT,
    Field.IDLE,
    Field.CREATED,
    Field.COMPANY,
    Field.CONTACT,
    Field.TEXT,
)
# Of these it must be looked up what there is.
READ: tuple[Field, ...] = (Field.OWNER, Field.TAG, Field.SOURCE, Field.STAGE)


def _span(term: str) -> Between:
    return Between(term, term)


def _over(days: int) -> Between:
    return Between(low=Decimal(days), strict=True)


_FIXED: dict[Field, tuple[Test, ...]] = {
    Field.TEMPERATURE: ("hot", "warm", "cold"),
    Field.CLOSES: (
        Special.OVERDUE,
        *map(_span, ("this-week", "this-month", "next-month", "this-quarter", "30d")),
        Special.NONE,
    ),
    Field.CREATED: (*map(_span, ("today", "this-week", "this-month", "30d")), Between(low="90d", strict=True)),
    Field.IDLE: (_over(7), _over(14), _over(30), Special.NONE),
    Field.NEXT: ("overdue", "today", "planned", "none"),
    Field.VALUE: (Special.NONE,),
    Field.COMPANY: (Special.NONE,),
    Field.CONTACT: (Special.NONE,),
    Field.STATUS: ("open", "won", "lost"),
}


def choices_of(field: Field, known: FilterChoices | None, currency: str, today: date) -> list[Choice]:
    """The choices of a field; of those that must be looked up only what is `known`."""
    tests: Sequence[Test] = _FIXED.get(field, ())
    if known is not None:
        if field is Field.OWNER:
            words = [Choice(test, test_words(field, test, currency, today)) for test in (Special.ME, Special.NONE)]
            return words + [_person(user) for user in known.owners]
        found: dict[Field, tuple[Test, ...]] = {
            Field.TAG: (*(tag.name for tag in known.tags), Special.NONE),
            Field.SOURCE: (*known.sources, Special.NONE),
            Field.STAGE: tuple(dict.fromkeys(stage.name for stage in known.stages)),
        }
        tests = found.get(field, tests)
    return [Choice(test, _label(field, test, currency, today)) for test in tests]


def _label(field: Field, test: Test, currency: str, today: date) -> str:
    """With a capital letter; a name is written as it is."""
    words = test_words(field, test, currency, today)
    return words if isinstance(test, str) else words[:1].upper() + words[1:]


def _person(user: User) -> Choice:
    return Choice(user.name, user.name, (user.initials, *fold(user.name).split()))

"""What a stage requires of the deals that come into it."""

from datetime import UTC, date, datetime

import pytest

from leaddesk.domain.errors import Invalid
from leaddesk.domain.records import Deal, Stage
from leaddesk.domain.stage_rules import REQUIRABLE, FieldsNeeded, Needy, lacking, read_required, required_fields

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def stage(required: str | None) -> Stage:
    return Stage(id=1, pipeline_id=1, name="Proposal", position=1.0, probability=65, required=required)


def deal(**fields: object) -> Deal:
    return Deal(**{"id": 1, "title": "Pilot", "created_at": NOW, "currency": "EUR"} | fields)  # type: ignore[arg-type]


def test_fields_are_kept_in_one_order_once_each() -> None:
    assert read_required("Next-Step, value,expected close, VALUE ,") == "value,expected_close,next_step"
    assert read_required(" , ") is None
    with pytest.raises(Invalid, match='"shoe_size" cannot be required'):
        read_required("value, shoe size")


def test_what_is_kept_is_read_again() -> None:
    assert required_fields(stage(read_required(", ".join(REQUIRABLE)))) == REQUIRABLE
    assert required_fields(stage(None)) == ()
    assert required_fields(stage("budget,value")) == ("value",)


def test_only_what_is_empty_lacks() -> None:
    rule = stage(",".join(REQUIRABLE))
    assert lacking(rule, deal(), has_step=False) == REQUIRABLE
    full = {"value": 0, "expected_close": date(2026, 12, 1), "company_id": 1, "contact_id": 1, "owner_id": 1}
    assert lacking(rule, deal(**full, source="Fair"), has_step=True) == ()
    assert lacking(rule, deal(**full, source=""), has_step=False) == ("source", "next_step")
    assert lacking(stage(None), deal(), has_step=False) == ()


def test_the_sentence_names_one_deal_and_counts_several() -> None:
    one, two = Needy(1, "Pilot", ("value",)), Needy(2, "Trial", ("value", "next_step"))
    assert FieldsNeeded(stage("value"), [one]).what == "“Pilot” needs value before Proposal"
    assert FieldsNeeded(stage("value"), [one, two]).what == "2 deals need value and next step before Proposal"

"""Records are frozen, have an id and a version, and are known by kind."""

import dataclasses
from datetime import UTC, datetime

import pytest

from leaddesk.domain.errors import Invalid, UserError
from leaddesk.domain.records import FIRST_STAGES, KINDS, RECORDS, Deal, DealStatus, FollowUp, Kind


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_record_with_id_and_version(kind: Kind) -> None:
    record = RECORDS[kind]
    assert KINDS[record] is kind
    names = [field.name for field in dataclasses.fields(record)]
    assert names[0] == "id"
    assert names[-1] == "version"
    assert next(field for field in dataclasses.fields(record) if field.name == "version").default == 1


def test_a_record_cannot_be_changed_by_accident() -> None:
    deal = Deal(id=1, title="Pilot", created_at=datetime(2026, 1, 1, tzinfo=UTC), currency="EUR")
    with pytest.raises(dataclasses.FrozenInstanceError):
        deal.title = "Other"  # type: ignore[misc]
    assert deal.status is DealStatus.OPEN


def test_a_follow_up_reminds_ten_minutes_before_unless_told_otherwise() -> None:
    assert FollowUp(id=1, subject="Call", created_at=datetime(2026, 1, 1, tzinfo=UTC)).remind_minutes == 10


def test_probabilities_rise_from_stage_to_stage() -> None:
    chances = [chance for _, chance, _ in FIRST_STAGES]
    assert chances == sorted(set(chances))


def test_a_users_error_says_what_was_kept_and_what_to_do() -> None:
    assert str(Invalid("that is no number", "the old one was kept", "write digits")) == (
        "that is no number; the old one was kept; write digits."
    )
    assert str(UserError("it failed")) == "it failed; nothing was changed."

"""The tables hold every record as it is, with columns in the order of its fields."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from leaddesk.domain.operations import Operation
from leaddesk.domain.records import (
    RECORDS,
    Activity,
    ActivityKind,
    Company,
    Contact,
    Deal,
    DealStatus,
    Direction,
    FollowUp,
    FollowUpKind,
    Kind,
    Lead,
    LeadStatus,
    Participant,
    Pipeline,
    Record,
    Role,
    SavedView,
    Setting,
    Stage,
    Tag,
    Tagging,
    Temperature,
    User,
)
from leaddesk.services.workspace import Workspace
from leaddesk.storage.engine import in_use_errors
from leaddesk.storage.queries import records
from leaddesk.storage.rows import columns, to_row
from leaddesk.storage.tables import TABLES
from leaddesk.storage.unit_of_work import UnitOfWork

AT = datetime(2026, 3, 29, 0, 59, 59, 999_000, tzinfo=UTC)

FULL: tuple[Record, ...] = (
    User(id=1, name="Zoë Öst", initials="ZÖ", colour="#7A5AD8", email="zoe@kestrel.example"),
    Company(
        id=2,
        name="Kestrel AG",
        created_at=AT,
        domain="kestrel.example",
        industry="Rail",
        employees=12,
        phone="+49 30 1",
        address="Weg 1\n10115 Berlin",
        country="DE",
        owner_id=1,
        external_source="hubspot",
        external_id="c-1",
        deleted_at=AT,
    ),
    Contact(
        id=3,
        name="Jonas Müller",
        created_at=AT,
        job_title="Buyer",
        email="j@kestrel.example",
        phone="1",
        address="a",
        company_id=2,
        owner_id=1,
        external_source="x",
        external_id="y",
        deleted_at=AT,
    ),
    Pipeline(id=4, name="Sales", position=0.5),
    Stage(
        id=5,
        pipeline_id=4,
        name="Demo",
        position=-1.25,
        probability=45,
        colour="#2F6FB5",
        idle_days=14,
        criteria="They have seen it work",
        required="value,expected_close",
    ),
    Lead(
        id=6,
        created_at=AT,
        status=LeadStatus.NURTURE,
        contact_id=3,
        company_id=2,
        source="fair",
        temperature=Temperature.HOT,
        owner_id=1,
        reason="r",
        external_source="x",
        external_id="z",
        deleted_at=AT,
    ),
    Deal(
        id=7,
        title="Pilot 🚃",
        created_at=AT,
        currency="EUR",
        stage_id=5,
        value=2**53,
        status=DealStatus.LOST,
        position=1e-7,
        probability=0,
        probability_by_hand=True,
        contact_id=3,
        company_id=2,
        owner_id=1,
        expected_close=date(2028, 2, 29),
        source="s",
        temperature=Temperature.COLD,
        reason="Price",
        reason_note="too dear",
        closed_at=AT,
        moved_at=AT,
        products="Scanner\nDock",
        competitors="Otto",
        files="/offers/pilot.pdf",
        external_source="x",
        external_id="d",
        deleted_at=AT,
    ),
    Activity(
        id=8,
        kind=ActivityKind.MEETING,
        at=AT,
        direction=Direction.IN,
        subject="s",
        body="b",
        duration_minutes=30,
        contact_id=3,
        company_id=2,
        deal_id=7,
        lead_id=6,
        user_id=1,
        pinned=True,
        deleted_at=AT,
    ),
    FollowUp(
        id=9,
        subject="Call",
        created_at=AT,
        kind=FollowUpKind.CALL,
        due_on=date(2026, 12, 31),
        remind_minutes=None,
        contact_id=3,
        company_id=2,
        deal_id=7,
        lead_id=6,
        owner_id=1,
        done_at=AT,
        deleted_at=AT,
    ),
    FollowUp(id=10, subject="Mail", created_at=AT, due_at=AT),
    Tag(id=11, name="vip", colour="#1F8A4C"),
    Tagging(id=12, tag_id=11, contact_id=3),
    Participant(id=14, deal_id=7, contact_id=3, role=Role.EVALUATOR),
    SavedView(id=15, name="Mine", position=2.0, owner_id=1, condition="owner:me", options='{"compact": true}'),
    Setting(id=13, name="history_days", value="366"),
)


@pytest.mark.parametrize("kind", Kind)
def test_columns_stand_in_the_order_of_the_records_fields(kind: Kind, workspace: Workspace) -> None:
    wanted = [field.name for field in fields(RECORDS[kind])]
    assert list(columns(kind)) == wanted
    in_file = [row[1] for row in workspace.database.sql(f'PRAGMA table_info("{kind}")')]
    assert [name for name in in_file if name != "folded"] == wanted
    in_model: Any = TABLES[kind]._meta
    assert [name for name in in_model.columns if name != "folded"] == wanted


def test_every_field_of_every_record_comes_back_as_it_was(workspace: Workspace, fresh: Any) -> None:
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert_all(FULL)
    again = fresh().database
    for record in FULL:
        assert records.by_ids(again, type(record), [record.id]) == [record]
    assert {type(record) for record in FULL} == set(RECORDS.values())


def test_empty_fields_come_back_empty(workspace: Workspace, fresh: Any) -> None:
    least = (
        Company(id=2, name="K", created_at=AT),
        Contact(id=3, name="J", created_at=AT),
        Lead(id=6, created_at=AT),
        Deal(id=7, title="P", created_at=AT, currency="JPY", status=DealStatus.WON),
        Activity(id=8, kind=ActivityKind.NOTE, at=AT),
    )
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert_all(least)
    for record in least:
        assert records.by_ids(fresh().database, type(record), [record.id]) == [record]


def test_times_and_days_are_plain_text_that_sorts(workspace: Workspace) -> None:
    deal = next(record for record in FULL if isinstance(record, Deal))
    row = dict(zip(columns(Kind.DEAL), to_row(deal, Kind.DEAL), strict=True))
    assert row["created_at"] == "2026-03-29T00:59:59.999Z"
    assert row["expected_close"] == "2028-02-29"
    assert row["status"] == "lost"
    assert row["probability_by_hand"] == 1


def test_the_database_itself_refuses_what_must_not_be(workspace: Workspace) -> None:
    wrong: tuple[Record, ...] = (
        Deal(id=7, title="P", created_at=AT, currency="EUR"),  # open and in no stage
        FollowUp(id=9, subject="S", created_at=AT),  # due never
        FollowUp(id=9, subject="S", created_at=AT, due_at=AT, due_on=date(2026, 1, 1)),  # due twice
        Contact(id=3, name="J", created_at=AT, company_id=99),  # with a company that is not there
    )
    for record in wrong:
        with pytest.raises(in_use_errors()), UnitOfWork(workspace, Operation.IMPORT) as work:
            work.insert(record)
    assert workspace.database.sql("SELECT count(*) FROM deal")[0][0] == 0


def test_a_source_names_each_record_once(workspace: Workspace) -> None:
    first = Company(id=2, name="K", created_at=AT, external_source="x", external_id="1")
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert_all([first, replace(first, id=3, external_source="y"), replace(first, id=4, external_id=None)])
    with pytest.raises(in_use_errors()), UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert(replace(first, id=5))

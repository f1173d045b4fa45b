"""The tables as peewee models; columns stand in the order of the domain records' fields.

`folded` is the searchable text, kept by the unit of work.
"""

from typing import Any

import peewee as pw

from leaddesk.domain.records import (
    ActivityKind,
    DealStatus,
    Direction,
    FollowUpKind,
    Kind,
    LeadStatus,
    Role,
    Temperature,
)
from leaddesk.storage.columns import DayField, FlagField, IdField, UtcField, WordField


def _reference(table: "type[Table]", *, null: bool = True) -> Any:
    foreign_key: Any = pw.ForeignKeyField  # its stubs tell null and not null apart only by literals
    return foreign_key(
        table,
        null=null,
        on_delete="RESTRICT",
        on_update="RESTRICT",
        backref="+",
        lazy_load=False,
        index=False,
    )


class Table(pw.Model):
    """A table without a database of its own: each query names the one it runs on."""

    class Meta:
        legacy_table_names = False
        strict_tables = True


class MetaTable(Table):
    """One row: what this file is."""

    id = pw.IntegerField(primary_key=True)
    schema_version = pw.IntegerField()
    commit_seq = pw.BigIntegerField()
    file_uuid = pw.TextField()
    generation = pw.TextField()
    created_at = UtcField()
    currency = pw.TextField()

    class Meta:
        table_name = "meta"


class UserTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    initials = pw.TextField()
    colour = pw.TextField()
    email = pw.TextField(null=True)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.USER.value


class CompanyTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    created_at = UtcField()
    domain = pw.TextField(null=True)
    industry = pw.TextField(null=True)
    employees = pw.IntegerField(null=True)
    phone = pw.TextField(null=True)
    address = pw.TextField(null=True)
    country = pw.TextField(null=True)
    owner = _reference(UserTable)
    external_source = pw.TextField(null=True)
    external_id = pw.TextField(null=True)
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()
    folded = pw.TextField(default="")

    class Meta:
        table_name = Kind.COMPANY.value


class ContactTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    created_at = UtcField()
    job_title = pw.TextField(null=True)
    email = pw.TextField(null=True)
    phone = pw.TextField(null=True)
    address = pw.TextField(null=True)
    company = _reference(CompanyTable)
    owner = _reference(UserTable)
    external_source = pw.TextField(null=True)
    external_id = pw.TextField(null=True)
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()
    folded = pw.TextField(default="")

    class Meta:
        table_name = Kind.CONTACT.value


class PipelineTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    position = pw.DoubleField()
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.PIPELINE.value


class StageTable(Table):
    id = IdField(primary_key=True)
    pipeline = _reference(PipelineTable, null=False)
    name = pw.TextField()
    position = pw.DoubleField()
    probability = pw.IntegerField()
    colour = pw.TextField(null=True)
    idle_days = pw.IntegerField(null=True)
    criteria = pw.TextField(null=True)
    required = pw.TextField(null=True)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.STAGE.value


class LeadTable(Table):
    id = IdField(primary_key=True)
    created_at = UtcField()
    status = WordField(LeadStatus)
    contact = _reference(ContactTable)
    company = _reference(CompanyTable)
    source = pw.TextField(null=True)
    temperature = WordField(Temperature, null=True)
    owner = _reference(UserTable)
    reason = pw.TextField(null=True)
    external_source = pw.TextField(null=True)
    external_id = pw.TextField(null=True)
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.LEAD.value


class DealTable(Table):
    id = IdField(primary_key=True)
    title = pw.TextField()
    created_at = UtcField()
    currency = pw.TextField()
    stage = _reference(StageTable)
    status = WordField(DealStatus)
    position = pw.DoubleField()
    value = pw.BigIntegerField(null=True)
    probability = pw.IntegerField()
    probability_by_hand = FlagField()
    contact = _reference(ContactTable)
    company = _reference(CompanyTable)
    owner = _reference(UserTable)
    expected_close = DayField(null=True)
    temperature = WordField(Temperature, null=True)
    source = pw.TextField(null=True)
    reason = pw.TextField(null=True)
    reason_note = pw.TextField(null=True)
    closed_at = UtcField(null=True)
    moved_at = UtcField(null=True)
    products = pw.TextField(null=True)
    competitors = pw.TextField(null=True)
    files = pw.TextField(null=True)
    external_source = pw.TextField(null=True)
    external_id = pw.TextField(null=True)
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()
    folded = pw.TextField(default="")

    class Meta:
        table_name = Kind.DEAL.value
        constraints = (pw.Check("status <> 'open' OR stage_id IS NOT NULL"),)


class ActivityTable(Table):
    id = IdField(primary_key=True)
    kind = WordField(ActivityKind)
    at = UtcField()
    direction = WordField(Direction, null=True)
    subject = pw.TextField()
    body = pw.TextField()
    duration_minutes = pw.IntegerField(null=True)
    contact = _reference(ContactTable)
    company = _reference(CompanyTable)
    deal = _reference(DealTable)
    lead = _reference(LeadTable)
    user = _reference(UserTable)
    pinned = FlagField(constraints=[pw.SQL("DEFAULT 0")])
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()
    folded = pw.TextField(default="")

    class Meta:
        table_name = Kind.ACTIVITY.value


class FollowUpTable(Table):
    id = IdField(primary_key=True)
    subject = pw.TextField()
    created_at = UtcField()
    kind = WordField(FollowUpKind)
    due_on = DayField(null=True)
    due_at = UtcField(null=True)
    remind_minutes = pw.IntegerField(null=True)
    contact = _reference(ContactTable)
    company = _reference(CompanyTable)
    deal = _reference(DealTable)
    lead = _reference(LeadTable)
    owner = _reference(UserTable)
    done_at = UtcField(null=True)
    deleted_at = UtcField(null=True)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.FOLLOWUP.value
        constraints = (pw.Check("(due_on IS NULL) <> (due_at IS NULL)"),)


class TagTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    colour = pw.TextField()
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.TAG.value


class TaggingTable(Table):
    id = IdField(primary_key=True)
    tag = _reference(TagTable, null=False)
    contact = _reference(ContactTable)
    company = _reference(CompanyTable)
    lead = _reference(LeadTable)
    deal = _reference(DealTable)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.TAGGING.value


class ParticipantTable(Table):
    id = IdField(primary_key=True)
    deal = _reference(DealTable, null=False)
    contact = _reference(ContactTable, null=False)
    role = WordField(Role, null=True)
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.PARTICIPANT.value


class SavedViewTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField()
    position = pw.DoubleField()
    owner = _reference(UserTable)
    condition = pw.TextField()
    options = pw.TextField()
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.SAVED_VIEW.value


class SettingTable(Table):
    id = IdField(primary_key=True)
    name = pw.TextField(unique=True)
    value = pw.TextField()
    version = pw.IntegerField()

    class Meta:
        table_name = Kind.SETTING.value


class OperationTable(Table):
    """The journal: one row for each thing that somebody did. `undoes` names the operation taken back."""

    id = IdField(primary_key=True)
    seq = pw.BigIntegerField()  # never twice: it is the commit's
    kind = pw.TextField()
    params = pw.TextField()
    user = _reference(UserTable)
    user_name = pw.TextField()
    host = pw.TextField()
    at = UtcField()
    undoes = pw.BigIntegerField(null=True)
    changes = pw.IntegerField()
    pruned = FlagField(constraints=[pw.SQL("DEFAULT 0")])

    class Meta:
        table_name = "operation"


class RowChangeTable(Table):
    """Before and after images of the rows that an operation wrote (form: see journal.py)."""

    operation = _reference(OperationTable, null=False)
    n = pw.IntegerField()
    table_name = pw.TextField()
    action = pw.TextField()
    first_id = pw.BigIntegerField()
    last_id = pw.BigIntegerField()
    images = pw.BlobField()

    class Meta:
        table_name = "row_change"
        primary_key = pw.CompositeKey("operation", "n")


TABLES: dict[Kind, type[Table]] = {
    Kind.USER: UserTable,
    Kind.COMPANY: CompanyTable,
    Kind.CONTACT: ContactTable,
    Kind.PIPELINE: PipelineTable,
    Kind.STAGE: StageTable,
    Kind.LEAD: LeadTable,
    Kind.DEAL: DealTable,
    Kind.ACTIVITY: ActivityTable,
    Kind.FOLLOWUP: FollowUpTable,
    Kind.TAG: TagTable,
    Kind.TAGGING: TaggingTable,
    Kind.PARTICIPANT: ParticipantTable,
    Kind.SAVED_VIEW: SavedViewTable,
    Kind.SETTING: SettingTable,
}
ALL_TABLES: tuple[type[Table], ...] = (MetaTable, *TABLES.values(), OperationTable, RowChangeTable)

"""Tags on contacts, companies, leads and deals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import colour_for, fold
from leaddesk.domain.records import RECORDS, Kind, Tag, Tagging
from leaddesk.services.editing import title_of
from leaddesk.storage.queries import contacts, records
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.rows import field_of
from leaddesk.storage.tables import TaggingTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

TAGGED = (Kind.CONTACT, Kind.COMPANY, Kind.LEAD, Kind.DEAL)


def list_tags(workspace: Workspace) -> list[Tag]:
    """All tags, by name."""
    return sorted(records.select(workspace.database, Tag), key=lambda tag: fold(tag.name))


def tags_among(workspace: Workspace, deal_ids: Sequence[int]) -> list[tuple[Tag, int]]:
    """All tags, by name, with how many of these deals have them."""
    known = list_tags(workspace)
    counts = Counter(tagging.tag_id for tagging in taggings_on(workspace, deal_ids, known))
    return [(tag, counts[tag.id]) for tag in known]


def set_tags(workspace: Workspace, kind: Kind, record_id: int, names: Iterable[str]) -> Changes:
    """Give a record exactly these tags; new names make new tags."""
    if kind not in TAGGED:
        raise Invalid(f"a {kind} has no tags")
    wanted = {fold(name.strip()): name.strip() for name in names if name.strip()}
    on_record = field_of(kind=Kind.TAGGING, column=f"{kind.value}_id") == record_id
    with UnitOfWork(workspace, Operation.TAG) as work:
        record = work.live(RECORDS[kind], record_id)
        work.params = {"title": title_of(workspace, record), "tags": ", ".join(wanted.values())}
        present = {fold(tag.name): tag for tag in contacts.tags_on(workspace.database, on_record)}
        gone = [tag.id for key, tag in present.items() if key not in wanted]
        if gone:
            taggings = records.select(workspace.database, Tagging, on_record & TaggingTable.tag.in_(gone))
            work.delete_rows(Kind.TAGGING, [tagging.id for tagging in taggings])
        missing = {key: name for key, name in wanted.items() if key not in present}
        for tag in tags_called(work, missing):
            work.insert(Tagging(id=workspace.ids.new(), tag_id=tag.id, **{f"{kind.value}_id": record_id}))
        work.subject = record_id
    return work.changes


def tags_called(work: UnitOfWork, names: Mapping[str, str], *, new: bool = True) -> list[Tag]:
    """The tags of these names, each under its folded form; those that are missing are made, or else left out."""
    workspace = work.workspace
    known = {fold(tag.name): tag for tag in list_tags(workspace)} if names else {}
    for key, name in names.items() if new else ():
        if key not in known:
            known[key] = work.insert(Tag(id=workspace.ids.new(), name=name, colour=colour_for(len(known))))
    return [known[key] for key in names if key in known]


def taggings_on(workspace: Workspace, deal_ids: Sequence[int], tags: Sequence[Tag]) -> list[Tagging]:
    """Where these deals have one of these tags."""
    of_tags = TaggingTable.tag.in_([tag.id for tag in tags])
    found: list[Tagging] = []
    for part in in_chunks(deal_ids) if tags else ():
        found += records.select(workspace.database, Tagging, of_tags & TaggingTable.deal.in_(part))
    return found

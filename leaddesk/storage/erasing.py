"""Taking a person out of the journal: the one exception to the rule that nothing in it ever changes.

Rows that are about the person alone lose their images, so what was done to them cannot be undone any more. In what
stays, such as the person's deals, every text that names the person is redacted.
"""

import json
import zlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from leaddesk.domain.light import dataclass, field
from leaddesk.domain.records import Kind
from leaddesk.domain.redaction import Redaction
from leaddesk.storage import journal
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries.records import current_rows
from leaddesk.storage.rows import columns, field_of
from leaddesk.storage.tables import TABLES
from leaddesk.storage.tables import OperationTable as O
from leaddesk.storage.tables import RowChangeTable as R

_TOGETHER = 500  # rows of the journal in memory at a time
_LINKED = (Kind.CONTACT, Kind.LEAD, Kind.DEAL, Kind.ACTIVITY, Kind.FOLLOWUP, Kind.TAGGING, Kind.PARTICIPANT)

_SUBJECTS = {"title", "reason", "note"}  # parameters of an operation that hold what people wrote

Key = tuple[Kind, int]
Image = dict[str, Any]  # database values by column


@dataclass(slots=True)
class Traces:
    """Every image in the journal of the person and of rows that ever stood with them. `seq`: how far it was read."""

    contact_id: int
    seq: int = 0
    images: dict[Key, list[Image]] = field(default_factory=dict)


def follow(database: Database, traces: Traces) -> None:
    """Read on in the journal from where the traces end; of a long one that takes seconds, and nobody has to wait."""
    newest = database.row(O.select(O.seq).order_by(O.seq.desc()))
    sought = str(traces.contact_id).encode()
    for table, action, images in _entries(database, traces.seq):
        raw = bytes(images)
        if sought not in (raw if raw.startswith(b"{") else zlib.decompress(raw)):
            continue
        change = journal.decode(table, action, raw)
        for number, image in _images(change):
            is_person = change.kind is Kind.CONTACT and number == traces.contact_id
            if is_person or image.get("contact_id") == traces.contact_id:
                traces.images.setdefault((change.kind, number), []).append(image)
    traces.seq = newest[0] if newest else 0


def _entries(database: Database, after: int) -> Iterator[tuple[str, str, bytes]]:
    query = R.select(O.seq, R.n, R.table_name, R.action, R.images).join(O, on=(R.operation == O.id))
    query = query.where(R.table_name.in_([kind.value for kind in _LINKED])).order_by(O.seq, R.n).limit(_TOGETHER)
    beyond: Any = O.seq > after
    while rows := database.rows(query.where(beyond)):
        seq, n = rows[-1][:2]
        beyond = (O.seq >= seq) & ((O.seq > seq) | (R.n > n))
        yield from (row[2:] for row in rows)


def _images(change: RowChange) -> Iterator[tuple[int, Image]]:
    for row in change.rows:
        for values in row[1:] if change.action is Action.UPDATE else [row]:
            yield row[0], dict(zip(change.columns, values, strict=True))


def rows_of(database: Database, traces: Traces) -> dict[Key, Image]:
    """The person's row and all that stand or ever stood with it, as they are now.

    Of one that was removed for good the last that is known, without a version.
    """
    wanted: dict[Kind, set[int]] = {Kind.CONTACT: {traces.contact_id}}
    for kind, number in traces.images:
        wanted.setdefault(kind, set()).add(number)
    for kind in _LINKED[1:]:
        linked = field_of(kind, "contact_id") == traces.contact_id
        found = database.rows(TABLES[kind].select(field_of(kind, "id")).where(linked))
        wanted.setdefault(kind, set()).update(row[0] for row in found)
    return {key: image for kind, ids in wanted.items() for key, image in _now_or_last(database, traces, kind, ids)}


def _now_or_last(database: Database, traces: Traces, kind: Kind, ids: set[int]) -> Iterator[tuple[Key, Image]]:
    there = current_rows(database, kind, columns(kind), sorted(ids))
    for number in ids:
        if number in there:
            yield (kind, number), dict(zip(columns(kind), there[number], strict=True))
        else:
            last = ChainMap(*reversed(traces.images[kind, number]))
            yield (kind, number), {name: value for name, value in last.items() if name != "version"}


def redact_images(database: Database, own: set[Key], near: set[Key], redaction: Redaction) -> dict[int, bool]:
    """Throw away the images of `own` rows and redact those of `near` ones.

    Answers with the operations that wrote them, and whether these wrote nothing but own rows. Operations that lost an
    image count as pruned.
    """
    theirs: dict[int, bool] = {}
    for operation in {found for kind, number in own | near for found in journal.operations_on(database, kind, number)}:
        theirs[operation] = True
        query = R.select(R.n, R.table_name, R.action, R.images).where(R.operation == operation)
        for n, *row in database.rows(query):
            change = journal.decode(*row)
            kept = [image for image in change.rows if (change.kind, image[0]) not in own]
            after = [_redacted(image, redaction) if (change.kind, image[0]) in near else image for image in kept]
            theirs[operation] &= not kept
            if after != list(change.rows):
                entry = (R.operation == operation) & (R.n == n)
                _put(database, entry, RowChange(change.kind, change.action, change.columns, after))
            if len(kept) < len(change.rows):
                database.execute(O.update(pruned=1).where(O.id == operation))
    return theirs


def _put(database: Database, entry: Any, change: RowChange) -> None:
    if not change.rows:
        database.execute(R.delete().where(entry))
        return
    ids = change.ids()
    images = journal.encode(change)
    database.execute(R.update(first_id=min(ids), last_id=max(ids), images=images).where(entry))


def naming(database: Database, redaction: Redaction, after: int) -> dict[int, bool]:
    """Operations later than a number whose sentence holds what is redacted; whether they are pruned."""
    found: dict[int, bool] = {}
    query = O.select(O.seq, O.id, O.params, O.pruned).order_by(O.seq).limit(_TOGETHER)
    while rows := database.rows(query.where(O.seq > after)):
        after = rows[-1][0]
        found.update({number: bool(pruned) for _, number, params, pruned in rows if redaction.may_change(params)})
    return found


def redact_sentences(database: Database, operations: Iterable[int], redaction: Redaction) -> None:
    """Redact what fills the sentences of these operations."""
    for number in operations:
        _rewrite(database, number, lambda params: _redacted(params, redaction))


def replace_titles(database: Database, operations: Iterable[int], title: str) -> None:
    """Give these operations another subject."""
    for number in operations:
        _rewrite(database, number, lambda params: params | dict.fromkeys(_SUBJECTS & params.keys(), title))


def _rewrite(database: Database, operation: int, change: Callable[[dict[str, Any]], Any]) -> None:
    [(params,)] = database.rows(O.select(O.params).where(O.id == operation))
    after = json.dumps(change(json.loads(params)), ensure_ascii=False)
    if after != params:
        database.execute(O.update(params=after).where(O.id == operation))


def _redacted(value: Any, redaction: Redaction) -> Any:
    if isinstance(value, str):
        return redaction(value)
    if isinstance(value, list):
        return [_redacted(item, redaction) for item in value]
    if isinstance(value, dict):
        return {name: _redacted(item, redaction) for name, item in value.items()}
    return value

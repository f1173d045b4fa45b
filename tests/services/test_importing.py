"""Importing files: counted row by row, one operation, undone as a whole, the same file twice changes nothing."""

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from dumping import dump, journal_size
from fixtures.maven_shaped import STAGES, write_pipeline
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from leaddesk.domain.errors import BadFile, Busy, Cancelled, Invalid, ReadOnly
from leaddesk.domain.records import Company, Deal, User
from leaddesk.services import care, history
from leaddesk.services.importing import ImportKind, ImportResult, import_file, inspect_file
from leaddesk.services.reports import pipeline_report
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.queries import records

DATA = Path(__file__).parents[3] / "shared" / "data"
Fresh = Callable[..., Workspace]


def written(folder: Path, text: str, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def all_of(workspace: Workspace, record: type) -> list:
    return records.select(workspace.database, record)


def figures(workspace: Workspace) -> tuple[dict[str, int], tuple[int, int], int]:
    """(open deals by stage, won count and minor units, lost count)"""
    report = pipeline_report(workspace)
    stages = {stage.stage: stage.count for stage in report.stages if stage.count}
    won = sum(money.minor for money in report.won.value)
    return stages, (report.won.count, won), report.lost.count


def rejected_rows(result: ImportResult) -> list[list[str]]:
    assert result.rejects_file is not None
    with result.rejects_file.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_pipeline_export_in_out_and_in_again(workspace: Workspace, tmp_path: Path, fresh: Fresh) -> None:
    path = tmp_path / "sales.csv"
    shape = write_pipeline(path, 300)
    result = import_file(workspace, path, stages=STAGES)
    assert result.recognised_as == "Maven deals export"
    assert (result.rows, result.rejected, result.unchanged, result.duplicates) == (300, 0, 0, 0)
    assert result.created == {"user": shape.users, "company": shape.companies, "deal": 300}
    assert result.updated == {}
    expected = (
        {"Qualified": shape.stages["Prospecting"], "Demo": shape.stages["Engaging"]},
        (shape.stages["Won"], shape.won_value * 100),
        shape.stages["Lost"],
    )
    assert figures(fresh()) == expected
    again = import_file(workspace, path, stages=STAGES)
    assert (again.created, again.updated, again.unchanged, again.rejected) == ({}, {}, 300, 0)
    assert not again.changes
    before = dump(fresh().database)
    history.undo(workspace)
    assert all_of(fresh(), Deal) == all_of(fresh(), Company) == []
    assert len(all_of(fresh(), User)) == 1
    history.redo(workspace)
    assert dump(fresh().database) == before
    assert figures(fresh()) == expected
    assert care.check(workspace) == []


@pytest.mark.skipif(not DATA.exists(), reason="the public files are not on this machine")
def test_a_real_company_s_pipeline(workspace: Workspace, fresh: Fresh) -> None:
    folder = DATA / "maven-crm"
    companies = import_file(workspace, folder / "accounts.csv", kind=ImportKind.COMPANIES)
    assert (companies.created, companies.rejected) == ({"company": 85}, 0)
    assert import_file(workspace, folder / "accounts.csv").unchanged == 85
    path = folder / "sales_pipeline.csv"
    result = import_file(workspace, path, stages=STAGES)
    assert (result.rows, result.rejected) == (8800, 0)
    assert result.created == {"user": 30, "deal": 8800}
    expected = ({"Qualified": 500, "Demo": 1589}, (4238, 1_000_553_400), 2473)
    assert figures(fresh()) == expected
    again = import_file(workspace, path, stages=STAGES)
    assert (again.created, again.unchanged) == ({}, 8800)
    history.undo(workspace)
    assert all_of(fresh(), Deal) == []
    history.redo(workspace)
    assert figures(fresh()) == expected
    assert care.check(workspace) == []


def test_the_order_of_the_rows_does_not_matter(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    write_pipeline(path, 60)
    import_file(workspace, path, stages=STAGES)
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    Random(3).shuffle(lines)
    shuffled = written(tmp_path, "\n".join([header, *lines]), "shuffled.csv")
    assert import_file(workspace, shuffled, stages=STAGES).unchanged == 60


def test_rows_without_an_id_are_known_again_by_what_they_say(workspace: Workspace, tmp_path: Path) -> None:
    rows = ["Chairs,Acme,500", "Chairs,Acme,500", "Desks,Acme,1200"]
    path = written(tmp_path, "\n".join(["Title,Company,Value", *rows]))
    assert import_file(workspace, path).created == {"company": 1, "deal": 3}
    written(tmp_path, "\n".join(["Title,Company,Value", rows[2], *rows[:2], rows[0]]))
    again = import_file(workspace, path)
    assert (again.created, again.unchanged) == ({"deal": 1}, 3)


def test_what_cannot_be_read_is_kept_with_its_reason_and_can_be_corrected(workspace: Workspace, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Deal ID,Title,Company,Stage,Amount,Currency\n"
        "1,Desks,Acme,Demo,500,EUR\n"
        "2,Lamps,Borea,Kick-off,500,EUR\n"
        "3,Chairs,Cirrus,Demo,a lot,EUR\n"
        "4,Shelves,Delta,Demo,500,Euro\n"
        ",,,,500,\n",
    )
    result = import_file(workspace, path)
    assert (result.rows, result.rejected, result.created) == (5, 4, {"company": 1, "deal": 1})
    assert [(reject.row, reject.column, reject.value) for reject in result.rejects] == [
        (2, "Stage", "Kick-off"),
        (3, "Amount", "a lot"),
        (4, "Currency", "Euro"),
        (5, "", ""),
    ]
    assert result.faults == {"Stage": 1, "Amount": 1, "Currency": 1, "": 1}
    assert [company.name for company in all_of(workspace, Company)] == ["Acme"]
    assert result.rejects_file == tmp_path / "deals-rejects.csv"
    header, first, *_ = rejected_rows(result)
    assert header[:4] == ["row", "column", "reason", "Deal ID"]
    assert first == [
        *("2", "Stage", 'there is no stage "Kick-off"; choose one of ours for it'),
        *("2", "Lamps", "Borea", "Kick-off", "500", "EUR"),
    ]
    text = result.rejects_file.read_text(encoding="utf-8")
    corrected = (
        text.replace(",Kick-off,500", ",Proposal,500").replace(",a lot,", ",900,").replace("500,Euro", "500,EUR")
    )
    result.rejects_file.write_text(corrected, encoding="utf-8")
    second = import_file(workspace, result.rejects_file)
    assert (second.rows, second.rejected) == (4, 1)
    assert second.created == {"company": 3, "deal": 3}
    assert second.rejects_file == tmp_path / "deals-rejects-rejects.csv"
    assert import_file(workspace, path).unchanged == 1  # the file itself is as wrong as before


def test_rejects_never_take_the_place_of_another_file(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "Title,Amount\nDesks,much\n")
    mine = written(tmp_path, "half corrected", "deals-rejects.csv")
    assert import_file(workspace, path).rejects_file == tmp_path / "deals-rejects-2.csv"
    assert mine.read_text(encoding="utf-8") == "half corrected"
    with pytest.raises(Invalid, match="cannot take the place of deals"):
        import_file(workspace, path, rejects_path=path)
    assert path.read_text(encoding="utf-8") == "Title,Amount\nDesks,much\n"
    for other in (workspace.database.path, mine):
        with pytest.raises(Invalid, match=f"cannot take the place of {other.name}; nothing was imported"):
            import_file(workspace, path, rejects_path=other)
    assert mine.read_text(encoding="utf-8") == "half corrected"
    assert care.check(workspace) == []


def test_rejects_go_where_they_are_wanted(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "Title,Amount\nDesks,much\nLamps,1\n")
    wanted = tmp_path / "wrong.csv"
    assert import_file(workspace, path, rejects_path=wanted).rejects_file == wanted
    assert wanted.exists()
    import_file(workspace, written(tmp_path, "Title,Amount\nChairs,few\n"), rejects_path=wanted)
    assert "Chairs" in wanted.read_text(encoding="utf-8")  # rejects of an earlier import are replaced
    written(tmp_path, "Title,Amount\nDesks,much\nLamps,1\n")
    with pytest.raises(ReadOnly, match="cannot be written"):
        import_file(workspace, path, duplicates="create", rejects_path=tmp_path / "missing" / "wrong.csv")
    assert len(all_of(workspace, Deal)) == 1  # nothing more, since nobody could have been told


def test_rejects_stand_beside_the_database_if_the_folder_takes_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = written(folder, "Title,Amount\nDesks,much\n")
    open_file = Path.open

    def refuse(self: Path, mode: str = "r", *more: object, **others: object) -> object:
        if self.parent == folder and mode == "x":
            raise PermissionError(13, "Permission denied")
        return open_file(self, mode, *more, **others)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)  # an administrator's tests may write anywhere
    result = import_file(workspace, path)
    assert result.rejects_file == workspace.database.path.parent / "deals-rejects.csv"
    assert rejected_rows(result)[1][3:] == ["Desks", "much"]


def test_no_half_of_the_rejects_is_left_when_the_disk_is_full(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "Title,Amount\nDesks,much\nLamps,1\n")

    def fill(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv, "writer", fill)
    with pytest.raises(ReadOnly, match="No space left"):
        import_file(workspace, path)
    assert [file.name for file in tmp_path.glob("*.csv")] == ["deals.csv"]
    assert all_of(workspace, Deal) == []


def test_a_dry_run_tells_and_writes_nothing(workspace: Workspace, tmp_path: Path, fresh: Fresh) -> None:
    path = written(tmp_path, "Title,Company,Owner,Amount\nDesks,Acme,Ann Lee,500\nLamps,Acme,Ann Lee,much\n")
    before, size = dump(fresh().database), journal_size(fresh().database)
    result = import_file(workspace, path, dry_run=True)
    assert result.created == {"user": 1, "company": 1, "deal": 1}
    assert (result.rejected, result.rejects_file, result.changes.operation) == (1, None, None)
    assert (dump(fresh().database), journal_size(fresh().database)) == (before, size)
    assert {file.name for file in tmp_path.iterdir()} >= {"deals.csv"}
    assert not (tmp_path / "deals-rejects.csv").exists()


def test_stopping_leaves_nothing(workspace: Workspace, tmp_path: Path, fresh: Fresh) -> None:
    path = tmp_path / "sales.csv"
    write_pipeline(path, 500)
    before, size = dump(fresh().database), journal_size(fresh().database)
    heard = []

    def stop(rows: int) -> None:
        heard.append(rows)
        if rows >= 400:
            raise Cancelled("you stopped it")

    with pytest.raises(Cancelled):
        import_file(workspace, path, progress=stop)
    assert heard == [200, 400]
    assert (dump(fresh().database), journal_size(fresh().database)) == (before, size)
    assert not (tmp_path / "sales-rejects.csv").exists()
    told: list[int] = []
    assert import_file(workspace, path, stages=STAGES, progress=told.append).created["deal"] == 500
    assert told == [200, 400, 500]


def test_a_commit_that_fails_leaves_no_rejects_behind(
    workspace: Workspace, tmp_path: Path, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "Title,Amount\nDesks,500\nLamps,much\n")
    before = dump(fresh().database)

    def refuse() -> None:
        raise Busy("somebody else has been saving for a long time")

    monkeypatch.setattr(workspace.database, "commit", refuse)
    with pytest.raises(Busy):
        import_file(workspace, path)
    assert dump(fresh().database) == before
    assert not (tmp_path / "deals-rejects.csv").exists()


def test_a_stage_of_ours_must_exist(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "Title,Stage\nDesks,Kick-off\n")
    with pytest.raises(Invalid, match=r'there is no stage "Dmeo".*choose one of: Qualified, Contacted'):
        import_file(workspace, path, stages={"Kick-off": "Dmeo"})
    result = import_file(workspace, path, stages={"KICK-OFF": " demo "})
    assert result.created == {"deal": 1}
    assert figures(workspace)[0] == {"Demo": 1}


def test_a_file_is_looked_into_without_being_imported(workspace: Workspace, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Title;Stage;Amount;Shoe size\n"
        "Desks;Kick-off;;\n"
        "Lamps;won;1,5;44\n"
        "Chairs;demo;2;\n"
        "Beds;n/a;3;;\n"
        "Too;many;cells;in;this\n",
    )
    found = inspect_file(workspace, path)
    assert (found.rows, found.encoding, found.delimiter) == (5, "utf-8", ";")
    assert found.header == ("Title", "Stage", "Amount", "Shoe size")
    assert found.first_values == ("Desks", "Kick-off", "1,5", "44")
    assert found.filled == (5, 5, 4, 2)
    assert found.unknown_stages == ("Kick-off", "many")
    assert found.recognition.columns == ("title", "stage", "value", None)
    assert "value" in [field.name for field in found.fields]
    assert all_of(workspace, Deal) == []
    assert inspect_file(workspace, path, ImportKind.COMPANIES).unknown_stages == ()


def test_a_file_of_which_nothing_is_known_can_be_mapped_by_hand(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "Was,Wieviel,Farbe\nTische,500,rot\n")
    assert inspect_file(workspace, path).recognition.columns == (None, None, None)
    with pytest.raises(BadFile, match="no column of the file is known"):
        import_file(workspace, path)
    by_hand = {"Was": "title", "Wieviel": "value", "Farbe": "-"}
    assert inspect_file(workspace, path, ImportKind.DEALS, by_hand).recognition.columns == ("title", "value", None)
    assert import_file(workspace, path, kind=ImportKind.DEALS, overrides=by_hand).created == {"deal": 1}
    [deal] = all_of(workspace, Deal)
    assert (deal.title, deal.value) == ("Tische", 50000)


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html><html></html>", "PK\x03\x04..."])
def test_what_is_no_csv_file_is_refused_in_one_sentence(workspace: Workspace, tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    for look in (inspect_file, import_file):
        with pytest.raises(BadFile, match="nothing was imported"):
            look(workspace, path)


_CELLS = {
    "Deal ID": st.sampled_from(("", "1", "2", "3")),
    "Title": st.sampled_from(("", "Desks", "Lamps")),
    "Company": st.sampled_from(("", "Acme", "ACME", "Borea", "-")),
    "Contact person": st.sampled_from(("", "Ann", "Bob")),
    "Contact email": st.sampled_from(("", "ann@acme.example", "nobody")),
    "Owner": st.sampled_from(("", "Sam Keller", "eve@us.example")),
    "Stage": st.sampled_from(("", "Demo", "Won", "Kick-off")),
    "Status": st.sampled_from(("", "won", "lost", "open", "?")),
    "Amount": st.sampled_from(("", "500", "1,5", "much")),
    "Close date": st.sampled_from(("", "2026-12-01", "soon")),
    "Tags": st.sampled_from(("", "a, b", "b")),
    "Colour": st.sampled_from(("", "red")),
}


@given(
    first=st.lists(st.tuples(*_CELLS.values()), max_size=6),
    second=st.lists(st.tuples(*_CELLS.values()), max_size=6),
    duplicates=st.sampled_from(("skip", "update", "create")),
)
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_counted_exactly_once(
    template: Path, settings: Settings, first: list, second: list, duplicates: str
) -> None:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "test.leaddesk"
        database.write_bytes(template.read_bytes())
        workspace = open_workspace(database, settings=settings)
        operations = 0
        try:
            for rows in (first, second, second):
                path = written(Path(folder), "\n".join(",".join(f'"{c}"' for c in row) for row in [_CELLS, *rows]))
                deals = len(all_of(workspace, Deal))
                result = import_file(workspace, path, duplicates=duplicates, kind=ImportKind.DEALS)
                operations += bool(result.changes)
                created, updated = result.created.get("deal", 0), sum(result.updated.values())
                assert len(all_of(workspace, Deal)) == deals + created
                filled = sum(any(cell for cell in row) for row in rows)
                assert result.rows == filled
                assert result.rows == created + updated + result.unchanged + result.duplicates + result.rejected
                assert care.check(workspace) == []
            if duplicates == "skip":
                assert (result.created, result.updated) == ({}, {})
            elif duplicates == "update":
                assert result.created == {}
            for _ in range(operations):
                history.undo(workspace)
            assert all_of(workspace, Deal) == all_of(workspace, Company) == []
        finally:
            workspace.database.close()

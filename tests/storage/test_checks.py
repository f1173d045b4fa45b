"""The check finds everything that must not be, and nothing in a sound file."""

import re
import sqlite3

import pytest

from leaddesk.services import care
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace


def test_a_sound_file_is_clean(demo_workspace: Workspace) -> None:
    assert care.check(demo_workspace) == []


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("UPDATE deal SET stage_id = NULL WHERE status = 'open'", "structure: CHECK constraint failed in deal"),
        ("UPDATE deal SET closed_at = NULL WHERE status = 'won'", "closed deals have no closing day"),
        (
            "UPDATE followup SET due_on = '2026-01-01', due_at = '2026-01-01T00:00:00.000Z'",
            "structure: CHECK constraint failed in followup",
        ),
        ("UPDATE tagging SET deal_id = NULL, contact_id = NULL, company_id = NULL, lead_id = NULL", "taggings belong"),
        (
            (
                "INSERT INTO participant (id, deal_id, contact_id, version) SELECT n, deal, contact_id, 1"
                " FROM (SELECT 1 AS n UNION SELECT 2),"
                " (SELECT id AS deal, contact_id FROM deal WHERE contact_id IS NOT NULL LIMIT 1)"
            ),
            "1 contacts stand twice with the same deal",
        ),
        ("UPDATE operation SET seq = seq + 1000", "operations are numbered beyond the last commit"),
        ("DELETE FROM row_change", "operations have no images"),
        ("UPDATE row_change SET images = CAST('{\"rows\": []}' AS BLOB)", "images of operation [0-9]+ cannot be read"),
        ("UPDATE row_change SET images = CAST('[1' AS BLOB)", "images of operation [0-9]+ cannot be read"),
        ('UPDATE row_change SET images = CAST(\'{"columns": 5, "rows": 5}\' AS BLOB)', "images of .* cannot be read"),
        ("UPDATE row_change SET table_name = 'nothing'", "images of operation [0-9]+ cannot be read"),
        ("UPDATE deal SET contact_id = 77", "deal .* refers to a contact that does not exist"),
    ],
)
def test_each_fault_has_a_sentence(demo_workspace: Workspace, settings: Settings, harm: str, words: str) -> None:
    path = demo_workspace.database.path
    demo_workspace.database.close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA ignore_check_constraints = 1")
    other.execute(harm)
    other.commit()
    other.close()
    opened = open_workspace(path, settings=settings)
    found = care.check(opened)
    opened.database.close()
    assert found
    assert all(re.search(words, sentence) for sentence in found)

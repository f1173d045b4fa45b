"""A copy is only believed if all that it was made of can be read."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from leaddesk.domain.errors import Damaged
from leaddesk.storage.engine.copies import file_facts, read_back, save_copy

PAGE = 4096


@pytest.fixture
def sound(demo_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sound.leaddesk"
    shutil.copyfile(demo_template, path)
    return path


def test_a_copy_with_a_torn_index_is_not_believed(sound: Path, tmp_path: Path) -> None:
    with sqlite3.connect(sound) as connection:
        [[root]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_row_change_1'")
    connection.close()
    raw = bytearray(sound.read_bytes())
    raw[root * PAGE - 20 : root * PAGE] = bytes(20)
    sound.write_bytes(raw)
    with pytest.raises(
        Damaged, match=r"(?s)sound\.leaddesk is damaged \(.*\); nothing was changed; use another backup"
    ):
        read_back(sound)
    with pytest.raises(Damaged, match=r"(?s)copy\.leaddesk is damaged \(.*\); nothing was changed; use another backup"):
        save_copy(sound, tmp_path / "copy.leaddesk")
    assert sound.read_bytes() == raw


def test_a_file_without_its_row_of_facts(sound: Path, tmp_path: Path) -> None:
    with sqlite3.connect(sound) as connection:
        connection.execute("DELETE FROM meta")
    connection.close()
    lost = r"has lost its first page of facts; .*open a backup of it"
    with pytest.raises(Damaged, match=lost):
        file_facts(sound)
    with pytest.raises(Damaged, match=lost):
        save_copy(sound, tmp_path / "copy.leaddesk")

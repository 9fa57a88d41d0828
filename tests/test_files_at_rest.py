"""Files that hold keys or hashes, as their permissions say who may read them: whatever the account's umask allows."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sqlite_files
from services.keys import keys
from tests.e2e.server import ROOT, Server


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Path]:
    """A folder that was there before and that everybody may write to, and a umask that forbids nothing."""
    folder = tmp_path / "server" / "data"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    before = os.umask(0)
    yield folder
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()}


@pytest.mark.process
def test_running_server_leaves_no_file_that_others_can_read(open_house: Path) -> None:
    server = Server(open_house.parent)
    server.start()
    try:
        found = modes(open_house)
    finally:
        server.stop()
    assert {"master.key", "keylodge.db", "keylodge.db-wal", "keylodge.db-shm"} <= set(found)
    assert set(found.values()) == {"0o600"}, found


@pytest.mark.process
def test_program_starts_by_keeping_others_out_of_what_it_will_write() -> None:
    program = "import main, os; main.cli = lambda: print(oct(os.umask(0)), end=''); main.main()"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0o77"


def test_database_is_its_owners_before_its_first_byte(open_house: Path) -> None:
    sqlite_files.prepare(f"sqlite://{open_house / 'keylodge.db'}")
    assert (open_house / "keylodge.db").stat().st_size == 0
    assert modes(open_house) == {"keylodge.db": "0o600"}


def test_master_key_is_its_owners_though_the_folder_was_there_before(open_house: Path) -> None:
    keys.make_master_key(open_house / keys.FILE)
    assert modes(open_house) == {"master.key": "0o600"}


def test_database_of_an_earlier_version_is_closed_to_others_and_stays_open_to_its_group(open_house: Path) -> None:
    for name in ("keylodge.db", "keylodge.db-wal"):
        (open_house / name).touch(mode=0o664)
    sqlite_files.prepare(f"sqlite://{open_house / 'keylodge.db'}")
    assert modes(open_house) == {"keylodge.db": "0o660", "keylodge.db-wal": "0o660"}

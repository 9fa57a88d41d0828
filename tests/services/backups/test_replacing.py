"""A restore takes its place at once or not at all, and what was there is kept."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import db
from models import Client, Session, User
from services.keys import keys
from services.people import users
from settings import Settings
from tests.services.backups.copies import ONLY_POSTGRES, Elsewhere, backup, restore
from tests.services.backups.installed import World
from tests.services.live.fleet import tables

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, sys
from services.backups import key_files, postgres_restores, sqlite_copies
import main
place = {"key": (key_files, "put"), "postgres": (postgres_restores, "_replace"), "sqlite": (sqlite_copies, "_clear")}
module, name = place[sys.argv.pop(1)]
setattr(module, name, lambda *_: os._exit(9))
main.main()
"""


def left_in(folder: Path, beginning: str = ".keylodge-backup-") -> list[str]:
    return [file.name for file in folder.iterdir() if file.name.startswith(beginning)]


@pytest.mark.process
@pytest.mark.parametrize("moment", ["before it takes its place", "while it does"])
async def test_killed_restore_leaves_what_was_there(
    world: World, here: Settings, tmp_path: Path, moment: str, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.connect(here.url_of_database):
        await users.set_enabled(world.elin.actor, world.ben.id, False)
        before = await Session.all().count()
    kill = "key" if moment.startswith("before") else dialect
    own = {"KEYLODGE_DATA_DIR": str(here.data_dir), "KEYLODGE_DATABASE_URL": here.url_of_database}
    environment = {**os.environ, **own, "TMPDIR": str(tmp_path)}
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    words = [sys.executable, "-c", KILLED, kill, "restore", "--force", str(tmp_path / "b.tar.gz")]
    done = await _run(words, environment)
    assert done.returncode == 9, done.stderr
    async with db.connect(here.url_of_database):
        assert await db.is_current()
        assert not (await User.get(id=world.ben.id)).enabled
        assert await Session.all().count() == before > 0
    assert left_in(tmp_path), "what the killed one worked on"
    restored = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert left_in(tmp_path) == [], "the next one removes it"
    assert len(restored.compared.revoked) == 1
    async with db.connect(here.url_of_database):
        assert not (await User.get(id=world.ben.id)).enabled
        assert not await Session.exists()


@ONLY_POSTGRES
async def test_what_a_restore_replaced_on_postgres_is_kept_and_can_be_restored(
    world: World, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        later = await world.add_later()
        known = set(await tables())
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert [file.parent for file in done.kept] == [tmp_path], "beside the backup"
    assert oct(done.kept[0].stat().st_mode & 0o777) == "0o600"
    async with db.connect(here.url_of_database):
        assert not await Client.filter(id=later).exists()
        assert set(await tables()) == known
        schemas = await db.connection().execute_query_dict(
            "SELECT nspname FROM pg_namespace WHERE nspname ~ 'keylodge'"
        )
        assert schemas == [], "nothing lies about"
    there = elsewhere()
    await restore(there, done.kept[0])
    async with db.connect(there.url_of_database):
        assert await Client.filter(id=later).exists()
    assert keys.master_key(there) == keys.master_key(here)


@pytest.mark.usefixtures("quick_passphrases")
@ONLY_POSTGRES
async def test_what_a_sealed_backup_replaces_is_kept_sealed(world: World, here: Settings, tmp_path: Path) -> None:
    made = await backup(here, tmp_path / "sealed.tar", passphrase="lantern otter quarry seven")
    done = await restore(here, made.path, force=True, passphrase="lantern otter quarry seven")
    assert done.kept[0].suffix == ".tar"
    assert done.kept[0].read_bytes().startswith(b"passphrase.json\0")


@ONLY_POSTGRES
async def test_refused_restore_on_postgres_keeps_nothing_and_leaves_nothing(
    world: World, here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_raw: object) -> None:
        raise OSError("cut")

    monkeypatch.setattr("services.backups.postgres_restores._replace", fail)
    with pytest.raises(OSError, match="cut"):
        await restore(here, tmp_path / "b.tar.gz", force=True)
    assert left_in(tmp_path, "keylodge.before-restore") == []
    async with db.connect(here.url_of_database):
        assert await Session.exists()
        assert await schemas() == []


async def schemas() -> object:
    return await db.connection().execute_query_dict("SELECT nspname FROM pg_namespace WHERE nspname ~ 'keylodge'")


async def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: ASYNC221 - nothing else runs

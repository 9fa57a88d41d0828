"""Backups on both databases: whole, of one moment while others write, with the key, and back again."""

import asyncio
import gzip
import io
import re
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

import db
from models import AuditEvent, Client, ClientRole, Link, LinkKind, Secret, Session, Tenant
from services.access.actors import operator
from services.backups import archives
from services.backups.errors import BackupError
from services.backups.postgres_copies import KEPT_BY_TRIGGERS
from services.clients import client_tallies, clients
from services.demo.filling import fill
from services.keys import keys
from settings import Settings
from tests.services.backups.copies import ONLY_POSTGRES, ONLY_SQLITE, Elsewhere, backup, quiet, restore
from tests.services.live.fleet import CREDENTIALS, add_client, after, fields, tables
from tests.services.world import Somebody

FORGOTTEN = {"session", "link", "announcement", "tortoise_migrations", "signing_key"}


def hidden(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.name.startswith(".")]


async def stored() -> dict[str, list[str]]:
    """Every row of every table that a backup brings back; of those that triggers keep, that they are right."""
    assert await client_tallies.count_wrong() == 0
    rows = {name: await db.connection().execute_query_dict(f'SELECT * FROM "{name}"') for name in await tables()}  # noqa: S608
    return {name: sorted(map(str, found)) for name, found in rows.items() if name not in (*FORGOTTEN, KEPT_BY_TRIGGERS)}


async def brought_back() -> dict[str, list[str]]:
    """What is stored, without the event of the restore."""
    await AuditEvent.filter(action="backup.restored").delete()
    return await stored()


async def test_restored_installation_is_the_one_that_was_backed_up(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        await fill(30, quiet)
        before = await stored()
        made = await backup(here, tmp_path / "b.tar.gz")
    there = elsewhere()
    restored = await restore(there, made.path)
    assert restored.kept == ()
    async with db.connect(there.url_of_database):
        assert await db.is_current()
        assert await brought_back() == before
        tenant = await Tenant.get(name="Northfield Water")
        new = await clients.add(operator(tenant.id), CREDENTIALS, fields())
        assert new.secret
        assert new.secret.secret.id > max(int(secret.id) for secret in await Secret.exclude(id=new.secret.secret.id))
    assert keys.master_key(there) == keys.master_key(here)


async def test_backup_and_what_it_restores_are_readable_by_their_owner_only(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    there = elsewhere()
    await restore(there, made.path)
    files = [made.path, there.data_dir / keys.FILE]
    if there.url_of_database.startswith("sqlite"):
        files.append(there.data_dir / "keylodge.db")
    assert [oct(stat.S_IMODE(file.stat().st_mode)) for file in files] == ["0o600"] * len(files)
    assert hidden(tmp_path) == hidden(there.data_dir) == [], "nothing is left lying about"


async def test_backup_is_of_one_moment_while_others_write(
    elin: Somebody, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """Each client comes with its secret, role and event in one transaction: a torn copy would have one without."""
    await fill(300, quiet)
    count = await Client.all().count()
    busy = True

    async def write() -> int:
        written = 0
        while busy:
            await add_client(elin, name="Pump 99")
            written += 1
        return written

    writer = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    path = tmp_path / "b.tar.gz"
    await asyncio.to_thread(lambda: asyncio.run(backup(here, path)))
    busy = False
    written = await writer
    await db.connection().close()
    there = elsewhere()
    await restore(there, path)
    async with db.connect(there.url_of_database):
        added = [client.id for client in await Client.filter(name="Pump 99")]
        assert 0 < len(added) <= written
        for model in (Secret, ClientRole):
            assert {row.client_id for row in await model.filter(client_id__in=added)} == set(added)
        events = await AuditEvent.filter(action="client.added", target_name="Pump 99")
        assert {event.client_id for event in events} == set(added)
        assert await Client.all().count() == count + len(added)


async def test_nobody_is_signed_in_and_no_link_opens_after_restoring(
    elin: Somebody, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    await Link.create(token_hash="0" * 64, kind=LinkKind.INVITATION, user_id=elin.id, expires_at=await after(1))
    made = await backup(here, tmp_path / "b.tar.gz")
    assert await Session.all().exists()
    there = elsewhere()
    await db.connection().close()
    await restore(there, made.path)
    async with db.connect(there.url_of_database):
        assert not await Session.all().exists()
        assert not await Link.all().exists()


async def test_database_that_is_there_is_replaced_with_force_only(here: Settings, tmp_path: Path) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
        before = await stored()
    made = await backup(here, tmp_path / "b.tar.gz")
    async with db.connect(here.url_of_database):
        await Secret.all().delete()
    with pytest.raises(BackupError, match="--force"):
        await restore(here, made.path)
    async with db.connect(here.url_of_database):
        assert not await Secret.all().exists(), "a refused restore changes nothing"
    restored = await restore(here, made.path, force=True, as_it_was=True)
    async with db.connect(here.url_of_database):
        assert await brought_back() == before
    if here.url_of_database.startswith("sqlite"):
        assert re.fullmatch(r"keylodge\.db\.before-restore-\d{4}-\d\d-\d\dT[\d-]{8}", restored.kept[0].name)
        with closing(sqlite3.connect(restored.kept[0])) as kept:
            assert kept.execute("SELECT count(*) FROM secret").fetchone() == (0,)


@ONLY_SQLITE
async def test_each_restore_keeps_what_it_replaced(here: Settings, tmp_path: Path) -> None:
    made = await backup(here, tmp_path / "b.tar.gz")
    files = [(await restore(here, made.path, force=True)).kept[0] for _ in range(3)]
    assert len(set(files)) == 3
    assert all(file.exists() for file in files)


@ONLY_POSTGRES
async def test_refused_restore_says_what_is_kept(here: Settings, tmp_path: Path) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    with pytest.raises(BackupError, match="what was there is kept in a file beside"):
        await restore(here, made.path)


async def test_restoring_under_a_running_keylodge_is_refused(elin: Somebody, here: Settings, tmp_path: Path) -> None:
    made = await backup(here, tmp_path / "b.tar.gz")
    words = "is running on" if here.url_of_database.startswith("sqlite") else "are connected to this database"
    force = here.url_of_database.startswith("sqlite")
    with pytest.raises(BackupError, match=words):
        await restore(here, made.path, force=force)
    assert (await add_client(elin)).client.name, "it goes on as before"


async def test_backup_of_the_other_database_is_refused(here: Settings, tmp_path: Path) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    other = (
        "postgres://nobody@127.0.0.1:1/x" if here.url_of_database.startswith("sqlite") else f"sqlite://{tmp_path}/x.db"
    )
    there = Settings(data_dir=tmp_path / "there", database_url=other)
    with pytest.raises(BackupError, match="a database of its own kind"):
        await restore(there, made.path)
    assert not (tmp_path / "x.db").exists()


async def test_key_of_the_environment_is_not_packed_and_must_be_there_to_restore(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    key = (here.data_dir / keys.FILE).read_text().strip()
    (here.data_dir / keys.FILE).unlink()
    made = await backup(here.model_copy(update={"master_key": type(here.master_key)(key)}), tmp_path / "b.tar.gz")
    assert not made.with_key
    assert key.encode() not in gzip.decompress(made.path.read_bytes())
    there = elsewhere()
    with pytest.raises(BackupError, match="another master key"):
        await restore(there, made.path)
    assert not (there.data_dir / keys.FILE).exists(), "a refused restore makes no key"
    await restore(there.model_copy(update={"master_key": here.master_key.__class__(key)}), made.path)


async def test_other_key_in_the_data_folder_is_kept_aside_with_force(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    there = elsewhere()
    keys.make_master_key(there.data_dir / keys.FILE)
    other = keys.master_key(there)
    with pytest.raises(BackupError, match="holds another master key"):
        await restore(there, made.path)
    restored = await restore(there, made.path, force=True)
    assert keys.master_key(there) == keys.master_key(here)
    assert [file.name.startswith("master.key.before-restore-") for file in restored.kept] == [True]
    (there.data_dir / keys.FILE).unlink()
    restored.kept[0].rename(there.data_dir / keys.FILE)
    assert keys.master_key(there) == other


# --- what is no backup, and where none can be


@ONLY_SQLITE
async def test_backup_never_overwrites_without_force(here: Settings, tmp_path: Path) -> None:
    path = tmp_path / "b.tar.gz"
    path.write_text("something dear")
    with pytest.raises(BackupError, match="exists already"):
        await backup(here, path)
    assert path.read_text() == "something dear"
    await backup(here, path, force=True)
    assert tarfile.is_tarfile(path)


@ONLY_SQLITE
@pytest.mark.parametrize(("place", "words"), [("", "is a folder"), ("missing/b.tar.gz", "There is no folder")])
async def test_place_where_no_backup_can_be_is_named(here: Settings, tmp_path: Path, place: str, words: str) -> None:
    with pytest.raises(BackupError, match=words):
        await backup(here, tmp_path / place)


@ONLY_SQLITE
async def test_where_there_is_no_database_there_is_no_backup_and_none_is_made(tmp_path: Path, dialect: str) -> None:
    values = Settings(data_dir=tmp_path / "empty", database_url="")
    with pytest.raises(BackupError, match="There is no database at"):
        await backup(values, tmp_path / "b.tar.gz")
    assert not (tmp_path / "empty").exists()


@ONLY_SQLITE
@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
async def test_backup_that_was_cut_short_changes_nothing(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path, cut: float
) -> None:
    made = await backup(here, tmp_path / "b.tar.gz")
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: int(len(whole) * cut)])
    there = elsewhere()
    with pytest.raises(BackupError, match="is no whole backup of Keylodge"):
        await restore(there, made.path)
    assert list(there.data_dir.iterdir()) == []


@ONLY_SQLITE
@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "notes.txt", "keylodge.db/x"])
async def test_archive_with_foreign_files_is_refused(elsewhere: Elsewhere, tmp_path: Path, name: str) -> None:
    path = tmp_path / "b.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    with pytest.raises(BackupError, match="is no whole backup"):
        await restore(elsewhere(), path)
    assert not (tmp_path / "outside").exists()


@ONLY_SQLITE
async def test_link_in_an_archive_is_refused(elsewhere: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "b.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("keylodge.db")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(BackupError, match="is no whole backup"):
        await restore(elsewhere(), path)


@ONLY_SQLITE
async def test_backup_of_a_later_version_is_refused(here: Settings, elsewhere: Elsewhere, tmp_path: Path) -> None:
    with closing(sqlite3.connect(here.url_of_database.removeprefix("sqlite://"))) as database:
        database.execute(
            "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_later', '2030-01-01')"
        )
        database.commit()
    made = await backup(here, tmp_path / "b.tar.gz")
    with pytest.raises(BackupError, match="made by a later Keylodge"):
        await restore(elsewhere(), made.path)


@ONLY_SQLITE
async def test_damaged_database_in_a_backup_is_refused(here: Settings, elsewhere: Elsewhere, tmp_path: Path) -> None:
    made = await backup(here, tmp_path / "b.tar.gz")
    folder = tmp_path / "opened"
    folder.mkdir()
    manifest = archives.read(made.path, folder)
    content = bytearray((folder / "keylodge.db").read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    (folder / "keylodge.db").write_bytes(content)
    archives.write(made.path, folder, manifest, quiet)
    there = elsewhere()
    with pytest.raises(BackupError, match=r"damaged|can't be read"):
        await restore(there, made.path)
    assert not (there.data_dir / "keylodge.db").exists()


@ONLY_POSTGRES
async def test_postgres_of_an_older_version_is_migrated_before_it_is_replaced(
    here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    there = elsewhere()
    async with db.connect(there.url_of_database):
        await db.migrate(upto="0002_bytewise_order")
    await restore(there, made.path)
    async with db.connect(there.url_of_database):
        assert await db.is_current()
        assert await Client.all().count() >= 5


async def test_place_that_cant_be_written_is_named(here: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="/proc can't be written to"):
        await backup(here, Path("/proc/b.tar.gz"))
    made = await backup(here, tmp_path / "b.tar.gz")
    (tmp_path / "file").write_text("a file where the folder should be")
    there = here.model_copy(update={"database_url": f"sqlite://{tmp_path}/file/keylodge.db"})
    with pytest.raises(BackupError, match="file can't be written to"):
        await restore(there, made.path)


async def test_backup_with_bytes_that_changed_is_refused(here: Settings, elsewhere: Elsewhere, tmp_path: Path) -> None:
    async with db.connect(here.url_of_database):
        await fill(5, quiet)
    made = await backup(here, tmp_path / "b.tar.gz")
    whole = made.path.read_bytes()
    there = elsewhere()
    for place in range(1, 10):
        middle = slice(len(whole) * place // 10, len(whole) * place // 10 + 16)  # one byte may make no difference
        content = bytearray(whole)
        content[middle] = bytes(byte ^ 0xFF for byte in content[middle])
        made.path.write_bytes(content)
        with pytest.raises(BackupError, match="is no whole backup"):
            await restore(there, made.path)

"""What a restore compares with, and what it can't compare."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import db
from models import AuditEvent, Client, Consent, Grant, Secret, User
from services.live import clock
from services.people import users
from services.secrets import secrets
from settings import Settings
from tests.services.backups.copies import ONLY_SQLITE, Elsewhere, backup, restore
from tests.services.backups.installed import World
from tests.services.live.fleet import add_client
from tests.services.world import make_person, make_session, make_tenant


def damage(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)


async def test_newer_backup_over_an_older_one_revokes_nothing_that_is_new(
    world: World, here: Settings, tmp_path: Path
) -> None:
    """The wrong backup was restored; now the right one is, and what it has in addition was never revoked."""
    async with db.connect(here.url_of_database):
        await users.set_enabled(world.elin.actor, world.ben.id, False)
    await backup(here, tmp_path / "disabled.tar.gz")
    async with db.connect(here.url_of_database):
        await users.set_enabled(world.elin.actor, world.ben.id, True)
        later = await add_client(world.elin, name="Later")
    await backup(here, tmp_path / "newest.tar.gz")
    await restore(here, tmp_path / "disabled.tar.gz", force=True)
    done = await restore(here, tmp_path / "newest.tar.gz", force=True)
    assert done.compared.revoked == ()
    assert "goes back to an earlier backup" in done.compared.unknown, "what was revoked after this one, nobody can say"
    async with db.connect(here.url_of_database):
        assert not (await Client.get(id=later.client.id)).removed
        assert await Secret.filter(client_id=later.client.id).exists()
        assert (await User.get(id=world.ben.id)).enabled


async def test_removed_after_the_wrong_restore_stays_removed(world: World, here: Settings, tmp_path: Path) -> None:
    async with db.connect(here.url_of_database):
        await add_client(world.elin, name="Later")
    await backup(here, tmp_path / "newest.tar.gz")
    await restore(here, tmp_path / "b.tar.gz", force=True)
    async with db.connect(here.url_of_database):
        elin = await make_session(world.elin.user)
        await secrets.remove(elin, world.pump.client.id, world.secret.id)
    done = await restore(here, tmp_path / "newest.tar.gz", force=True)
    assert [each.words.split()[0] for each in done.compared.revoked] == ["Secret"]


async def test_grants_and_consents_end_with_every_restore(
    world: World, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        now = await clock.now()
        ids: dict[str, Any] = {"client_id": world.crew.client.id, "user_id": world.ben.id, "scope": "openid"}
        await Grant.create(tenant_id=world.ben.user.tenant_id, authenticated_at=now, created_at=now, **ids)
        await Consent.create(created_at=now, **ids)
    await backup(here, tmp_path / "with.tar.gz")
    there = elsewhere()
    done = await restore(there, tmp_path / "with.tar.gz")
    assert (done.compared.revoked, done.compared.unknown) == ((), ""), "there is nothing to compare with"
    async with db.connect(there.url_of_database):
        assert (await Grant.all().get()).revoked_at is not None
        assert not await Consent.exists()


# --- what can't be compared


async def test_other_installation_is_replaced_and_said_to_be_one(
    world: World, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    there = elsewhere()
    async with db.connect(there.url_of_database):
        await db.migrate()
        await make_tenant("Southmoor Rail")
    done = await restore(there, tmp_path / "b.tar.gz", force=True)
    assert done.compared.revoked == ()
    assert "another installation" in done.compared.unknown
    async with db.connect(there.url_of_database):
        event = await AuditEvent.get(action="backup.restored")
        assert event.after["Not compared"] == done.compared.unknown


@ONLY_SQLITE
async def test_damaged_database_is_replaced_and_said_to_be_unreadable(
    world: World, here: Settings, tmp_path: Path
) -> None:
    place = Path(here.url_of_database.removeprefix("sqlite://"))
    damage(place)
    place.with_name(f"{place.name}-wal").write_bytes(b"the latest commits")
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert "can't be read" in done.compared.unknown
    assert done.kept[0].with_name(f"{done.kept[0].name}-wal").read_bytes() == b"the latest commits"
    async with db.connect(here.url_of_database):
        assert (await User.get(id=world.ben.id)).enabled
    assert done.kept[0].read_bytes().startswith(b"no database")


@ONLY_SQLITE
async def test_database_of_a_shape_that_nobody_knows_is_said_to_be_unreadable(
    world: World, here: Settings, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(here.url_of_database.removeprefix("sqlite://"))) as database:
        database.execute("ALTER TABLE secret RENAME TO secret_of_another_time")
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert "can't be read (no such table: secret)" in done.compared.unknown


async def test_tenant_that_nobody_can_administer_any_more_is_named(
    world: World, here: Settings, tmp_path: Path
) -> None:
    async with db.connect(here.url_of_database):
        new = await make_person(await world.elin.user.tenant, "Maya Chen")
        await users.set_enabled(new.actor, world.elin.id, False)
        await users.remove(new.actor, world.ben.id)
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert done.unmanned == ("Northfield Water",), "the administrators of then are out, and the new one isn't in it"

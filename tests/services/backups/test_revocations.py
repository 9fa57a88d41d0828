"""Each kind of revocation that a restore would undo, and doesn't."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import db
from models import Client, ClientRole, Role, Secret, User, UserRole
from services.clients import removed_clients
from services.people import moving, roles, users
from settings import Settings
from tests.services.backups.copies import restore
from tests.services.backups.installed import OTHER, World
from tests.services.live.fleet import CALLBACK, after
from tests.services.world import make_tenant


async def restored(here: Settings, tmp_path: Path, revoke: Callable[[], Awaitable[object]]) -> list[str]:
    """Revoke, restore: what the restore lists."""
    async with db.connect(here.url_of_database):
        await revoke()
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    assert done.compared.unknown == ""
    return [each.words for each in done.compared.revoked]


async def test_removed_client_stays_removed_and_can_be_restored(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, world.remove_client)
    assert words == [f"Client Pump ({world.pump.client.id}): removed"]
    async with db.connect(here.url_of_database):
        assert (await Client.get(id=world.pump.client.id)).removed
        assert await Secret.filter(client_id=world.pump.client.id).exists()


async def test_purged_client_stays_removed_without_its_secrets(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, world.purge_client)
    assert words[0] == f"Client Pump ({world.pump.client.id}): removed"
    assert [word.split()[0] for word in words] == ["Client", "Secret"]
    async with db.connect(here.url_of_database):
        assert (await Client.get(id=world.pump.client.id)).removed
        assert not await Secret.filter(client_id=world.pump.client.id).exists()


async def test_disabled_client_stays_disabled(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, lambda: world.edit_client(world.pump, enabled=False))
    assert words == [f"Client Pump ({world.pump.client.id}): disabled"]
    async with db.connect(here.url_of_database):
        assert not (await Client.get(id=world.pump.client.id)).enabled


async def test_what_a_client_lost_stays_lost(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(
        here,
        tmp_path,
        lambda: world.edit_client(world.crew, redirect_uris=(CALLBACK,), allow_offline_access=False),
    )
    about = f"Client Crew ({world.crew.client.id})"
    assert words == [
        f"{about}: refresh tokens were switched off",
        f"{about}: the redirect URI {OTHER} was taken away",
    ]
    async with db.connect(here.url_of_database):
        client = await Client.get(id=world.crew.client.id)
        assert (client.redirect_uris, client.allow_offline_access) == ([CALLBACK], False)
        assert OTHER not in client.search_text


async def test_secret_that_was_to_expire_earlier_does(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, world.shorten_secret)
    assert len(words) == 1
    assert " expires " in words[0]
    async with db.connect(here.url_of_database):
        secret = await Secret.get(id=world.secret.id)
        assert secret.expires_at
        assert secret.expires_at < await after(6)
        assert (await Client.get(id=world.pump.client.id)).first_expiry == secret.expires_at


async def test_removed_person_comes_back_disabled(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, lambda: users.remove(world.elin.actor, world.ben.id))
    assert words == [f"User Ben Lindqvist ({world.ben.id}): removed, and now disabled"]
    async with db.connect(here.url_of_database):
        assert not (await User.get(id=world.ben.id)).enabled


async def test_person_who_was_moved_to_another_tenant_comes_back_disabled(
    world: World, here: Settings, tmp_path: Path
) -> None:
    async def move() -> None:
        other = await make_tenant("Southmoor Rail")
        await moving.move(world.ben.user.email, other, "Tenant Member")

    words = await restored(here, tmp_path, move)
    assert words == [f"User Ben Lindqvist ({world.ben.id}): moved to another tenant, and now disabled in this one"]
    async with db.connect(here.url_of_database):
        assert not (await User.get(id=world.ben.id)).enabled


async def test_password_that_was_changed_is_not_good_again(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, world.change_password)
    assert words == [f"User Ben Lindqvist ({world.ben.id}): the password was changed"]
    async with db.connect(here.url_of_database):
        assert (await User.get(id=world.ben.id)).password_hash != world.ben.user.password_hash


async def test_roles_that_were_taken_stay_taken(world: World, here: Settings, tmp_path: Path) -> None:
    async def take() -> None:
        await world.edit_ben()
        await world.edit_client(world.pump, role_ids=())

    words = await restored(here, tmp_path, take)
    assert words == [
        f"User Ben Lindqvist ({world.ben.id}): lost the role Tenant Administrator",
        f"Client Pump ({world.pump.client.id}): lost the role Operators",
    ]
    async with db.connect(here.url_of_database):
        assert await UserRole.filter(user_id=world.ben.id).count() == 1
        assert await ClientRole.filter(client_id=world.pump.client.id).count() == 1


async def test_removed_role_stays_removed(world: World, here: Settings, tmp_path: Path) -> None:
    words = await restored(here, tmp_path, lambda: roles.remove(world.elin.actor, world.role))
    assert words == [f"Role Operators ({world.role}): removed"]
    async with db.connect(here.url_of_database):
        assert not await Role.filter(id=world.role).exists()
        assert not await ClientRole.filter(role_id=world.role).exists()


async def test_what_came_back_by_hand_is_not_listed(world: World, here: Settings, tmp_path: Path) -> None:
    async def there_and_back() -> None:
        await users.set_enabled(world.elin.actor, world.ben.id, False)
        await users.set_enabled(world.elin.actor, world.ben.id, True)
        await world.remove_client()
        await removed_clients.restore(world.elin.actor, world.pump.client.id)

    assert await restored(here, tmp_path, there_and_back) == []

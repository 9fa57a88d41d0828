"""A change has those read again whom it touches, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

import db
from models import ClientType
from services.callers import client_cache, cors_origins
from services.callers.client_cache import KnownClient
from services.clients import clients, removed_clients
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.oauth import device_codes
from services.people import roles, tenant_audiences
from services.people.roles import RoleFields
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from services.sign_in import sessions
from services.tokens import access_tokens, token_revocation
from tests.identity.clients import TestClient, add_client, edit
from tests.services.live.hearing import Ear
from tests.services.world import Somebody

Doing = Callable[[Somebody, TestClient], Awaitable[object]]
AUDIENCE = "https://meters.example.com"


async def disable(elin: Somebody, client: TestClient) -> None:
    await edit(elin, client, enabled=False)


async def remove_and_restore(elin: Somebody, client: TestClient) -> None:
    await clients.remove(elin.actor, UUID(client.id))
    await removed_clients.restore(elin.actor, UUID(client.id))


async def add_secret(elin: Somebody, client: TestClient) -> None:
    await secrets.add(elin.actor, UUID(client.id), SecretFields(expires_at=None))


async def shorten_secret(elin: Somebody, client: TestClient) -> None:
    held = await secrets.get(elin.actor, UUID(client.id), client.secret_id)
    wanted = SecretFields(expires_at=await clock.now() + timedelta(days=1))
    base = SecretFields(expires_at=held.expires_at)
    await secrets.edit(elin.actor, UUID(client.id), client.secret_id, base=base, wanted=wanted)


async def give_role(elin: Somebody, client: TestClient) -> None:
    role = await roles.add(elin.actor, RoleFields("Reader"))
    await edit(elin, client, role_ids=(role.id,))


async def list_audience(elin: Somebody, _: TestClient) -> None:
    await tenant_audiences.set_audiences(elin.actor, [AUDIENCE], base=[])


TOUCHING: list[Doing] = [disable, remove_and_restore, add_secret, shorten_secret, give_role, list_audience]


async def begin_device_code(elin: Somebody, client: TestClient) -> None:
    known = await client_cache.find(client.id)
    assert known is not None
    await device_codes.begin(known, scope="", audience=AUDIENCE)


async def sign_in(elin: Somebody, _: TestClient) -> None:
    await sessions.begin(elin.user.id, address="203.0.113.9", agent="")


async def add_another(elin: Somebody, _: TestClient) -> None:
    await add_client(elin, name="Another")


ELSEWHERE: list[Doing] = [begin_device_code, sign_in, add_another]


@pytest.fixture
async def client(issuer: None, elin: Somebody) -> TestClient:
    return await add_client(elin)


async def find(client: TestClient) -> KnownClient:
    found = await client_cache.find(client.id)
    assert found is not None
    return found


async def settled(client: TestClient) -> KnownClient:
    """The client, once PostgreSQL has told all that happened before."""
    ear, marker = Ear(), Change(None, Kind.USAGE, str(uuid4()))
    stop = feed.subscribe(ear.hear)
    await db.tx(partial(feed.announce, marker))
    await ear.until(lambda heard: marker in heard)
    stop()
    return await find(client)


@pytest.mark.parametrize("change", TOUCHING)
async def test_touched_client_is_as_the_database_holds_it(elin: Somebody, client: TestClient, change: Doing) -> None:
    before = await settled(client)
    await change(elin, client)
    after = await find(client)
    assert after != before
    assert after == await client_cache._load(UUID(client.id))


@pytest.mark.parametrize("change", ELSEWHERE)
async def test_what_is_elsewhere_has_nobody_read_again(elin: Somebody, client: TestClient, change: Doing) -> None:
    before = await settled(client)
    await change(elin, client)
    assert await settled(client) is before


async def test_renamed_or_removed_role_is_another_for_clients_of_its_tenant_only(
    elin: Somebody, stranger: Somebody, client: TestClient
) -> None:
    fields = RoleFields("Reader")
    role = await roles.add(elin.actor, fields)
    await edit(elin, client, role_ids=(role.id,))
    theirs = await add_client(stranger)
    before = await settled(theirs)
    await roles.edit(elin.actor, role.id, base=fields, wanted=RoleFields("Watcher"))
    assert "Watcher" in (await find(client)).role_names
    await roles.remove(elin.actor, role.id)
    assert "Watcher" not in (await find(client)).role_names
    assert await settled(theirs) is before


async def test_client_that_changes_while_it_is_read_is_read_again(
    elin: Somebody, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settled(client)
    load, read, go_on = client_cache._load, asyncio.Event(), asyncio.Event()

    async def slow(id: UUID) -> KnownClient | None:
        found = await load(id)
        read.set()
        await go_on.wait()
        return found

    client_cache.forget()
    monkeypatch.setattr(client_cache, "_load", slow)
    early = asyncio.create_task(client_cache.find(client.id))
    await read.wait()
    monkeypatch.setattr(client_cache, "_load", load)
    await disable(elin, client)
    assert not (await find(client)).enabled
    go_on.set()
    await early
    assert not (await find(client)).enabled


async def test_revocation_has_answers_about_other_tokens_stand(
    client: TestClient, elin: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await settled(client)
    mine, other = (
        access_tokens.issue(known, scope="api", audience=AUDIENCE, handle="x").claims for _ in ("mine", "other")
    )
    assert not await token_revocation.is_revoked(mine["jti"])
    assert not await token_revocation.is_revoked(other["jti"])
    await token_revocation.revoke_access_token(mine, known)
    assert await token_revocation.is_revoked(mine["jti"])
    assert other["jti"] in token_revocation._Memory.answers


async def test_origin_counts_as_soon_as_a_client_registers_it(issuer: None, elin: Somebody) -> None:
    origin = "https://app.example.com"
    assert not await cors_origins.is_registered(origin)
    page = await add_client(elin, ClientType.AUTHORIZATION_CODE, allowed_cors_origins=(origin,))
    assert await cors_origins.is_registered(origin)
    await disable(elin, page)
    assert not await cors_origins.is_registered(origin)

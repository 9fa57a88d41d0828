"""Last used: when, how often and from where; noted in memory, written in batches, kept when writing fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest

import db
from models import Secret, SecretUse
from services.callers import client_cache
from services.live import clock, feed
from services.live.changes import Change
from services.secrets import secret_usage, secrets
from tests.identity.clients import TestClient, add_client, ask
from tests.services.live.hearing import poll
from tests.services.world import Somebody


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


def _nowhere(text: str) -> db.Statement:
    return db.Statement(sqlite=text.replace("$", "?"), postgres=text)


async def usage(elin: Somebody, client: TestClient) -> secret_usage.SecretUsage:
    return (await secret_usage.of(elin.actor, UUID(client.id)))[client.secret_id]


async def test_unused_secret_has_no_use(elin: Somebody, client: TestClient) -> None:
    assert await usage(elin, client) == secret_usage.SecretUsage()


async def test_use_is_counted_with_time_and_address(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient
) -> None:
    for _ in range(3):
        assert (await ask(http, client)).status_code == 200
    assert (await usage(elin, client)).uses == 0, "nothing is written in a request"
    await secret_usage.flush()
    await ask(http, client)
    await secret_usage.flush()
    found = await usage(elin, client)
    assert found.uses == 4
    assert found.last_used_at is not None
    assert abs(found.last_used_at - datetime.now(UTC)) < timedelta(seconds=30)
    assert [address for address, _ in found.addresses] == ["203.0.113.9"]


async def test_wrong_secret_is_no_use(http: httpx.AsyncClient, elin: Somebody, client: TestClient) -> None:
    other = await add_client(elin, name="Another")
    await ask(http, TestClient(client.id, other.secret, 0))
    await secret_usage.flush()
    assert (await usage(elin, client)).uses == 0


async def test_uses_older_than_thirty_days_do_not_count(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient
) -> None:
    today = (await clock.now()).date()
    for days in (29, 30):
        await SecretUse.create(
            secret_id=client.secret_id, day=today - timedelta(days=days), count=10, last_at=await clock.now()
        )
    assert (await usage(elin, client)).uses == 10


async def test_what_can_not_be_written_is_written_the_next_time(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(http, client)
    with monkeypatch.context() as patch:
        patch.setattr(secret_usage, "_COUNT", _nowhere("INSERT INTO nowhere VALUES ($1, $2, $3, $4)"))
        with pytest.raises(Exception, match="nowhere"):
            await secret_usage.flush()
    await ask(http, client)
    await secret_usage.flush()
    assert (await usage(elin, client)).uses == 2


async def test_secret_that_was_removed_meanwhile_holds_nobody_up(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient
) -> None:
    other = await add_client(elin, name="Another")
    await ask(http, client)
    await ask(http, other)
    await secrets.remove(elin.actor, UUID(client.id), client.secret_id)
    await secret_usage.flush()
    assert (await usage(elin, other)).uses == 1
    assert not await Secret.exists(id=client.secret_id)


@asynccontextmanager
async def held_up(client: TestClient) -> AsyncIterator[None]:
    """Nothing that was noted of the client's secret can be written while the block runs."""
    held, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        await Secret.filter(id=client.secret_id).select_for_update().first()
        held.set()
        await release.wait()

    holding = asyncio.create_task(db.tx(hold))
    await held.wait()
    try:
        yield
    finally:
        release.set()
        await holding


async def test_stop_that_meets_a_flush_writes_each_use_once(issuer: None, elin: Somebody, client: TestClient) -> None:
    secret_usage.note(client.secret_id, "203.0.113.9")
    async with held_up(client):
        flushing = asyncio.create_task(secret_usage.flush())
        await poll(lambda: not secret_usage._Noted.uses)
        flushing.cancel()
        with suppress(asyncio.CancelledError):
            await flushing
        secret_usage.note(client.secret_id, "203.0.113.10")
    await secret_usage.flush()
    found = await usage(elin, client)
    assert (found.uses, len(found.addresses)) == (2, 2)


async def test_what_a_stopped_flush_could_not_write_is_written_by_the_last_one(
    issuer: None, elin: Somebody, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret_usage.note(client.secret_id, "203.0.113.9")
    with monkeypatch.context() as patch:
        patch.setattr(secret_usage, "_LAST", _nowhere("UPDATE nowhere SET at = $2 WHERE id = $1"))
        async with held_up(client):
            flushing = asyncio.create_task(secret_usage.flush())
            await poll(lambda: not secret_usage._Noted.uses)
            flushing.cancel()
            with suppress(asyncio.CancelledError):
                await flushing
        await poll(lambda: secret_usage._Noted.uses)
    await secret_usage.flush()
    assert (await usage(elin, client)).uses == 1


async def test_clean_stop_writes_everything(issuer: None, elin: Somebody, client: TestClient) -> None:
    async with secret_usage.noting():
        secret_usage.note(client.secret_id, "203.0.113.9")
        secret_usage.note(client.secret_id, "203.0.113.10")
    found = await usage(elin, client)
    assert (found.uses, len(found.addresses)) == (2, 2)


async def test_open_pages_hear_of_it_and_caches_do_not_mind(issuer: None, elin: Somebody) -> None:
    changes: list[Change] = []
    stop = feed.subscribe(changes.append)
    client = await add_client(elin)
    await poll(lambda: changes)
    known = await client_cache.find(client.id)
    secret_usage.note(client.secret_id, "203.0.113.9")
    await secret_usage.flush()
    await poll(lambda: len(changes) > 1)
    stop()
    assert [(change.kind, change.tenant_id) for change in changes[1:]] == [("usage", elin.user.tenant_id)]
    assert await client_cache.find(client.id) is known

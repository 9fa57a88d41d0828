"""Test 7 of the ten: what was disabled, removed or has expired is refused in time, whoever changed it."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

import db
from services.callers import client_cache
from services.clients import clients
from services.live import clock, feed, freshness, proofs
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from services.tasks import supervision
from tests.e2e.server import ROOT
from tests.identity.clients import TestClient, add_client, ask, edit, get_token
from tests.identity.tokens.test_introspection import introspect
from tests.services.live.hearing import poll, settled
from tests.services.world import Somebody

Change = Callable[[Somebody, TestClient], Awaitable[None]]


async def disable(elin: Somebody, client: TestClient) -> None:
    await edit(elin, client, enabled=False)


async def remove(elin: Somebody, client: TestClient) -> None:
    await clients.remove(elin.actor, UUID(client.id))


async def remove_secret(elin: Somebody, client: TestClient) -> None:
    await secrets.remove(elin.actor, UUID(client.id), client.secret_id)


CHANGES = [disable, remove, remove_secret]


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


@pytest.fixture
async def checker(elin: Somebody) -> TestClient:
    return await add_client(elin, name="Resource server")


async def refused_in_time(http: httpx.AsyncClient, client: TestClient, checker: TestClient, token: str) -> None:
    """At the next request on SQLite, within a second on PostgreSQL: no new token, and the old one is inactive."""
    deadline = time.monotonic() + (0 if db.dialect() == "sqlite" else 1)
    while (await ask(http, client)).status_code == 200:
        assert time.monotonic() < deadline, "still gets tokens"
        await asyncio.sleep(0.01)
    assert await introspect(http, checker, token) == {"active": False}


async def in_another_process(url: str, change: Change, elin: Somebody, client: TestClient) -> None:
    """Run `change` in a process of its own, which has no part in our memory."""
    script = (
        "import sys, asyncio, db\n"
        "from services.access.actors import operator\n"
        "from uuid import UUID\n"
        "from types import SimpleNamespace\n"
        "from tests.identity.callers import test_changes_count as changes\n"
        "from tests.identity.clients import TestClient\n"
        "async def main():\n"
        "    url, name, tenant, client_id, secret_id = sys.argv[1:]\n"
        "    async with db.connect(url):\n"
        "        who = SimpleNamespace(actor=operator(UUID(tenant)))\n"
        "        await getattr(changes, name)(who, TestClient(client_id, '', int(secret_id)))\n"
        "asyncio.run(main())\n"
    )
    words = [url, change.__name__, str(elin.user.tenant_id), client.id, str(client.secret_id)]
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-X", "faulthandler", "-c", script, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("change", CHANGES)
async def test_change_of_this_process_counts_in_time(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient, checker: TestClient, change: Change
) -> None:
    token = await get_token(http, client)
    await get_token(http, checker)
    await change(elin, client)
    await refused_in_time(http, client, checker, token)


@pytest.mark.process
@pytest.mark.parametrize("change", CHANGES)
async def test_change_of_another_process_counts_in_time(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient, checker: TestClient, change: Change, database: str
) -> None:
    token = await get_token(http, client)
    running = asyncio.create_task(in_another_process(database, change, elin, client))
    while not running.done():
        await ask(http, client)  # keeps the cache warm
        await asyncio.sleep(0.05)
    await running
    await refused_in_time(http, client, checker, token)


async def test_secret_that_expires_is_refused_at_that_moment(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient, checker: TestClient
) -> None:
    base = SecretFields(expires_at=(await secrets.list_secrets(elin.actor, UUID(client.id)))[0].expires_at)
    soon = await clock.now() + timedelta(hours=1)
    await secrets.edit(elin.actor, UUID(client.id), client.secret_id, base=base, wanted=SecretFields(expires_at=soon))
    with clock.later(timedelta(minutes=50)):
        token = await get_token(http, client)
    with clock.later(timedelta(hours=1)):
        assert (await ask(http, client)).status_code == 401
        assert await introspect(http, checker, token) == {"active": False}


@pytest.mark.process
@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
@pytest.mark.process
async def test_without_a_listener_every_request_looks_at_the_database(
    http: httpx.AsyncClient,
    elin: Somebody,
    client: TestClient,
    checker: TestClient,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = await get_token(http, client)
    monkeypatch.setattr(supervision, "RETRY_SECONDS", 3600)
    await db.connection().execute_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [feed.LISTENER]
    )
    await poll(lambda: not feed.is_alive())
    await get_token(http, client)
    await in_another_process(database, disable, elin, client)
    assert (await ask(http, client)).status_code == 401
    assert await introspect(http, checker, token) == {"active": False}


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_listener_that_hears_nothing_is_not_believed_for_more_than_a_second(
    http: httpx.AsyncClient, elin: Somebody, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a pooler that hands out connections by transaction: each of them answers, and none hears."""
    await get_token(http, client)
    monkeypatch.setattr(proofs, "NOTIFY", "SELECT $1::text, $2::text")
    await db.connection().execute_query("UPDATE client SET enabled = false WHERE id = $1", [UUID(client.id)])
    await asyncio.sleep(freshness.PROOF_SECONDS + 0.05)
    assert (await ask(http, client)).status_code == 401


async def test_warm_request_asks_the_database_nothing(
    http: httpx.AsyncClient, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await get_token(http, client)
    await settled()

    async def fail(*_: object, **__: object) -> None:
        pytest.fail("asked the database")

    async def warm() -> bool:
        """On SQLite our own writes, such as the feed's, make it read once more."""
        await get_token(http, client)
        return True

    await warm()
    monkeypatch.setattr(client_cache, "_load", fail)
    assert await warm()

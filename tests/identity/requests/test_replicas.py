"""Tests 1 and 2 of the ten, over two replicas in processes of their own, and after a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from models import ClientType
from tests.e2e.server import Server, make_replicas
from tests.identity.browsing import Browser, redeem, refresh
from tests.identity.clients import ORIGIN, TestClient, add_client
from tests.identity.tokens.test_introspection import introspect
from tests.services.world import Somebody

OFFLINE = "openid offline_access api"


@pytest.fixture
def replicas(database: str, tmp_path: Path) -> list[Server]:
    """Two servers over the test's database, with one public address."""
    return make_replicas(tmp_path, database, KEYLODGE_PUBLIC_URL=ORIGIN)


@pytest.fixture
async def doors(replicas: list[Server]) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A way in to each."""
    for server in replicas:
        await asyncio.to_thread(server.start)
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.url, timeout=60)) for server in replicas
        ]
    for server in replicas:
        server.kill()


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal", allow_offline_access=True)


async def test_of_twenty_redemptions_one_succeeds_and_what_it_gave_is_dead(
    doors: list[httpx.AsyncClient], client: TestClient, elin: Somebody
) -> None:
    browser = Browser(doors[0])
    await browser.sign_in(elin.user)
    code = await browser.get_code(client, scope=OFFLINE)
    answers = await asyncio.gather(*(redeem(doors[number % 2], client, code) for number in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19
    assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    for door in doors:
        for text in (won["access_token"], won["refresh_token"]):
            assert await introspect(door, client, text) == {"active": False}
        assert (await refresh(door, client, won["refresh_token"])).json()["error"] == "invalid_grant"


async def test_replayed_refresh_token_ends_the_newest_on_every_replica_and_after_a_restart(
    doors: list[httpx.AsyncClient], replicas: list[Server], client: TestClient, elin: Somebody
) -> None:
    here, there = doors
    browser = Browser(here)
    await browser.sign_in(elin.user)
    first = await browser.get_tokens(client, scope=OFFLINE)
    second = (await refresh(there, client, first["refresh_token"])).json()
    assert (await introspect(here, client, second["access_token"]))["active"] is True
    assert (await refresh(here, client, first["refresh_token"])).json()["error"] == "invalid_grant"
    assert await introspect(there, client, second["access_token"]) == {"active": False}
    await asyncio.to_thread(replicas[0].stop)
    await asyncio.to_thread(replicas[0].start)
    for door in doors:
        assert (await refresh(door, client, second["refresh_token"])).json()["error"] == "invalid_grant"
        assert await introspect(door, client, second["access_token"]) == {"active": False}

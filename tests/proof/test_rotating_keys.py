"""What the guide says of rotating keys is done: its lines are run while a server and an API of its own are at work."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from models import Tenant
from tests.conftest import BOTH
from tests.e2e.server import Server
from tests.identity.clients import TestClient
from tests.proof.conftest import serving
from tests.proof.test_authlib import client_of, metadata
from tests.proof.test_guide_examples import AUDIENCE, GUIDE, be, example, list_audiences, token_for
from tests.services.world import Somebody

WITHIN_S = 30
LINES = re.findall(r"^keylodge (rotate-keys[^#\n]*?) *#", GUIDE, re.MULTILINE)


@pytest.fixture(scope="module", params=BOTH)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose keys are rotated under nobody else."""
    with serving(request, tmp_path_factory.mktemp("rotating")) as own:
        yield own


async def wait_for(what: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not await what():
        assert time.monotonic() < deadline, "The running server has not taken it up"
        await asyncio.sleep(0.1)


async def run_line(server: Server, line: str) -> str:
    """Run a line of the guide against the running server's data; what it prints."""
    return await asyncio.to_thread(server.run, *line.split())


async def test_guide_has_a_line_for_each_way() -> None:
    assert LINES == ["rotate-keys", "rotate-keys --withdraw"]


async def test_whoever_checks_tokens_notices_nothing_until_keys_are_withdrawn(
    server: Server, machine: TestClient, elin: Somebody, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(machine, monkeypatch, TENANT_ID=str(tenant.id))
    await list_audiences(elin, AUDIENCE)
    guide = example("protect", server)
    fetch = guide.fetch_keys
    old, before = await asyncio.to_thread(fetch), await token_for(server, machine, AUDIENCE)

    said = await run_line(server, LINES[0])
    assert "stay good" in said
    made = set(re.findall(r"signing key (\S+)\. It is published now and signs from \d", said))
    await wait_for(lambda: is_published(fetch, made))
    new, between = await asyncio.to_thread(fetch), await token_for(server, machine, AUDIENCE)
    for keys in (old, new):
        assert guide.check(before, keys, "api")
        assert guide.check(between, keys, "api")

    said = await run_line(server, LINES[1])
    assert "are refused" in said
    made = set(re.findall(r"signing key (\S+)\. It is published now and signs from now on", said))
    await wait_for(lambda: is_published(fetch, made))
    latest, after = await asyncio.to_thread(fetch), await token_for(server, machine, AUDIENCE)
    assert guide.check(after, latest, "api")
    assert guide.check(before, old, "api"), "an API that was not restarted knows no better"
    for text, keys in ((before, latest), (between, latest), (after, old)):
        with pytest.raises(PermissionError):
            guide.check(text, keys, "api")
    assert await is_active(server, machine, after)
    assert not await is_active(server, machine, before)


async def is_published(fetch: Callable[[], Any], ids: set[str]) -> bool:
    keys = await asyncio.to_thread(fetch)
    return len(ids) == 2 and ids <= {key.kid for key in keys.keys}


async def is_active(server: Server, machine: TestClient, token: str) -> bool:
    async with client_of(machine, "client_secret_basic") as session:
        answer = await session.introspect_token((await metadata(server))["introspection_endpoint"], token)
    return bool(answer.json()["active"])

"""The guide's way to protect an API, run as it stands there, with a real server behind it."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import Tenant
from services import tenant_audiences
from tests.e2e.server import ROOT, Server
from tests.identity.clients import TestClient, add_client, get_token
from tests.services.world import Somebody

GUIDE = (ROOT / "docs" / "guide.md").read_text()
AUDIENCE = "https://meters.example.com/"
pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def keylodge(database: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    key = base64.b64encode(b"k" * 32).decode()
    server = Server(tmp_path / "server", extra={"KEYLODGE_DATABASE_URL": database, "KEYLODGE_MASTER_KEY": key})
    await asyncio.to_thread(server.start)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        yield http
    server.kill()


@pytest.fixture
async def api(keylodge: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """The API of the guide, with our issuer in place of the example's."""
    found = re.search(r"test_guide_samples\.py -->\n```python\n(.+?)```", GUIDE, re.DOTALL)
    assert found
    source = found.group(1).replace("https://keys.example.com", str(keylodge.base_url).rstrip("/"))
    sample: dict[str, Any] = {"__name__": "sample"}
    exec(compile(source, "guide.md", "exec"), sample)  # noqa: S102 - our own words
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sample["app"]), base_url="http://meters") as http:
        yield http


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    await tenant_audiences.set_audiences(elin.actor, [AUDIENCE], base=[])
    return await add_client(elin)


async def read(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.get("/readings", headers={"authorization": f"Bearer {token}"})


async def test_token_for_the_api_opens_it_and_no_other_does(
    keylodge: httpx.AsyncClient, api: httpx.AsyncClient, client: TestClient, tenant: Tenant
) -> None:
    good = await get_token(keylodge, client, resource=AUDIENCE)
    answer = await read(api, good)
    assert (answer.status_code, answer.json()) == (200, {"for": client.id, "roles": ["Tenant Member"]})
    for bad in (await get_token(keylodge, client), "", "nonsense", good[:-4] + "AAAA"):
        refused = await read(api, bad)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert (await api.get("/readings")).status_code == 401

"""What the guide tells developers to write is run as it stands there, with this server's address in it."""

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError

from models import BuiltInRole, Tenant
from services.people import people, tenant_audiences
from tests.e2e.server import Server
from tests.identity.clients import TestClient, add_client
from tests.proof.conftest import CALLBACK
from tests.proof.test_authlib import client_of, metadata
from tests.proof.visitor import Visitor
from tests.services.world import Somebody, make_person, make_tenant

AUDIENCE, OTHER = "https://meters.example.com", "https://other.example.com"
GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide.md").read_text()


def example(name: str, server: Server) -> SimpleNamespace:
    """What the example `name` defines; its environment has to be set before."""
    found = re.search(rf"<!-- tried: {name} -->\n```python\n(.*?)```", GUIDE, re.DOTALL)
    assert found, f"The guide has no example {name}"
    values: dict[str, object] = {}
    exec(found[1].replace("https://keys.example.com", server.url), values)  # noqa: S102  # the guide is our own
    return SimpleNamespace(**values)


def be(client: TestClient, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Set the environment as the downloaded .env does."""
    for name, value in {"CLIENT_ID": client.id, "CLIENT_SECRET": client.secret, **more}.items():
        monkeypatch.setenv(name, value)


async def list_audiences(by: Somebody, *addresses: str) -> None:
    """What Settings > Audiences does; the operator takes them from tenants of earlier tests on this server."""
    tenant = await Tenant.get(id=by.user.tenant_id)
    for address in addresses:
        await tenant_audiences.move(address, tenant)


async def token_for(server: Server, client: TestClient, resource: str) -> str:
    """An access token for an audience, or for Keylodge's own API."""
    async with client_of(client, "client_secret_basic") as session:
        where = (await metadata(server))["token_endpoint"]
        asked = {"resource": resource} if resource else {}
        token = await session.fetch_token(where, grant_type="client_credentials", **asked)
    return str(token["access_token"])


async def token_of_another_tenant(server: Server) -> str:
    """A good one for the same audience, as if it had been that tenant's before the operator moved it."""
    other = await make_tenant("Southmoor Rail")
    sam = await make_person(other, "Sam Stone")
    await Tenant.filter(id=other.id).update(audiences=[AUDIENCE])
    return await token_for(server, await add_client(sam), AUDIENCE)


async def test_every_python_example_is_tried() -> None:
    assert set(re.findall(r"<!-- tried: (\w+) -->", GUIDE)) == {"protect", "sign_in", "automate"}
    assert GUIDE.count("```python\n") == 3


async def test_api_lets_in_good_tokens_only(
    server: Server, machine: TestClient, elin: Somebody, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(machine, monkeypatch, TENANT_ID=str(tenant.id))
    guide = example("protect", server)
    await list_audiences(elin, AUDIENCE, OTHER)
    token, other, ours = [await token_for(server, machine, resource) for resource in (AUDIENCE, OTHER, "")]
    keys = await asyncio.to_thread(guide.fetch_keys)
    claims = guide.check(token, keys, "api")
    assert (claims["sub"], claims["tid"]) == (machine.id, str(tenant.id))
    for text, scope in [
        (other, "api"),
        (ours, "api"),
        (await token_of_another_tenant(server), "api"),
        (token, "email"),
        (token[:-4] + "AAAA", "api"),
        ("made.up.token", "api"),
        ("", "api"),
    ]:
        with pytest.raises(PermissionError):
            guide.check(text, keys, scope)


async def test_application_learns_who_signed_in(
    server: Server, web: TestClient, visitor: Visitor, elin: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(web, monkeypatch, REDIRECT_URI=CALLBACK)
    guide = await asyncio.to_thread(example, "sign_in", server)
    url, kept = guide.begin()
    person, tokens = await asyncio.to_thread(guide.finish, await visitor.walk(url, CALLBACK), kept)
    assert (person["sub"], person["email"]) == (str(elin.id), elin.user.email)
    assert tokens["refresh_token"]


async def test_script_lists_clients_and_rotates_a_secret(
    server: Server, elin: Somebody, tenant: Tenant, machine: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = await people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR)
    script = await add_client(elin, name="Automation", role_ids=tuple(role.id for role in roles))
    be(script, monkeypatch, TENANT_ID=str(tenant.id))
    guide = example("automate", server)
    api = await asyncio.to_thread(guide.connect)
    found = await asyncio.to_thread(guide.list_clients, api)
    assert {client["Id"] for client in found} == {script.id, machine.id}
    brought: list[str] = []
    await asyncio.to_thread(guide.rotate, api, machine.id, brought.append)
    api.close()
    token_endpoint = (await metadata(server))["token_endpoint"]
    async with client_of(TestClient(machine.id, brought[0], 0), "client_secret_basic") as client:
        assert (await client.fetch_token(token_endpoint, grant_type="client_credentials"))["scope"] == "api"
    async with client_of(machine, "client_secret_basic") as client:
        with pytest.raises(OAuthError, match="invalid_client"):
            await client.fetch_token(token_endpoint, grant_type="client_credentials")


async def run_lines(server: Server, starting: str) -> Any:
    """What the guide's lines for the shell print that begin so; they end with JSON."""
    if not (shutil.which("curl") and shutil.which("jq")):
        pytest.skip("curl or jq is not installed")
    found = re.search(rf"```sh\n({re.escape(starting)}.*?)```", GUIDE, re.DOTALL)
    assert found
    script = found[1].replace("https://keys.example.com", server.url)
    done = await asyncio.to_thread(subprocess.run, ["bash", "-eu", "-c", script], check=True, capture_output=True)
    return json.loads(done.stdout)


async def test_lines_for_the_shell_list_clients(
    server: Server, machine: TestClient, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(machine, monkeypatch, TENANT_ID=str(tenant.id))
    told = await run_lines(server, "KEYS=https://keys.example.com\nTOKEN=")
    assert [client["Id"] for client in told] == [machine.id]


async def test_lines_for_the_shell_ask_for_a_token_for_an_audience(
    server: Server, machine: TestClient, elin: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(machine, monkeypatch)
    await list_audiences(elin, AUDIENCE)
    told = await run_lines(server, "KEYS=https://keys.example.com\ncurl")
    async with client_of(machine, "client_secret_basic") as session:
        where = (await metadata(server))["introspection_endpoint"]
        assert (await session.introspect_token(where, told["access_token"])).json()["aud"] == AUDIENCE

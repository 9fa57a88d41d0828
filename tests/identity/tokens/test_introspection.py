"""Introspection and revocation: whether a token is good is judged afresh, and only for those whom it concerns."""

from uuid import UUID, uuid4

import httpx
import pytest

from models import Client, ClientType, RevokedToken
from services.secrets import secrets
from tests.identity.browsing import Browser
from tests.identity.clients import API, ISSUER, TestClient, add_client, edit, get_token
from tests.services.world import Somebody

INTROSPECT = "/identity/connect/introspect"
REVOKE = "/identity/connect/revocation"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


@pytest.fixture
async def resource_server(elin: Somebody) -> TestClient:
    return await add_client(elin, name="Resource server")


async def introspect(http: httpx.AsyncClient, caller: TestClient, token: str) -> dict[str, object]:
    answer = await http.post(INTROSPECT, data={"token": token}, auth=caller.basic)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, object] = answer.json()
    return told


async def test_good_token_is_active_and_says_what_it_is(
    http: httpx.AsyncClient, client: TestClient, resource_server: TestClient
) -> None:
    told = await introspect(http, resource_server, await get_token(http, client))
    assert told["active"] is True
    assert (told["iss"], told["aud"], told["client_id"], told["scope"]) == (ISSUER, API, client.id, "api")
    assert told["roles"] == ["Tenant Member"]


async def test_token_of_a_disabled_client_is_inactive_at_once(
    http: httpx.AsyncClient, client: TestClient, resource_server: TestClient, elin: Somebody
) -> None:
    token = await get_token(http, client)
    await introspect(http, resource_server, token)
    await edit(elin, client, enabled=False)
    assert await introspect(http, resource_server, token) == {"active": False}


async def test_token_of_a_removed_secret_is_inactive_at_once(
    http: httpx.AsyncClient, client: TestClient, resource_server: TestClient, elin: Somebody
) -> None:
    token = await get_token(http, client)
    assert (await introspect(http, resource_server, token))["active"] is True
    await secrets.remove(elin.actor, UUID(client.id), client.secret_id)
    assert await introspect(http, resource_server, token) == {"active": False}


async def test_token_of_another_tenant_is_inactive(
    http: httpx.AsyncClient, client: TestClient, stranger: Somebody
) -> None:
    foreigner = await add_client(stranger)
    assert await introspect(http, foreigner, await get_token(http, client)) == {"active": False}


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30", "é.é.é", "x" * 9000])
async def test_nonsense_is_inactive(http: httpx.AsyncClient, resource_server: TestClient, token: str) -> None:
    assert await introspect(http, resource_server, token) == {"active": False}


@pytest.mark.parametrize("kind", [ClientType.AUTHORIZATION_CODE, ClientType.DEVICE_CODE])
async def test_every_token_is_inactive_to_a_public_client(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody, kind: ClientType
) -> None:
    public = await add_client(elin, kind, name="Public")
    for token in (await get_token(http, client), "nonsense"):
        answer = await http.post(INTROSPECT, data={"token": token, "client_id": public.id})
        assert (answer.status_code, answer.json()) == (200, {"active": False})


async def test_public_client_learns_nothing_of_its_own_tokens_either(browser: Browser, elin: Somebody) -> None:
    public = await add_client(elin, ClientType.AUTHORIZATION_CODE, allow_offline_access=True)
    tokens = await browser.get_tokens(public, scope="openid offline_access")
    for name in ("access_token", "refresh_token", "id_token"):
        answer = await browser.http.post(INTROSPECT, data={"token": tokens[name], "client_id": public.id})
        assert (answer.status_code, answer.json()) == (200, {"active": False}), name


async def test_whoever_does_not_prove_a_client_is_refused(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody
) -> None:
    token = await get_token(http, client)
    public = await add_client(elin, ClientType.AUTHORIZATION_CODE)
    disabled = await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Off", enabled=False)
    for form in (
        {},
        {"client_id": client.id},
        {"client_id": client.id, "client_secret": client.secret[:-1] + "é"},
        {"client_id": public.id, "client_secret": client.secret},
        {"client_id": disabled.id},
        {"client_id": str(uuid4())},
    ):
        answer = await http.post(INTROSPECT, data={"token": token, **form})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), form
        assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_revoked_token_is_inactive_at_once(
    http: httpx.AsyncClient, client: TestClient, resource_server: TestClient
) -> None:
    token, other = await get_token(http, client), await get_token(http, client)
    assert (await introspect(http, resource_server, token))["active"] is True
    answer = await http.post(REVOKE, data={"token": token, "token_type_hint": "access_token"}, auth=client.basic)
    assert (answer.status_code, answer.content) == (200, b"")
    assert await introspect(http, resource_server, token) == {"active": False}
    assert (await introspect(http, resource_server, other))["active"] is True


async def test_nobody_revokes_another_clients_token(
    http: httpx.AsyncClient, client: TestClient, resource_server: TestClient
) -> None:
    token = await get_token(http, client)
    answer = await http.post(REVOKE, data={"token": token}, auth=resource_server.basic)
    assert answer.status_code == 200
    assert (await introspect(http, resource_server, token))["active"] is True
    assert await RevokedToken.all().count() == 0


async def test_revoking_nonsense_is_answered_as_if_it_had_been_a_token(
    http: httpx.AsyncClient, client: TestClient
) -> None:
    assert (await http.post(REVOKE, data={"token": "nonsense"}, auth=client.basic)).status_code == 200


async def test_revoking_asks_who_it_is(http: httpx.AsyncClient, client: TestClient) -> None:
    token = await get_token(http, client)
    assert (await http.post(REVOKE, data={"token": token})).status_code == 401
    assert (await http.post(REVOKE, data={"token": token, "client_id": client.id})).status_code == 401


async def test_lifetime_is_the_clients(http: httpx.AsyncClient, elin: Somebody) -> None:
    client = await add_client(elin, access_token_lifetime=60)
    told = await introspect(http, client, await get_token(http, client))
    assert int(str(told["exp"])) - int(str(told["iat"])) == 60
    assert (await Client.get(id=client.id)).access_token_lifetime == 60

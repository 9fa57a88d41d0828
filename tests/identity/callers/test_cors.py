"""Pages of other origins: preflights for what anybody registered, answers for the client's own origins only."""

import httpx
import pytest

from models import ClientType
from tests.identity.clients import TOKEN, TestClient, add_client, edit
from tests.services.world import Somebody

ORIGIN = "https://app.example.com"
OTHER = "https://other.example.com"
REVOKE = "/identity/connect/revocation"
ALLOW = "access-control-allow-origin"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, allowed_cors_origins=(ORIGIN,))


@pytest.fixture
async def other_client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Other", allowed_cors_origins=(OTHER,))


async def preflight(http: httpx.AsyncClient, path: str, origin: str) -> httpx.Response:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    return await http.options(path, headers=headers)


async def revoke(http: httpx.AsyncClient, client: TestClient, origin: str, **form: str) -> httpx.Response:
    return await http.post(REVOKE, data={"client_id": client.id, **form}, headers={"origin": origin})


async def test_preflight_is_answered_for_registered_origins_only(http: httpx.AsyncClient, client: TestClient) -> None:
    answer = await preflight(http, TOKEN, ORIGIN)
    assert (answer.status_code, answer.headers[ALLOW]) == (204, ORIGIN)
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers
    for unknown in (OTHER, "null", ORIGIN.upper(), ORIGIN + "/", "https://app.example.com.evil.example"):
        refused = await preflight(http, TOKEN, unknown)
        assert ALLOW not in refused.headers


async def test_preflight_of_a_disabled_clients_origin_is_refused(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody
) -> None:
    assert (await preflight(http, TOKEN, ORIGIN)).status_code == 204
    await edit(elin, client, enabled=False)
    assert ALLOW not in (await preflight(http, TOKEN, ORIGIN)).headers


async def test_answer_is_readable_to_the_clients_own_origin_and_no_other(
    http: httpx.AsyncClient, client: TestClient, other_client: TestClient
) -> None:
    own = await revoke(http, client, ORIGIN, token="nonsense")
    assert (own.status_code, own.headers[ALLOW], own.headers["vary"]) == (200, ORIGIN, "Origin")
    foreign = await revoke(http, client, OTHER, token="nonsense")
    assert ALLOW not in foreign.headers
    assert foreign.headers["vary"] == "Origin"


async def test_errors_are_readable_too(http: httpx.AsyncClient, client: TestClient) -> None:
    answer = await revoke(http, client, ORIGIN)
    assert (answer.status_code, answer.headers[ALLOW]) == (400, ORIGIN)
    form = {"client_id": client.id, "client_secret": "wrong", "token": "x"}
    answer = await http.post(REVOKE, data=form, headers={"origin": ORIGIN})
    assert (answer.status_code, answer.headers[ALLOW]) == (401, ORIGIN)
    answer = await http.post(TOKEN, data={"client_id": client.id}, headers={"origin": ORIGIN})
    assert (answer.status_code, answer.headers[ALLOW]) == (400, ORIGIN)
    twice = {"client_id": client.id, "client_secret": "wrong"}
    answer = await http.post(TOKEN, data=twice, headers={"origin": ORIGIN}, auth=(client.id, "wrong"))
    assert (answer.status_code, answer.headers[ALLOW]) == (400, ORIGIN)


async def test_documents_are_readable_to_everybody(http: httpx.AsyncClient) -> None:
    for path in ("openid-configuration", "openid-configuration/jwks"):
        answer = await http.get(f"/identity/.well-known/{path}", headers={"origin": OTHER})
        assert answer.headers[ALLOW] == "*"


@pytest.mark.parametrize("path", ["/identity/connect/introspect", "/identity/connect/authorize"])
async def test_other_endpoints_have_no_cors(http: httpx.AsyncClient, client: TestClient, path: str) -> None:
    assert ALLOW not in (await preflight(http, path, ORIGIN)).headers

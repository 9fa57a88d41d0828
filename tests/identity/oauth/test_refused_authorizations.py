"""Tests 3, 5 and 8 of the ten: no way round PKCE, nobody else's code, and no redirect to where nobody registered."""

import html
import re
from urllib.parse import urlencode

import httpx
import pytest

from models import ClientType, Grant
from services.people import tenant_audiences
from tests.identity.browsing import CHALLENGE, Browser, answered, ask_as, redeem, refresh, request_of
from tests.identity.clients import REDIRECT_URI, TestClient, add_client, edit
from tests.services.world import Somebody

LOOPBACK = "http://127.0.0.1/cb?x=1"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Crew app", allow_offline_access=True)


@pytest.fixture
async def hybrid(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal")


@pytest.mark.parametrize(
    "downgrade",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge_method": "s256"},
        {"code_challenge": CHALLENGE + "A"},
        {"code_challenge": CHALLENGE[:-1] + "="},
    ],
)
async def test_no_code_without_a_challenge_by_s256(
    browser: Browser, client: TestClient, hybrid: TestClient, downgrade: dict[str, str | None]
) -> None:
    for asker, response_type in ((client, "code"), (hybrid, "code"), (hybrid, "code id_token")):
        told = answered(await browser.authorize(asker, response_type=response_type, **downgrade))
        assert told["error"] == "invalid_request"
        assert "code" not in told
    assert await Grant.all().count() == 0


@pytest.mark.parametrize(
    ("verifier", "error"),
    [
        (None, "invalid_request"),
        ("short", "invalid_request"),
        ("w" * 43, "invalid_grant"),
        (CHALLENGE, "invalid_grant"),
    ],
)
async def test_no_token_without_the_verifier(
    browser: Browser, client: TestClient, verifier: str | None, error: str
) -> None:
    code = await browser.get_code(client)
    answer = await redeem(browser.http, client, code, code_verifier=verifier)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert (await redeem(browser.http, client, code)).status_code == 200, "a wrong guess uses nothing up"


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.com/callback/",
        "https://app.example.com/Callback",
        "https://APP.example.com/callback",
        "https://app.example.com:443/callback",
        "https://user@app.example.com/callback",
        "https://app.example.com/%63allback",
        "https://app.example.com/x/../callback",
        "https://app.example.com/%2e%2e/callback",
        "https://app.example.com/callback?x=1",
        "https://app.example.com/callback#x",
        "https://app.example.com.evil.example/callback",
        "https://evil.example/callback",
        "http://app.example.com/callback",
        "//app.example.com/callback",
        "javascript:alert(1)",
        "http://localhost:8400/cb",
        "http://localhost/cb",
        "http://127.0.0.1:0/cb?x=1",
        "http://127.0.0.1:65536/cb?x=1",
        "http://127.0.0.1:80@evil.example/cb?x=1",
        "http://127.0.0.1:8400/cb",
        "http://127.0.0.1.evil.example/cb?x=1",
        "http://127.0.0.2:8400/cb?x=1",
        "http://[::1]:8400/cb?x=1",
        "https://127.0.0.1:8400/cb?x=1",
    ],
)
async def test_nothing_is_sent_to_an_address_that_nobody_registered(browser: Browser, elin: Somebody, uri: str) -> None:
    known = (REDIRECT_URI, LOOPBACK, "http://localhost:8401/cb")
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE, redirect_uris=known)
    for more in ({}, {"prompt": "none"}, {"response_type": "token"}, {"response_mode": "form_post"}):
        answer = await browser.authorize(client, redirect_uri=uri, **more)
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "<form" not in answer.text
        assert uri not in answer.text


@pytest.mark.parametrize("uri", [LOOPBACK, "http://127.0.0.1:51004/cb?x=1"])
async def test_loopback_address_may_have_any_port_and_always_asks(browser: Browser, elin: Somebody, uri: str) -> None:
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE, redirect_uris=(LOOPBACK,))
    for _ in range(2):
        page = await browser.authorize(client, redirect_uri=uri)
        told = answered(await browser.decide(page), uri)
        assert (await redeem(browser.http, client, told["code"], redirect_uri=uri)).status_code == 200
    assert (
        answered(await browser.authorize(client, redirect_uri=uri, prompt="none"), uri)["error"] == "consent_required"
    )


@pytest.mark.parametrize("decision", ["allow", "deny"])
async def test_ipv6_loopback_may_have_any_port_and_the_policy_names_no_other_place(
    browser: Browser, elin: Somebody, decision: str
) -> None:
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE, redirect_uris=("http://[::1]/cb",))
    uri = "http://[::1]:51004/cb"
    page = await browser.authorize(client, redirect_uri=uri)
    assert "form-action 'self';" in page.headers["content-security-policy"], "a policy has no word for the address"
    answer = await browser.decide(page, decision)
    found = re.search(r'content="0; url=([^"]*)"', answer.text)
    assert found, "so a page leads there, which no policy holds back"
    told = answered(httpx.Response(303, headers={"location": html.unescape(found[1])}), uri)
    if decision == "deny":
        assert told["error"] == "access_denied"
        return
    assert (await redeem(browser.http, client, told["code"], redirect_uri=uri)).status_code == 200


async def test_private_use_scheme_always_asks_and_is_named_in_the_policy(browser: Browser, elin: Somebody) -> None:
    uri = "com.example.app:/cb"
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE, redirect_uris=(uri,))
    for _ in range(2):
        page = await browser.authorize(client, redirect_uri=uri)
        assert "form-action 'self' com.example.app:;" in page.headers["content-security-policy"]
        assert "code" in answered(await browser.decide(page), uri)


@pytest.mark.parametrize("client_id", [None, "nonsense", "5f5b9fd2-5a5c-4a0e-9d20-55d5f5f5f5f5"])
async def test_unknown_client_is_told_to_the_person_only(
    browser: Browser, client: TestClient, client_id: str | None
) -> None:
    answer = await browser.authorize(client, client_id=client_id)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_disabled_client_is_told_to_the_person_only(browser: Browser, client: TestClient, elin: Somebody) -> None:
    await browser.get_code(client)
    await edit(elin, client, enabled=False)
    answer = await browser.authorize(client)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "elsewhere"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"resource": "https://elsewhere.example.com"}, "invalid_target"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "whatever"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"nonce": "n" * 501}, "invalid_request"),
        ({"id_token_hint": "nonsense"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://app.example.com/r"}, "request_uri_not_supported"),
        ({"acr_values": "tenant:elsewhere"}, "invalid_request"),
        ({"login_hint": "x" * 7000}, "invalid_request"),
    ],
)
async def test_error_goes_back_to_the_client_with_state_and_issuer(
    browser: Browser, client: TestClient, changes: dict[str, str | None], error: str
) -> None:
    told = answered(await browser.authorize(client, **changes))
    assert (told["error"], told["state"]) == (error, "st&te=1")
    assert told["iss"].endswith("/identity")


async def test_offline_access_is_for_clients_that_may(browser: Browser, hybrid: TestClient) -> None:
    told = answered(await browser.authorize(hybrid, scope="openid offline_access"))
    assert told["error"] == "invalid_scope"


async def test_doubled_parameter_goes_nowhere(browser: Browser, client: TestClient) -> None:
    query = f"client_id={client.id}&redirect_uri={REDIRECT_URI}&redirect_uri={REDIRECT_URI}"
    answer = await browser.open(f"/identity/connect/authorize?{query}")
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_one_audience_at_a_time(browser: Browser, client: TestClient, elin: Somebody) -> None:
    both = ["https://meters.example.com", "https://pumps.example.com"]
    await tenant_audiences.set_audiences(elin.actor, both, base=[])
    query = urlencode([*request_of(client).items(), *(("resource", uri) for uri in both)])
    told = answered(await browser.open(f"/identity/connect/authorize?{query}"))
    assert (told["error"], told["state"]) == ("invalid_target", "st&te=1")


async def test_nobody_elses_code_or_refresh_token_is_good(
    browser: Browser, client: TestClient, hybrid: TestClient, elin: Somebody, stranger: Somebody
) -> None:
    neighbour = await add_client(elin, ClientType.AUTHORIZATION_CODE, name="B", allow_offline_access=True)
    foreigner = await add_client(stranger, ClientType.AUTHORIZATION_CODE, name="C", allow_offline_access=True)
    code = await browser.get_code(client, scope="openid offline_access")
    for other in (neighbour, foreigner, hybrid):
        assert (await redeem(browser.http, other, code)).json()["error"] == "invalid_grant"
    tokens = (await redeem(browser.http, client, code)).json()
    for other in (neighbour, foreigner):
        assert (await redeem(browser.http, other, code)).json()["error"] == "invalid_grant"
        assert (await refresh(browser.http, other, tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await refresh(browser.http, client, tokens["refresh_token"])).status_code == 200, "others ended nothing"


async def test_hybrid_client_proves_itself_to_redeem(browser: Browser, hybrid: TestClient, elin: Somebody) -> None:
    other = await add_client(elin, ClientType.HYBRID, name="Other")
    code = await browser.get_code(hybrid)
    for secret in ("", other.secret):
        answer = await redeem(browser.http, TestClient(hybrid.id, secret, 0), code)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert (await redeem(browser.http, hybrid, code)).status_code == 200


async def test_machines_have_no_codes(http: httpx.AsyncClient, elin: Somebody) -> None:
    machine = await add_client(elin)
    answer = await ask_as(http, machine, "authorization_code", code="x", redirect_uri=REDIRECT_URI)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert (await ask_as(http, machine, "refresh_token", refresh_token="x")).json()["error"] == "unauthorized_client"

"""A device without a keyboard: it shows a code, a person types it elsewhere and decides, and the device gets tokens."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from models import ClientType, DeviceCode, DeviceState, Grant, Tenant
from services.oauth import device_codes
from services.sign_in import throttle
from services.tokens import access_tokens
from tests.identity.browsing import Browser, ask_as
from tests.identity.clients import API, ORIGIN, TestClient, add_client
from tests.identity.tokens.test_introspection import introspect
from tests.services.world import Somebody, make_person

BEGIN = "/identity/connect/deviceauthorization"
PAGE = "/identity/device"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
async def device(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.DEVICE_CODE, name="Pump display", device_code_lifetime=120)


async def begin(http: httpx.AsyncClient, client: TestClient, scope: str = "openid ocsapi") -> dict[str, Any]:
    answer = await http.post(BEGIN, data={"client_id": client.id, "scope": scope})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    given: dict[str, Any] = answer.json()
    return given


async def type_code(browser: Browser, code: str, origin: str = ORIGIN) -> httpx.Response:
    return await browser.http.post(PAGE, data={"user_code": code}, headers={**browser.headers, "origin": origin})


async def poll(http: httpx.AsyncClient, client: TestClient, given: dict[str, Any]) -> httpx.Response:
    return await ask_as(http, client, GRANT, device_code=given["device_code"])


async def error_of(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    return str(answer.json()["error"])


async def test_person_allows_a_device_and_it_gets_tokens_once(
    browser: Browser, device: TestClient, elin: Somebody
) -> None:
    given = await begin(browser.http, device)
    assert given["verification_uri"] == ORIGIN + PAGE
    assert given["verification_uri_complete"] == f"{ORIGIN}{PAGE}?user_code={given['user_code']}"
    assert (given["expires_in"], given["interval"]) == (120, 5)
    assert await error_of(await poll(browser.http, device, given)) == "authorization_pending"
    page = await type_code(browser, given["user_code"].lower().replace("-", " "))
    assert "Allow Pump display?" in page.text
    assert "Device connected" in (await browser.decide(page)).text
    tokens = (await poll(browser.http, device, given)).json()
    assert (tokens["scope"], "refresh_token" in tokens) == ("openid api", False)
    token = await access_tokens.read(tokens["access_token"], API)
    assert token.claims["sub"] == str(elin.id)


async def test_replayed_device_code_revokes_what_it_gave(browser: Browser, device: TestClient, elin: Somebody) -> None:
    given = await begin(browser.http, device)
    await browser.decide(await type_code(browser, given["user_code"]))
    answers = await asyncio.gather(*(poll(browser.http, device, given) for _ in range(5)))
    won = [answer.json()["access_token"] for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert await error_of(await poll(browser.http, device, given)) == "invalid_grant"
    caller = await add_client(elin, name="Resource server")
    for text in won:
        assert await introspect(browser.http, caller, text) == {"active": False}
    assert (await Grant.all().get()).revoked_at is not None


async def test_device_code_that_is_replayed_while_its_person_is_disabled_revokes_too(
    browser: Browser, device: TestClient, elin: Somebody
) -> None:
    given = await begin(browser.http, device)
    await browser.decide(await type_code(browser, given["user_code"]))
    assert (await poll(browser.http, device, given)).status_code == 200
    elin.user.enabled = False
    await elin.user.save()
    assert await error_of(await poll(browser.http, device, given)) == "invalid_grant"
    assert (await Grant.all().get()).revoked_at is not None


async def test_person_refuses(browser: Browser, device: TestClient) -> None:
    given = await begin(browser.http, device)
    await browser.decide(await type_code(browser, given["user_code"]), "deny")
    assert await error_of(await poll(browser.http, device, given)) == "access_denied"
    assert await Grant.all().count() == 0


async def test_device_that_asks_too_often_is_told_to_wait_longer(browser: Browser, device: TestClient) -> None:
    given = await begin(browser.http, device)
    assert await error_of(await poll(browser.http, device, given)) == "authorization_pending"
    assert await error_of(await poll(browser.http, device, given)) == "slow_down"
    assert (await DeviceCode.all().get()).interval == 10


async def test_code_expires(browser: Browser, device: TestClient) -> None:
    given = await begin(browser.http, device)
    page = await type_code(browser, given["user_code"])
    row = await DeviceCode.all().get()
    await DeviceCode.all().update(expires_at=row.expires_at - timedelta(seconds=121))
    assert (await type_code(browser, given["user_code"])).status_code == 422
    assert (await browser.decide(page)).status_code == 410
    assert await error_of(await poll(browser.http, device, given)) == "expired_token"


async def test_nobody_elses_device_code_is_good(
    browser: Browser, device: TestClient, elin: Somebody, stranger: Somebody
) -> None:
    given = await begin(browser.http, device)
    await browser.decide(await type_code(browser, given["user_code"]))
    for owner in (elin, stranger):
        other = await add_client(owner, ClientType.DEVICE_CODE, name="Other")
        assert await error_of(await poll(browser.http, other, given)) == "invalid_grant"
    assert (await poll(browser.http, device, given)).status_code == 200, "others ended nothing"


async def test_person_of_another_tenant_finds_no_device(
    http: httpx.AsyncClient, device: TestClient, stranger: Somebody
) -> None:
    foreigner = Browser(http)
    await foreigner.sign_in(stranger.user)
    given = await begin(http, device)
    assert (await type_code(foreigner, given["user_code"])).status_code == 422
    assert (await DeviceCode.all().get()).state is DeviceState.PENDING


async def test_guessing_codes_soon_has_to_wait_and_knowing_one_forgives(browser: Browser, device: TestClient) -> None:
    given = await begin(browser.http, device)
    for _ in range(throttle.ACCOUNT.free + 1):
        wrong = await type_code(browser, "BBBB-BBBB")
        assert wrong.status_code == 422
        assert "BBBB-BBBB is not a code" in wrong.text
    held = await type_code(browser, given["user_code"])
    assert held.status_code == 429
    assert 0 < int(held.headers["retry-after"]) <= 60
    assert "Allow" not in held.text


async def test_page_asks_strangers_to_sign_in_and_shows_the_devices_code(
    http: httpx.AsyncClient, browser: Browser, device: TestClient
) -> None:
    given = await begin(http, device)
    address = given["verification_uri_complete"].removeprefix(ORIGIN)
    sent = await http.get(address)
    assert sent.headers["location"].startswith("/login?next=%2Fidentity%2Fdevice%3Fuser_code%3D")
    page = await browser.open(address)
    assert f'value="{given["user_code"]}"' in page.text
    assert (await DeviceCode.all().get()).state is DeviceState.PENDING, "opening a link decides nothing"


async def test_page_of_another_site_or_session_decides_nothing(
    browser: Browser, device: TestClient, tenant: Tenant
) -> None:
    given = await begin(browser.http, device)
    assert (await type_code(browser, given["user_code"], "https://evil.example")).status_code == 403
    page = await type_code(browser, given["user_code"])
    assert (await browser.decide(page, origin="https://evil.example")).status_code == 403
    other = Browser(browser.http)
    await other.sign_in((await make_person(tenant, "Ben Lindqvist")).user)
    await other.decide(page)
    await browser.decide(page, ticket="")
    assert (await DeviceCode.all().get()).state is DeviceState.PENDING


@pytest.mark.parametrize(
    ("scope", "error"),
    [("", "invalid_scope"), ("openid offline_access", "invalid_scope"), ("everything", "invalid_scope")],
)
async def test_what_a_device_may_not_ask(http: httpx.AsyncClient, device: TestClient, scope: str, error: str) -> None:
    assert await error_of(await http.post(BEGIN, data={"client_id": device.id, "scope": scope})) == error


async def test_device_names_no_foreign_tenant(
    http: httpx.AsyncClient, device: TestClient, elin: Somebody, stranger: Somebody
) -> None:
    for tenant_id, status in ((elin.user.tenant_id, 200), (stranger.user.tenant_id, 400)):
        form = {"client_id": device.id, "scope": "openid", "acr_values": f"tenant:{tenant_id}"}
        assert (await http.post(BEGIN, data=form)).status_code == status


async def test_other_clients_are_no_devices(http: httpx.AsyncClient, elin: Somebody) -> None:
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE)
    answer = await http.post(BEGIN, data={"client_id": client.id, "scope": "openid"})
    assert await error_of(answer) == "unauthorized_client"
    assert await error_of(await ask_as(http, client, GRANT, device_code="x")) == "unauthorized_client"
    assert (await http.post(BEGIN, data={"scope": "openid"})).status_code == 401


async def test_devices_own_code_is_stored_hashed(http: httpx.AsyncClient, device: TestClient) -> None:
    given = await begin(http, device)
    row = await DeviceCode.all().get()
    assert given["device_code"] not in (row.code_hash, row.user_code)
    assert device_codes.shown(row.user_code) == given["user_code"]

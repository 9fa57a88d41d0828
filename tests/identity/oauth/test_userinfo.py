"""Userinfo tells who somebody is now, to whoever holds a token that was given for it (test 6 of the ten)."""

import time
from typing import Any

import httpx
import pytest

import db
from models import ClientType, Grant, Tenant
from services.keys import signing_keys
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.tokens import access_tokens
from tests.identity.browsing import Browser
from tests.identity.clients import TestClient, add_client, edit, get_token
from tests.services.world import Somebody

USERINFO = "/identity/connect/userinfo"
APP = "https://app.example.com"
METERS = "https://meters.example.com/"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Crew app", allowed_cors_origins=(APP,))


async def ask(http: httpx.AsyncClient, token: str, **headers: str) -> httpx.Response:
    return await http.get(USERINFO, headers={"authorization": f"Bearer {token}", **headers})


async def is_refused(http: httpx.AsyncClient, token: str) -> bool:
    answer = await ask(http, token)
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    return (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


async def test_scopes_open_what_is_told(browser: Browser, client: TestClient, elin: Somebody, tenant: Tenant) -> None:
    token = (await browser.get_tokens(client))["access_token"]
    answer = await ask(browser.http, token)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {
        "sub": str(elin.id),
        "tid": str(tenant.id),
        "name": "Elin Berg",
        "email": elin.user.email,
        "email_verified": False,
    }
    token = (await browser.get_tokens(client, scope="openid"))["access_token"]
    assert set((await ask(browser.http, token)).json()) == {"sub", "tid"}


async def test_form_may_bring_the_token_and_the_address_may_not(browser: Browser, client: TestClient) -> None:
    token = (await browser.get_tokens(client))["access_token"]
    assert (await browser.http.post(USERINFO, data={"access_token": token})).status_code == 200
    bearer = {"authorization": f"Bearer {token}"}
    assert (await browser.http.post(USERINFO, headers=bearer)).status_code == 200
    twice = await browser.http.post(USERINFO, data={"access_token": token}, headers=bearer)
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
    assert (await browser.http.get(f"{USERINFO}?access_token={token}")).status_code == 401


async def test_without_a_token_only_the_way_to_bring_one_is_told(http: httpx.AsyncClient) -> None:
    answer = await http.get(USERINFO)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == 'Bearer realm="Keylodge"'


async def test_token_for_something_else_opens_nothing(
    browser: Browser, client: TestClient, elin: Somebody, tenant: Tenant
) -> None:
    tenant.audiences = [METERS]

    async def work() -> None:
        await tenant.save()
        await feed.announce(Change(tenant.id, Kind.TENANT, str(tenant.id)))

    await db.tx(work)
    elsewhere = await browser.get_tokens(client, resource=METERS)
    assert await is_refused(browser.http, elsewhere["access_token"])
    assert await is_refused(browser.http, elsewhere["id_token"])
    no_openid = (await browser.get_tokens(client, scope="api"))["access_token"]
    assert (await ask(browser.http, no_openid)).status_code == 403
    machine = await get_token(browser.http, await add_client(elin))
    assert (await ask(browser.http, machine)).json()["error"] == "insufficient_scope"


@pytest.mark.parametrize(
    "wrong", [{"aud": "https://elsewhere.example.com"}, {"iss": "https://evil.example"}, {"exp": int(time.time()) - 9}]
)
async def test_wrong_issuer_audience_or_time_opens_nothing(
    browser: Browser, client: TestClient, wrong: dict[str, Any]
) -> None:
    good = (await browser.get_tokens(client))["access_token"]
    claims = {**access_tokens.verify_signature(good, access_tokens.TYPE), **wrong}
    assert await is_refused(browser.http, access_tokens.sign(claims, access_tokens.TYPE, signing_keys.signer("ES256")))
    header, payload, _ = good.split(".")
    assert await is_refused(browser.http, f"{header}.{payload}.")
    assert await is_refused(browser.http, f"eyJhbGciOiJub25lIn0.{payload}.")


async def test_disabled_person_or_client_is_refused_at_once(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    token = (await browser.get_tokens(client))["access_token"]
    assert (await ask(browser.http, token)).status_code == 200
    await edit(elin, client, enabled=False)
    assert await is_refused(browser.http, token)
    await edit(elin, client, enabled=True)
    elin.user.enabled = False
    await elin.user.save()
    assert await is_refused(browser.http, token)


async def test_pages_of_the_clients_own_origin_may_read_it(browser: Browser, client: TestClient) -> None:
    token = (await browser.get_tokens(client))["access_token"]
    answer = await ask(browser.http, token, origin=APP)
    assert answer.headers["access-control-allow-origin"] == APP
    assert "access-control-allow-origin" not in (await ask(browser.http, token, origin="https://evil.example")).headers
    await Grant.all().update(revoked_at=await clock.now())
    refusal = await ask(browser.http, token, origin=APP)
    assert (refusal.status_code, refusal.headers["access-control-allow-origin"]) == (401, APP)

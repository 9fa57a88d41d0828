"""Refresh tokens rotate; one that comes again ends all that the person's consent gave (test 2 of the ten)."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from models import ClientType, Grant, RefreshToken, Tenant
from services.clients import clients, removed_clients
from services.live import clock
from services.people import tenant_audiences, users
from services.tokens import access_tokens
from tests.identity.browsing import Browser, ask_as, redeem, refresh
from tests.identity.clients import API, TestClient, add_client, edit
from tests.identity.tokens.test_introspection import introspect
from tests.services.live.fleet import everything_stored
from tests.services.world import Somebody, make_person

OFFLINE = "openid email offline_access api"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal", allow_offline_access=True)


async def error_of(answer: httpx.Response) -> str:
    return str(answer.json().get("error", ""))


async def test_refreshing_gives_everything_anew(browser: Browser, client: TestClient) -> None:
    first = await browser.get_tokens(client, scope=OFFLINE)
    second = (await refresh(browser.http, client, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == OFFLINE
    claims = access_tokens.verify_signature(second["id_token"], "JWT")
    before = access_tokens.verify_signature(first["id_token"], "JWT")
    assert (claims["sub"], claims["auth_time"]) == (before["sub"], before["auth_time"])
    assert "nonce" not in claims
    assert (await refresh(browser.http, client, second["refresh_token"])).status_code == 200


async def test_replayed_token_ends_the_newest_too_and_that_stays(browser: Browser, client: TestClient) -> None:
    first = await browser.get_tokens(client, scope=OFFLINE)
    second = (await refresh(browser.http, client, first["refresh_token"])).json()
    assert (await introspect(browser.http, client, second["access_token"]))["active"] is True
    assert await error_of(await refresh(browser.http, client, first["refresh_token"])) == "invalid_grant"
    assert await error_of(await refresh(browser.http, client, second["refresh_token"])) == "invalid_grant"
    for text in (second["access_token"], second["refresh_token"], first["access_token"]):
        assert await introspect(browser.http, client, text) == {"active": False}
    assert (await Grant.all().get()).revoked_at is not None


async def test_of_many_at_once_one_wins_and_the_family_ends(browser: Browser, client: TestClient) -> None:
    first = await browser.get_tokens(client, scope=OFFLINE)
    answers = await asyncio.gather(*(refresh(browser.http, client, first["refresh_token"]) for _ in range(8)))
    won = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {await error_of(answer) for answer in answers if answer.status_code != 200} == {"invalid_grant"}
    for tokens in won:
        assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}
        assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_grant"


async def test_asking_for_less_is_possible_and_for_more_uses_nothing_up(browser: Browser, client: TestClient) -> None:
    token = (await browser.get_tokens(client, scope=OFFLINE))["refresh_token"]
    more = await refresh(browser.http, client, token, scope="openid profile")
    assert await error_of(more) == "invalid_scope"
    elsewhere = await refresh(browser.http, client, token, resource="https://elsewhere.example.com")
    assert await error_of(elsewhere) == "invalid_target"
    less = (await refresh(browser.http, client, token, scope="api")).json()
    assert (less["scope"], "id_token" in less) == ("api", False)
    again = (await refresh(browser.http, client, less["refresh_token"])).json()
    assert again["scope"] == OFFLINE


async def test_ends_after_fifteen_idle_days_and_thirty_in_all(browser: Browser, client: TestClient) -> None:
    token = (await browser.get_tokens(client, scope=OFFLINE))["refresh_token"]
    row = await RefreshToken.all().select_related("grant").get()
    assert row.expires_at - row.created_at == timedelta(days=15)
    await Grant.all().update(created_at=row.created_at - timedelta(days=20))
    token = (await refresh(browser.http, client, token)).json()["refresh_token"]
    newest = await RefreshToken.filter(rotated_at__isnull=True).get()
    assert timedelta(days=9) < newest.expires_at - newest.created_at <= timedelta(days=10)
    await RefreshToken.all().update(expires_at=await clock.now())
    assert await error_of(await refresh(browser.http, client, token)) == "invalid_grant"


async def test_disabled_person_gets_nothing_more(browser: Browser, client: TestClient, elin: Somebody) -> None:
    tokens = await browser.get_tokens(client, scope=OFFLINE)
    elin.user.enabled = False
    await elin.user.save()
    assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_grant"
    assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}


async def test_person_who_is_enabled_again_has_to_sign_in_again(
    browser: Browser, client: TestClient, elin: Somebody, tenant: Tenant
) -> None:
    tokens = await browser.get_tokens(client, scope=OFFLINE)
    maya = await make_person(tenant, "Maya Chen")
    for enabled in (False, True):
        await users.set_enabled(maya.actor, elin.user.id, enabled)
    assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_grant"
    assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}


async def test_audience_that_the_tenant_lists_no_more_gets_nothing_more(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    meters = "https://meters.example.com"
    await tenant_audiences.set_audiences(elin.actor, [meters], base=[])
    tokens = await browser.get_tokens(client, scope=OFFLINE, resource=meters)
    await tenant_audiences.set_audiences(elin.actor, [], base=[meters])
    assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_grant"


async def test_client_that_may_no_longer_gets_nothing_more(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    token = (await browser.get_tokens(client, scope=OFFLINE))["refresh_token"]
    await edit(elin, client, allow_offline_access=False)
    assert await error_of(await refresh(browser.http, client, token)) == "unauthorized_client"


async def test_restoring_a_removed_client_revives_nothing(browser: Browser, client: TestClient, elin: Somebody) -> None:
    tokens = await browser.get_tokens(client, scope=OFFLINE)
    code = await browser.get_code(client, scope=OFFLINE)
    await clients.remove(elin.actor, UUID(client.id))
    assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_client"
    await removed_clients.restore(elin.actor, UUID(client.id))
    assert await error_of(await refresh(browser.http, client, tokens["refresh_token"])) == "invalid_grant"
    assert await error_of(await redeem(browser.http, client, code)) == "invalid_grant"
    for name in ("access_token", "refresh_token"):
        assert await introspect(browser.http, client, tokens[name]) == {"active": False}
    assert (await browser.get_tokens(client, scope=OFFLINE))["refresh_token"], "what comes after is good"


async def test_revoked_refresh_token_ends_its_access_tokens(browser: Browser, client: TestClient) -> None:
    tokens = await browser.get_tokens(client, scope=OFFLINE)
    form = {"token": tokens["refresh_token"]}
    assert (await browser.http.post("/identity/connect/revocation", data=form, auth=client.basic)).status_code == 200
    assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}


async def test_nonsense_is_refused(browser: Browser, client: TestClient) -> None:
    assert await error_of(await ask_as(browser.http, client, "refresh_token")) == "invalid_request"
    assert await error_of(await refresh(browser.http, client, "klr_nonsense")) == "invalid_grant"


async def test_database_holds_no_text_that_is_good(browser: Browser, client: TestClient) -> None:
    code = await browser.get_code(client, scope=OFFLINE)
    tokens = (await redeem(browser.http, client, code)).json()
    stored = await everything_stored()
    assert [text for text in (code, tokens["refresh_token"], tokens["access_token"]) if text in stored] == []
    assert (await access_tokens.read(tokens["access_token"], API)).bearer.grant_id is not None

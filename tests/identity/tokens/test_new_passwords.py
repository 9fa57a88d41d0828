"""With a new password ends what applications were let do with the old one, unless the person keeps it."""

from collections.abc import Awaitable, Callable

import pytest

from models import AuditEvent, ClientType
from services.people import accounts, links, users
from tests.identity.browsing import Browser, redeem, refresh
from tests.identity.clients import TestClient, add_client
from tests.identity.tokens.test_introspection import introspect
from tests.services.world import PASSWORD, Somebody

NEW = "wet-otter-counts-9-lamps"


async def change(by: Somebody) -> None:
    await accounts.change_password(by.actor, PASSWORD, NEW)


async def use_link(by: Somebody) -> None:
    _, token = await users.new_password_link(by.actor, by.id)
    await links.use_link(token, NEW)


async def use_operators_link(by: Somebody) -> None:
    _, token = await users.new_password_link_by_operator(by.user.email)
    await links.use_link(token, NEW)


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal", allow_offline_access=True)


@pytest.mark.parametrize("renew", [change, use_link, use_operators_link])
async def test_new_password_signs_applications_out(
    browser: Browser, client: TestClient, elin: Somebody, renew: Callable[[Somebody], Awaitable[None]]
) -> None:
    tokens = await browser.get_tokens(client, scope="openid email offline_access api")
    waiting = await browser.get_code(client)
    await renew(elin)
    assert (await refresh(browser.http, client, tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}
    assert (await redeem(browser.http, client, waiting)).json()["error"] == "invalid_grant"


async def test_changed_password_keeps_applications_where_the_person_says_so(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    tokens = await browser.get_tokens(client, scope="openid email offline_access api")
    await accounts.change_password(elin.actor, PASSWORD, NEW, keep_applications=True)
    assert (await refresh(browser.http, client, tokens["refresh_token"])).status_code == 200
    event = await AuditEvent.filter(action="user.password_changed").get()
    assert event.after == {"By": "Themselves", "Applications": "Stay signed in"}

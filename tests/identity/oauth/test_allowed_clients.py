"""What a person allowed is theirs to see and to withdraw."""

from uuid import UUID

import httpx
import pytest

from errors import NotFound
from models import AuditEvent, ClientType
from services.oauth import allowed_clients
from tests.identity.browsing import Browser, refresh
from tests.identity.clients import TestClient, add_client
from tests.identity.tokens.test_introspection import introspect
from tests.services.world import Somebody


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal", allow_offline_access=True)


async def test_withdrawing_ends_every_token_and_asks_again(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    tokens = await browser.get_tokens(client, scope="openid offline_access api")
    (allowed,) = await allowed_clients.list_allowed(elin.actor)
    assert (allowed.client_name, allowed.scopes) == ("Portal", ("api", "offline_access", "openid"))
    await allowed_clients.withdraw(elin.actor, UUID(client.id))
    assert await allowed_clients.list_allowed(elin.actor) == []
    assert await introspect(browser.http, client, tokens["access_token"]) == {"active": False}
    answer = await refresh(browser.http, client, tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert "Allow Portal?" in (await browser.authorize(client, scope="openid offline_access api")).text
    assert [event.action for event in await AuditEvent.filter(actor_id=elin.id).order_by("-id").limit(2)] == [
        "client.disallowed",
        "client.allowed",
    ]


async def test_nobody_withdraws_for_another(
    browser: Browser, client: TestClient, stranger: Somebody, http: httpx.AsyncClient
) -> None:
    tokens = await browser.get_tokens(client, scope="openid")
    assert await allowed_clients.list_allowed(stranger.actor) == []
    with pytest.raises(NotFound):
        await allowed_clients.withdraw(stranger.actor, UUID(client.id))
    assert (await introspect(http, client, tokens["access_token"]))["active"] is True

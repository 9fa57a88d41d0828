"""The authorization pages behind the outer wall: their own policy holds, and they read the console's session."""

import pytest
from starlette.responses import PlainTextResponse

from identity.app import Identity
from middleware.headers import PLAIN_POLICY, SecurityHeaders
from models import ClientType
from tests.identity.browsing import Browser, visit
from tests.identity.clients import TestClient, add_client
from tests.services.world import Somebody


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE)


async def test_policy_of_the_consent_page_survives_and_everything_else_keeps_the_walls(
    browser: Browser, client: TestClient
) -> None:
    walled = SecurityHeaders(Identity(PlainTextResponse("Not ours.")), https=True)
    async with visit(walled) as http:
        behind = Browser(http, browser.token)
        page = await behind.authorize(client)
        assert "form-action 'self' https://app.example.com;" in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers.get_list("content-security-policy") == [page.headers["content-security-policy"]]
        assert (await http.get("/elsewhere")).headers["content-security-policy"] == PLAIN_POLICY


async def test_page_shows_no_markup_of_a_clients_name(browser: Browser, elin: Somebody) -> None:
    name = "<script>alert(1)</script>"
    evil = await add_client(elin, ClientType.AUTHORIZATION_CODE, name=name, client_uri="https://a.example/?a=1&b=2")
    page = await browser.authorize(evil, state='"><script>')
    assert "<script>alert" not in page.text
    assert '"><script>' not in page.text
    assert 'href="https://a.example/?a=1&amp;b=2"' in page.text

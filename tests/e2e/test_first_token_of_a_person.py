"""The first token of clients that act for a person: the whole authorization in a window, its callback and refusals."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from models import ClientType
from tests.e2e.console import button, details, dialog, expect_gone, select_client
from tests.e2e.first_tokens import part
from tests.e2e.looks import look_at
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant

DESKTOP = pytest.mark.parametrize("screen", ["desktop"], indirect=True)
CODE, HYBRID = ClientType.AUTHORIZATION_CODE, ClientType.HYBRID
ELSEWHERE = "https://crew.example/signed-in"
ISSUED = re.compile(r"Tokens issued in \d+ ms, valid for 1 hour\.")


def test_callback_is_added_and_the_flow_runs_at_once(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    tenant.add_client("Crew app", CODE, redirect_uris=(ELSEWHERE,))
    asked = _open_later(page, CODE)
    expect(asked.get_by_role("status").first).to_contain_text(f"{server.url}/first-token/callback")
    expect(button(asked, "Get a token")).to_be_disabled()
    look_at(page)
    button(asked, "Add redirect URI").click()
    expect_gone(button(asked, "Add redirect URI"))
    expect(button(asked, "Get a token")).to_be_focused()
    _allow(page, lambda: page.keyboard.press("Enter"))
    expect(asked.get_by_role("status").last).to_have_text(re.compile(ISSUED.pattern + " *Show tokens"))
    button(asked, "Show tokens").click()
    assert json.loads(part(asked, "Access token claims"))["scope"] == "openid profile email"
    assert json.loads(part(asked, "ID token claims"))["name"] == "Elin Berg"
    assert json.loads(part(asked, "Access token header"))["alg"] == "ES256"
    assert json.loads(part(asked, "ID token header"))["alg"] == "RS256"
    assert json.loads(part(asked, "Answer"))["token_type"] == "Bearer"
    look_at(page)
    button(asked, "Close").click()
    expect(details(page)).to_contain_text(f"{server.url}/first-token/callback")
    details(page).get_by_role("tab", name="Activity").click()
    expect(details(page)).to_contain_text("Redirect URIs")


def _allow(page: Page, press: Callable[[], None], choice: str = "Allow") -> None:
    with page.expect_popup() as opened:
        press()
    window = opened.value
    expect(window.get_by_role("heading", name="Allow Crew app?")).to_be_visible()
    with window.expect_event("close"):
        button(window, choice).click()


def _open_later(page: Page, kind: ClientType) -> Locator:
    select_client(page, kind.label, "Crew app")
    button(details(page), "Get a token").click()
    return dialog(page, "Get a token")

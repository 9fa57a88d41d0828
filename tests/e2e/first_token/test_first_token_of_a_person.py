"""The first token of clients that act for a person: the whole authorization in a window, its callback and refusals."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, open_add_client, select_client, textbox
from tests.e2e.first_tokens import part
from tests.e2e.looks import look_at
from tests.e2e.people import sign_in
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant
from tests.e2e.widths import DESKTOP, PHONE

CODE, HYBRID, DEVICE = ClientType.AUTHORIZATION_CODE, ClientType.HYBRID, ClientType.DEVICE_CODE
ELSEWHERE = "https://crew.example/signed-in"
ISSUED = re.compile(r"Tokens issued in \d+ ms, valid for 1 hour\.")


@PHONE
def test_callback_is_added_and_the_flow_runs_at_once(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    tenant.add_client("Crew app", CODE, redirect_uris=(ELSEWHERE,))
    asked = _open_later(page, CODE)
    expect(asked).to_contain_text(f"Get a token needs one more redirect URI at this client:{_callback(server)}")
    expect(button(asked, "Get a token")).to_be_disabled()
    expect(button(asked, "Get a token")).to_have_accessible_description(re.compile("needs one more redirect URI"))
    look_at(page)
    button(asked, "Add redirect URI").click()
    expect_gone(button(asked, "Add redirect URI"))
    expect(button(asked, "Get a token")).to_be_focused()
    expect(button(asked, "Get a token")).to_have_accessible_description("")
    _decide(page, lambda: page.keyboard.press("Enter"), "Allow")
    expect(_said(asked)).to_contain_text(ISSUED)
    button(asked, "Show tokens").click()
    assert json.loads(part(asked, "Access token claims"))["scope"] == "openid profile email"
    assert json.loads(part(asked, "ID token claims"))["name"] == "Elin Berg"
    assert json.loads(part(asked, "Access token header"))["alg"] == "ES256"
    assert json.loads(part(asked, "ID token header"))["alg"] == "RS256"
    assert json.loads(part(asked, "Answer"))["token_type"] == "Bearer"
    look_at(page)
    button(asked, "Close").click()
    expect(details(page)).to_contain_text(_callback(server))
    details(page).get_by_role("tab", name="Activity").click()
    expect(details(page)).to_contain_text("Redirect URIs")


@DESKTOP
def test_secret_of_a_new_hybrid_client_gets_tokens_and_never_goes_to_the_servers_page(
    administrator_page: Page, server: Server
) -> None:
    page = administrator_page
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page.reload()
    form = open_add_client(page, "Hybrid")
    textbox(form, "Name").fill("Crew app")
    textbox(form, "Redirect URIs").fill(ELSEWHERE)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile(r"kl_\w{50,}"))
    secret = textbox(shown, "Client secret").input_value()
    look_at(page)
    button(shown, "Add redirect URI").click()
    _decide(page, button(shown, "Get a token").click, "Allow")
    expect(_said(shown)).to_contain_text(ISSUED)
    button(shown, "Show tokens").click()
    answer = json.loads(part(shown, "Answer"))
    beside = json.loads(part(shown, "ID token beside the code"))
    assert beside["nonce"] == json.loads(part(shown, "ID token claims"))["nonce"]
    assert "c_hash" in beside
    button(shown, "Close").click()
    expect_gone(shown)
    expect(details(page).get_by_text("used just now").first).to_be_visible()
    assert any("Crew app" in frame for frame in sent), "it looks at the traffic"
    for each in (secret, answer["access_token"], answer["id_token"]):
        assert not any(each in frame for frame in sent)
        assert each not in page.content()
        assert each not in server.log


@DESKTOP
def test_pasted_secret_that_is_wrong_is_told_and_the_right_one_gets_tokens(
    administrator_page: Page, tenant: Tenant, server: Server
) -> None:
    page = administrator_page
    client = _add(tenant, HYBRID, _callback(server))
    asked = _open_later(page, HYBRID)
    button(asked, "Get a token").click()
    expect(_said(asked)).to_contain_text("There is no secret to ask with.")
    textbox(asked, "Client secret").fill(client.secret[:-1])
    _decide(page, button(asked, "Get a token").click, "Allow")
    expect(_said(asked)).to_contain_text("The client was refused (invalid_client)")
    textbox(asked, "Client secret").fill(client.secret)
    _decide(page, button(asked, "Get a token").click, "Allow")
    expect(_said(asked)).to_contain_text(ISSUED)


@DESKTOP
def test_denied_and_closed_windows_are_told_and_another_try_works(
    administrator_page: Page, tenant: Tenant, server: Server
) -> None:
    page = administrator_page
    _add(tenant, CODE, _callback(server))
    asked = _open_later(page, CODE)
    _decide(page, button(asked, "Get a token").click, "Deny")
    expect(_said(asked)).to_contain_text("Access was denied (access_denied). The person refused.")
    with page.expect_popup() as opened:
        button(asked, "Get a token").click()
    expect(_said(asked)).to_contain_text("Waiting for the other window")
    expect(opened.value.get_by_role("heading", name="Allow Crew app?")).to_be_visible()
    look_at(page)
    page.evaluate("postMessage({authorization: 'code=forged&state=forged'}, location.origin)")
    opened.value.close()
    expect(_said(asked)).to_contain_text("The window was closed before it had an answer.")
    look_at(page)
    _decide(page, button(asked, "Get a token").click, "Allow")
    expect(_said(asked)).to_contain_text(ISSUED)


@PHONE
def test_device_code_is_compared_in_another_window_and_gets_tokens(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Crew app", DEVICE)
    asked = _open_later(page, DEVICE)
    button(asked, "Get a token").click()
    said = _said(asked)
    expect(said).to_contain_text(re.compile(r"Open the page, compare its code with \w{4}-\w{4}, and decide there\."))
    code = re.findall(r"\w{4}-\w{4}", said.inner_text())[0]
    look_at(page)
    with page.context.expect_page() as opened:
        asked.get_by_role("link", name="Open the page").click()
    expect(opened.value.get_by_label("Code")).to_have_value(code)
    button(opened.value, "Continue").click()
    button(opened.value, "Allow").click()
    expect(opened.value.get_by_role("heading", name="Device connected")).to_be_visible()
    expect(said).to_contain_text(ISSUED)
    button(asked, "Show tokens").click()
    assert json.loads(part(asked, "ID token claims"))["name"] == "Elin Berg"


@DESKTOP
def test_denied_device_is_told(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Crew app", DEVICE)
    asked = _open_later(page, DEVICE)
    button(asked, "Get a token").click()
    with page.context.expect_page() as opened:
        asked.get_by_role("link", name="Open the page").click()
    button(opened.value, "Continue").click()
    button(opened.value, "Deny").click()
    expect(_said(asked)).to_contain_text("Access was denied (access_denied). Press Get a token again to decide anew.")


@DESKTOP
def test_window_says_why_it_cannot_go_on_and_closes_with_the_dialog(
    administrator_page: Page, tenant: Tenant, server: Server
) -> None:
    page = administrator_page
    tenant.add_client("Crew app", CODE, redirect_uris=(_callback(server),), enabled=False)
    asked = _open_later(page, CODE)
    with page.expect_popup() as opened:
        button(asked, "Get a token").click()
    expect(opened.value.get_by_text("There is no such application, or it was disabled.")).to_be_visible()
    with opened.value.expect_event("close"):
        button(asked, "Close").click()


@DESKTOP
def test_answer_to_another_request_is_not_believed(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    _add(tenant, CODE, _callback(server))
    asked = _open_later(page, CODE)
    for answer in ("code=forged", f"error=x&iss={server.url}/identity&state=forged"):
        with page.expect_popup() as opened:
            button(asked, "Get a token").click()
        expect(opened.value.get_by_role("heading", name="Allow Crew app?")).to_be_visible()
        opened.value.evaluate("answer => opener.postMessage({authorization: answer}, location.origin)", answer)
        expect(_said(asked)).to_contain_text("What came back doesn't belong to what was asked")
        opened.value.close()


def test_browser_that_opens_no_window_and_page_at_another_origin_are_told(
    open_page: OpenPage, tenant: Tenant, server: Server
) -> None:
    _add(tenant, CODE, _callback(server))
    here = open_page(server, person=tenant.administrator)
    asked = _open_later(here, CODE)
    here.evaluate("window.open = () => null")
    button(asked, "Get a token").click()
    expect(_said(asked)).to_contain_text("The browser opened no window. Allow this page to open windows")
    there = open_page(server, base_url=f"http://localhost:{server.port}")
    sign_in(there, tenant.administrator)
    asked = _open_later(there, CODE)
    button(asked, "Get a token").click()
    expect(_said(asked)).to_contain_text(f"Answers go to {server.url}, and this page is at http://localhost")


@DESKTOP
def test_full_list_of_redirect_uris_is_told(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Crew app", CODE, redirect_uris=tuple(f"{ELSEWHERE}/{number}" for number in range(10)))
    asked = _open_later(page, CODE)
    button(asked, "Add redirect URI").click()
    expect(asked).to_contain_text("This client has 10 redirect URIs, the most it can have. Remove one with Edit Client")
    expect(button(asked, "Get a token")).to_be_disabled()


@DESKTOP
def test_what_a_colleague_does_to_the_redirect_uris_shows_in_the_open_dialog(
    administrator_page: Page, open_page: OpenPage, tenant: Tenant, server: Server
) -> None:
    page = administrator_page
    _add(tenant, CODE, ELSEWHERE)
    asked = _open_later(page, CODE)
    expect(button(asked, "Get a token")).to_be_disabled()
    theirs = _open_later(open_page(server, person=tenant.colleague), CODE)
    button(theirs, "Add redirect URI").click()
    expect(button(asked, "Get a token")).to_be_enabled()
    expect_gone(button(asked, "Add redirect URI"))


@DESKTOP
def test_callback_leaves_no_answer_in_the_address_and_tells_nobody_else(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto("/first-token/callback#code=abc&state=def")
    expect(page.get_by_text("No page waits for an answer here.")).to_be_visible()
    assert page.evaluate("location.href").endswith("/first-token/callback")
    assert not any("abc" in address for address in asked[1:])
    assert answer
    assert "connect-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    look_at(page)


@DESKTOP
def test_member_gets_no_token_and_adds_nothing(member_page: Page, tenant: Tenant) -> None:
    page = member_page
    _add(tenant, CODE, ELSEWHERE)
    select_client(page, CODE.label, "Crew app")
    expect(details(page)).to_contain_text(ELSEWHERE)
    expect_gone(button(page, "Get a token"))


def _callback(server: Server) -> str:
    return f"{server.url}/first-token/callback"


def _add(tenant: Tenant, kind: ClientType, redirect_uri: str) -> SeededClient:
    secret = SecretFields("Crew node A") if kind is HYBRID else None
    return tenant.add_client("Crew app", kind, secret=secret, redirect_uris=(redirect_uri,))


def _open_later(page: Page, kind: ClientType) -> Locator:
    select_client(page, kind.label, "Crew app")
    button(details(page), "Get a token").click()
    return dialog(page, "Get a token")


def _decide(page: Page, press: Callable[[], None], choice: str) -> None:
    """Press, decide in the window that opens, and see it close by itself."""
    with page.expect_popup() as opened:
        press()
    expect(opened.value.get_by_role("heading", name="Allow Crew app?")).to_be_visible()
    with opened.value.expect_event("close"):
        button(opened.value, choice).click()


def _said(shown: Locator) -> Locator:
    """Where the dialog says what became of it, below the note about the redirect URI."""
    return shown.get_by_role("status").last

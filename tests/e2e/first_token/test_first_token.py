"""The first token in a minute: a secret that was just shown gets one, from the browser and by the examples."""

import json
import re
import sys
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.axe import check_accessibility
from tests.e2e.console import (
    button,
    details,
    dialog,
    expect_gone,
    open_add_client,
    select_client,
    select_secret,
    textbox,
)
from tests.e2e.first_tokens import examples, part, run, with_secret_of
from tests.e2e.tenants import SeededClient, Tenant
from tests.e2e.widths import DESKTOP, PHONE

TABS = (".env", "curl", "Python", "JavaScript", "PowerShell", "Docker")


def test_a_client_that_was_just_added_gets_a_token_and_details_say_so(administrator_page: Page) -> None:
    page = administrator_page
    form = open_add_client(page, "Client-Credentials")
    textbox(form, "Name").fill("Pump historian")
    textbox(form.get_by_role("group", name="First secret"), "Description").fill("Historian node A")
    button(form, "Add").click()
    shown = _shown(page)
    button(shown, "Get a token").click()
    expect(shown.get_by_role("status")).to_contain_text(re.compile(r"Token issued in \d+ ms, valid for 1 hour\."))
    expect_gone(shown.get_by_role("group", name="Claims"))
    button(shown, "Show token").click()
    claims = json.loads(part(shown, "Claims"))
    assert claims["client_id"] == textbox(shown, "Client ID").input_value()
    assert claims["iss"].endswith("/identity")
    assert json.loads(part(shown, "Header"))["alg"] == "ES256"
    assert json.loads(part(shown, "Answer"))["token_type"] == "Bearer"
    check_accessibility(page)
    button(shown, "Close").click()
    expect_gone(shown)
    expect(details(page).get_by_text("used just now").first).to_be_visible()
    select_secret(details(page), "Historian node A")
    expect(details(page)).to_contain_text("1 use in 30 days, from 127.0.0.1")


@DESKTOP
def test_a_removed_secret_gets_no_token_but_the_reason_and_the_way_out(
    administrator_page: Page, tenant: Tenant
) -> None:
    page = administrator_page
    client, shown = _add_secret(page, tenant)
    tenant.remove_secrets(client)
    button(shown, "Get a token").click()
    said = shown.get_by_role("status")
    expect(said).to_contain_text("The client was refused (invalid_client)")
    expect(said).to_contain_text("add another secret")
    expect_gone(button(shown, "Show token"))
    check_accessibility(page)


HEIGHT = """(code, secret) => {
  const place = [...code.children].find((each) => each.textContent === secret);
  const [before, after] = [place.previousSibling, place.nextSibling];
  const line = document.createRange();
  line.setStart(before, before.data.lastIndexOf("\\n") + 1);
  if (after?.data.includes("\\n")) line.setEnd(after, after.data.indexOf("\\n"));
  else line.setEndAfter(place);
  return line.getBoundingClientRect().height / parseFloat(getComputedStyle(code).lineHeight);
}"""
"""How many lines the line with the secret takes, about."""
EDGES = """code => {
  const lines = document.createRange();
  lines.selectNodeContents(code);
  const [frame, text] = [code.parentElement, lines].map((each) => each.getBoundingClientRect());
  return [frame.left, text.left, text.right, frame.right, innerWidth];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@DESKTOP
def test_no_line_with_the_secret_wraps_not_even_beside_a_scroll_bar(
    administrator_page: Page, tenant: Tenant, scheme: Literal["light", "dark"]
) -> None:
    administrator_page.emulate_media(color_scheme=scheme)
    _, shown = _add_secret(administrator_page, tenant)
    text = textbox(shown, "Client secret").input_value()
    code = _code(shown, ".env")
    code.evaluate("code => { code.style.marginRight = '15px'; }")
    assert 0.5 < code.evaluate(HEIGHT, text) <= 1


@pytest.mark.parametrize("screen", ["phone", "narrow"], indirect=True)
def test_examples_wrap_within_their_frame_on_a_phone(administrator_page: Page, tenant: Tenant) -> None:
    _, shown = _add_secret(administrator_page, tenant)
    for tab in TABS:
        code = _code(shown, tab)
        left, lines_left, lines_right, right, width = code.evaluate(EDGES)
        assert 0 <= left < lines_left < lines_right < right <= width, tab


def _code(shown: Locator, tab: str) -> Locator:
    """The first code under a tab."""
    examples(shown, tab)
    return shown.get_by_role("tabpanel", name=tab, exact=True).locator("pre:visible").first


@DESKTOP
def test_env_alone_holds_the_secret_and_examples_that_read_it_get_a_token(
    administrator_page: Page, tenant: Tenant, tmp_path: Path
) -> None:
    page = administrator_page
    _, shown = _add_secret(page, tenant)
    text = textbox(shown, "Client secret").input_value()
    found = {tab: examples(shown, tab) for tab in TABS}
    expect(shown.get_by_role("tab")).to_have_text(list(TABS))
    assert [tab for tab, codes in found.items() if any(text in code for code in codes)] == [".env"]
    here = with_secret_of(found[".env"][0], tmp_path)
    assert "access_token" in json.loads(run(*here, "sh", "-c", found["curl"][0].replace("curl", "curl -s", 1)))
    for code in found["Python"]:
        assert run(*here, sys.executable, "-c", f"{code}\nprint(token)").count(".") == 2
    code = f"{found['JavaScript'][0]}\nconsole.log(access_token);"
    assert run(*here, "node", "--input-type=module", "-e", code).count(".") == 2


def test_every_tab_of_the_examples_is_accessible(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    _, shown = _add_secret(page, tenant)
    for tab in TABS:
        examples(shown, tab)
        check_accessibility(page)


@DESKTOP
def test_copying_an_example_copies_it_with_the_secret(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _, shown = _add_secret(page, tenant)
    code = examples(shown, ".env")[0]
    button(shown, "Copy example").click()
    expect(page.get_by_text("Copied", exact=True).first).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == code


@DESKTOP
def test_neither_secret_nor_token_goes_to_the_servers_page(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    sent: list[str] = []

    def listen(websocket: WebSocket) -> None:
        websocket.on("framesent", lambda frame: sent.append(str(frame)))

    page.on("websocket", listen)
    page.reload()
    _, shown = _add_secret(page, tenant)
    text = textbox(shown, "Client secret").input_value()
    examples(shown, "Python")
    button(shown, "Get a token").click()
    button(shown, "Show token").click()
    token = json.loads(part(shown, "Answer"))["access_token"]
    button(shown, "Close").click()
    expect_gone(shown)
    assert sent, "it looks at the traffic"
    for each in (text, token):
        assert not any(each in frame for frame in sent)
        assert each not in page.content()


@PHONE
def test_from_details_a_pasted_secret_gets_a_token_and_never_goes_to_the_servers_page(
    administrator_page: Page, tenant: Tenant
) -> None:
    page = administrator_page
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    client = tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    page.reload()
    select_client(page, "Client-Credentials", "Pump historian")
    button(details(page), "Get a token").click()
    asked = dialog(page, "Get a token")
    assert "CLIENT_SECRET=CLIENT_SECRET" in examples(asked, ".env")[0]
    button(asked, "Get a token").click()
    expect(asked.get_by_role("status")).to_contain_text("There is no secret to ask with.")
    textbox(asked, "Client secret").fill(client.secret)
    assert client.secret in examples(asked, ".env")[0]
    button(asked, "Get a token").click()
    expect(asked.get_by_role("status")).to_contain_text("Token issued")
    check_accessibility(page)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    button(asked, "Close").click()
    expect_gone(asked)
    assert sent, "it looks at the traffic"
    assert not any(client.secret in frame for frame in sent)
    assert client.secret not in kept
    assert client.secret not in page.content()


def _shown(page: Page) -> Locator:
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile(r"kl_\w{50,}"))
    return shown


def _add_secret(
    page: Page, tenant: Tenant, kind: ClientType = ClientType.CLIENT_CREDENTIALS, **fields: object
) -> tuple[SeededClient, Locator]:
    client = tenant.add_client("Pump historian", kind, secret=SecretFields("Historian node A"), **fields)
    select_client(page, kind.label, "Pump historian")
    button(details(page), "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Historian node C")
    button(form, "Add").click()
    return client, _shown(page)

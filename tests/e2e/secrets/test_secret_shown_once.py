"""A new secret is shown once: what closes the dialog, what is copied, and that its text is nowhere afterwards."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, go_to, open_clients, secret, select_client, textbox
from tests.e2e.people import enter, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def _add_secret(page: Page, description: str = "Historian node C") -> tuple[Locator, str]:
    """Add a secret to the client that is open; the dialog that shows it, and its text."""
    button(details(page), "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill(description)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile(r"kl_\w{50,}"))
    return shown, textbox(shown, "Client secret").input_value()


@pytest.fixture
def client_page(administrator_page: Page, tenant: Tenant) -> Page:
    """Details open on Pump historian, which has no secret that anybody remembers."""
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    select_client(administrator_page, "Client-Credentials", "Pump historian")
    return administrator_page


def test_secret_is_shown_in_two_text_boxes_with_copy_buttons_until_close(client_page: Page) -> None:
    page = client_page
    shown, text = _add_secret(page)
    expect(shown).to_contain_text("It can't be shown again")
    expect(textbox(shown, "Client secret")).to_have_attribute("readonly", "")
    expect(textbox(shown, "Client ID")).to_have_attribute("readonly", "")
    for at, words in enumerate(("Client secret", "Client ID")):
        expect(button(shown, "Copy").nth(at)).to_have_accessible_description(re.compile(words))
    page.keyboard.press("Escape")
    page.mouse.click(3, 3)
    page.wait_for_timeout(600)
    expect(textbox(shown, "Client secret")).to_have_value(text)
    button(shown, "Close").click()
    expect_gone(shown)
    expect(secret(details(page), "Historian node C")).to_be_visible()
    expect_gone(page.get_by_role("alertdialog"))


HOLDS = """async (value) => {
  for (let tries = 0; tries < 50; tries++) {
    if (await navigator.clipboard.readText() === value) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}"""
"""Whether the clipboard holds a value, now or within five seconds."""


@DESKTOP
def test_copy_puts_the_secret_and_the_id_into_the_clipboard(client_page: Page) -> None:
    page = client_page
    page.context.grant_permissions(CLIPBOARD)
    shown, text = _add_secret(page)
    for at, value in ((1, textbox(shown, "Client ID").input_value()), (0, text)):
        button(shown, "Copy").nth(at).click()
        said = shown.get_by_text("Copied", exact=True)
        expect(said.and_(page.locator("[aria-live]"))).to_be_attached()  # in the dialog: outside nobody hears it
        assert page.evaluate(HOLDS, value), f"The clipboard doesn't hold the {at}. value"


@DESKTOP
def test_download_env_holds_both(client_page: Page, tmp_path: Path) -> None:
    page = client_page
    shown, text = _add_secret(page)
    with page.expect_download() as download:
        button(shown, "Download .env").click()
    download.value.save_as(tmp_path / "client.env")
    client_id = textbox(shown, "Client ID").input_value()
    assert (tmp_path / "client.env").read_text() == f"CLIENT_ID={client_id}\nCLIENT_SECRET={text}\n"
    expect(shown).to_be_visible()


def test_nothing_keeps_the_text_once_the_dialog_is_closed(
    open_page: OpenPage, own_server: Server, tmp_path: Path
) -> None:
    own_server.run("migrate")
    own_server.start()
    tenant = Tenant(own_server)
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    page = open_page(own_server)
    frames = _Frames(page)
    enter(page, tenant.administrator)
    select_client(page, "Client-Credentials", "Pump historian")
    shown, text = _add_secret(page)
    assert frames.hold(text), "the text comes by the websocket, or this test looks at the wrong traffic"
    button(shown, "Close").click()
    expect_gone(shown)
    frames.forget()
    bits = text.removeprefix("kl_")[12:]  # without prefix and handle, which the hint may show

    _nowhere_on_the_page(page, bits)
    page.reload()
    wait_until_ready(page)
    expect(secret(details(page), "Historian node C")).to_be_visible()
    _nowhere_on_the_page(page, bits)
    details(page).get_by_role("tab", name="Activity").click()
    expect(details(page).get_by_role("tabpanel")).to_contain_text("Historian node C")
    _nowhere_on_the_page(page, bits)
    go_to(page, "Activity")
    expect(page.get_by_role("main")).to_contain_text("Historian node C")
    _nowhere_on_the_page(page, bits)
    page.go_back()
    wait_until_ready(page)
    _nowhere_on_the_page(page, bits)

    assert not frames.hold(bits)
    assert bits not in own_server.log
    own_server.stop()
    assert bits not in own_server.log
    for path in (own_server.folder / "data").rglob("*"):
        if path.is_file():
            assert bits.encode() not in path.read_bytes(), path


@DESKTOP
def test_reconnecting_before_close_sends_the_text_no_second_time(client_page: Page) -> None:
    page = client_page
    frames = _Frames(page)
    shown, text = _add_secret(page)
    page.evaluate("window.socket.io.engine.close()")
    frames.forget()
    page.wait_for_function("window.socket.connected")
    page.wait_for_timeout(1500)
    assert not frames.hold(text.removeprefix("kl_")[12:])
    button(shown, "Close").click()
    expect_gone(shown)


@DESKTOP
def test_reloading_before_close_shows_it_no_more(client_page: Page) -> None:
    page = client_page
    _, text = _add_secret(page)
    page.reload()
    wait_until_ready(page)
    expect(secret(details(page), "Historian node C")).to_be_visible()
    expect_gone(page.get_by_role("dialog"))
    _nowhere_on_the_page(page, text)


@DESKTOP
def test_back_after_close_shows_it_no_more(client_page: Page) -> None:
    page = client_page
    shown, text = _add_secret(page)
    button(shown, "Close").click()
    expect_gone(shown)
    open_clients(page, "Hybrid")
    page.go_back()
    page.go_back()
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    expect_gone(page.get_by_role("dialog"))
    _nowhere_on_the_page(page, text)


def _nowhere_on_the_page(page: Page, text: str) -> None:
    assert text not in page.content()
    values = "[...document.querySelectorAll('input, textarea')].map((box) => box.value).join(' ')"
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])"
    for script in (values, kept):
        assert text not in page.evaluate(script), script


class _Frames:
    """What came by websocket."""

    def __init__(self, page: Page) -> None:
        self.received: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, websocket: WebSocket) -> None:
        websocket.on("framereceived", lambda frame: self.received.append(str(frame)))

    def hold(self, text: str) -> bool:
        return any(text in frame for frame in self.received)

    def forget(self) -> None:
        self.received.clear()

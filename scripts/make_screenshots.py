"""Take the guide's pictures from the running product: `make screenshots`.

It starts Keylodge on an empty data directory, fills the demo, and walks through the procedures as a person would: all
is found by role and accessible name. Where a label has changed it stops, and so tells that the guide needs a look too.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from scripts.install_browser import find_browser
from tests.e2e.console import (
    button,
    details,
    dialog,
    go_to,
    question,
    select_client,
    select_row,
    select_secret,
    textbox,
)
from tests.e2e.people import Person, sign_in
from tests.e2e.server import ROOT, Server

PICTURES = ROOT / "docs" / "pictures"
CLIENT, SECRET, APPLICATION = "Northfield historian replay", "Historian node B", "Crew app"
SCREEN: ViewportSize = {"width": 1440, "height": 900}
MARGIN = 32
"""Pixels of the page that are seen around a dialog."""
STILL_MS = 400
"""How long a page rests before its picture: menus and dialogs have faded in by then."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--font-render-hinting=none",  # as in tests/conftest.py
]


def main() -> None:
    """Write every picture; stop at the first thing that is not where the guide says."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _running(Server(Path(folder))) as server, _chromium() as browser:
        _take_front_door(server, browser)
        elin = _fill_demo(server)
        page = _open(server, browser, "light")
        sign_in(page, elin)
        _take_clients(page)
        dark = _open(server, browser, "dark")
        sign_in(dark, elin)
        _take_selected_client(dark, "clients-dark")
        dark.close()
        _take_client_procedures(page)
        _take_secret_procedures(page)
        _take_first_token(page)
    total = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{PICTURES.relative_to(ROOT)}: {len(list(PICTURES.glob('*.png')))} pictures, {total / 1_000_000:.1f} MB")


def _take_front_door(server: Server, browser: Browser) -> None:
    found = re.search(r"http://\S+/setup/\S+", server.log)
    assert found, f"No first-run link:\n{server.log}"
    page = _open(server, browser, "light")
    page.goto(found.group())
    for label, words in (("Tenant name", "Northfield Water"), ("Your name", "Elin Berg")):
        textbox(page, label).fill(words)
    _take(page, "set-up")


def _take_clients(page: Page) -> None:
    _take_selected_client(page, "clients-light")
    page.get_by_role("combobox", name="Client Type").click()
    expect(page.get_by_role("option", name="Hybrid")).to_be_visible()
    _take(page, "client-type")
    page.keyboard.press("Escape")


def _take_selected_client(page: Page, name: str) -> None:
    region = _select_client(page)
    select_secret(region, SECRET)
    page.mouse.move(700, 860)
    _take(page, name)


def _select_client(page: Page) -> Locator:
    go_to(page, "Clients")
    page.get_by_role("columnheader", name="Last changed").get_by_role("button").click()
    return select_row(page, CLIENT)


def _take_client_procedures(page: Page) -> None:
    button(page, "Add Client").click()
    form = dialog(page, "Add Client")
    textbox(form, "Name").fill("Reservoir level bridge")
    _take(page, "add-client", form)
    button(form, "Cancel").click()
    page.get_by_role("button", name="Discard").click()
    _select_client(page)
    button(page, "Edit Client").click()
    _take(page, "edit-client", dialog(page, "Edit Client"))
    button(page, "Cancel").click()
    button(page, "Remove Client").click()
    _take(page, "remove-client", question(page, "Remove"))
    button(page, "Cancel").click()


def _take_secret_procedures(page: Page) -> None:
    region = _select_client(page)
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Historian node C")
    _take(page, "add-secret", form)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile("kl_"))
    _take(page, "secret-added", shown)
    button(shown, "Close").click()
    select_secret(details(page), SECRET)
    button(region, "Edit Secret").click()
    _take(page, "edit-secret", dialog(page, "Edit Secret"))
    button(page, "Cancel").click()
    button(region, "Remove Secret").click()
    _take(page, "remove-secret", question(page, "Remove"))
    button(page, "Cancel").click()


def _take_first_token(page: Page) -> None:
    button(select_client(page, "Authorization Code", APPLICATION), "Get a token").click()
    asked = dialog(page, "Get a token")
    button(asked, "Add redirect URI").click()
    with page.expect_popup() as opened:
        button(asked, "Get a token").click()
    button(opened.value, "Allow").click()
    expect(asked.get_by_role("status").last).to_contain_text("Tokens issued")
    button(page, "Dismiss").click()
    _take(page, "get-a-token", asked)


def _take(page: Page, name: str, around: Locator | None = None) -> None:
    """The whole page, or what lies `around` a dialog."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(STILL_MS)
    page.screenshot(path=PICTURES / f"{name}.png", clip=_frame(around) if around else None)
    print(f"  {name}")


def _frame(place: Locator) -> FloatRect:
    box = place.locator(".dlg").bounding_box()  # the dialog's role lies on a layer as large as the screen
    assert box, "The dialog is not to be seen"
    left, top = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    right = min(SCREEN["width"], box["x"] + box["width"] + MARGIN)
    bottom = min(SCREEN["height"], box["y"] + box["height"] + MARGIN)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _open(server: Server, browser: Browser, scheme: Literal["light", "dark"]) -> Page:
    context = browser.new_context(
        base_url=server.url,
        viewport=SCREEN,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Oslo",
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def _fill_demo(server: Server) -> Person:
    """Elin's account, whose password the demo prints."""
    found = re.search(r"(\S+@\S+)\s+(\S+)\s+Tenant Administrator", server.run("demo"))
    assert found, "The demo printed no administrator"
    return Person(found[1], found[2])


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        sys.exit("No Chromium here: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()

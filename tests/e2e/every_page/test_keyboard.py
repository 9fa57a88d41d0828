"""The keyboard alone is enough: the six procedures, the calendar, focus that is seen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    button,
    checkbox,
    chosen,
    details,
    dialog,
    expect_gone,
    go_to,
    question,
    row,
    secret,
    textbox,
)
from tests.e2e.looks import REDIRECT
from tests.e2e.people import enter, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press
        self.type = page.keyboard.type

    def tab_to(self, target: Locator) -> None:
        """Press Tab until it has the focus."""
        expect(target).to_be_visible()
        for _ in range(90):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{target} is not reached by Tab")

    def do(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press a key."""
        expect(target).to_be_enabled()
        self.tab_to(target)
        self.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Go there and replace what it holds."""
        self.tab_to(target)
        self.press("Control+a")
        self.type(text)

    def open_client(self, client_type: str, name: str) -> Locator:
        """Security > Clients, the type, the client; returns Details."""
        with self.page.expect_navigation():
            self.do(self.page.get_by_role("link", name="Clients", exact=True))
        wait_until_ready(self.page)
        types = self.page.get_by_role("combobox", name="Client Type")
        self.tab_to(types)
        self.type(client_type[:3])
        expect(chosen(self.page, "Client Type")).to_have_text(client_type)
        self.do(row(self.page, name))
        expect(details(self.page).get_by_role("heading", name=name, exact=True)).to_be_visible()
        return details(self.page)


@pytest.fixture
def keys(open_page: OpenPage, server: Server, tenant: Tenant) -> Keys:
    """The administrator on a desktop, with keys only, and two clients."""
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    hybrid = tenant.add_client(
        "Report server", ClientType.HYBRID, SecretFields("Report node A"), redirect_uris=(REDIRECT,)
    )
    tenant.add_secrets(hybrid, "Report node B")
    page = open_page(server)
    enter(page, tenant.administrator)
    return Keys(page)


def test_all_six_procedures_with_the_keyboard_alone(keys: Keys) -> None:
    page = keys.page
    _edit_a_client(keys)
    region = _create_a_secret(keys)
    _edit_a_secret(keys, region)
    _remove_a_secret(keys)
    _remove_a_client(keys)
    expect(page.get_by_role("heading", name="Clients", exact=True)).to_be_visible()


def _edit_a_client(keys: Keys) -> None:
    page = keys.page
    keys.open_client("Client-Credentials", "Pump historian")
    keys.do(button(page, "Edit Client"))
    form = dialog(page, "Edit Client")
    expect(textbox(form, "Name")).to_be_focused()
    keys.write(textbox(form, "Name"), "Pump historian 2")
    keys.do(checkbox(form, "Enabled"), "Space")
    keys.do(button(form, "Save"))
    expect_gone(form)
    expect(row(page, "Pump historian 2")).to_contain_text("Disabled")
    expect(button(page, "Edit Client")).to_be_focused()


def _create_a_secret(keys: Keys) -> Locator:
    page = keys.page
    region = details(page)
    keys.do(button(region, "Add Secret"))
    form = dialog(page, "Add Secret")
    expect(textbox(form, "Description")).to_be_focused()
    keys.type("Historian node B")
    keys.do(button(form, "90 days"), "Space")
    keys.do(button(form, "Add"))
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile("kl_"))
    keys.do(button(shown, "Close"))
    expect_gone(shown)
    expect(secret(region, "Historian node B")).to_be_visible()
    return region


def _edit_a_secret(keys: Keys, region: Locator) -> None:
    page = keys.page
    keys.do(region.get_by_role("radio", name="Historian node A"), "Space")
    keys.do(button(region, "Edit Secret"))
    form = dialog(page, "Edit Secret")
    keys.write(textbox(form, "Description"), "Historian node Z")
    keys.press("Enter")
    expect_gone(form)
    expect(secret(region, "Historian node Z")).to_be_visible()


def _remove_a_secret(keys: Keys) -> None:
    page = keys.page
    region = keys.open_client("Hybrid", "Report server")
    keys.tab_to(region.get_by_role("radio", name="Report node A"))
    keys.press("ArrowDown")
    expect(region.get_by_role("radio", name="Report node B")).to_be_checked()
    keys.do(button(region, "Remove Secret"))
    keys.do(button(question(page, "Remove Report node B?"), "Remove"))
    expect(region).to_contain_text("1 of 10")


def _remove_a_client(keys: Keys) -> None:
    page = keys.page
    keys.open_client("Client-Credentials", "Pump historian 2")
    keys.do(button(page, "Remove Client"))
    asked = question(page, "Remove Pump historian 2?")
    keys.press("Escape")
    expect_gone(asked)
    expect(button(page, "Remove Client")).to_be_focused()
    keys.press("Enter")
    keys.do(button(question(page, "Remove Pump historian 2?"), "Remove"))
    expect_gone(row(page, "Pump historian 2"))


def test_list_opens_by_its_label_and_obeys_arrows_enter_and_escape(keys: Keys) -> None:
    page = keys.page
    go_to(page, "Clients")
    types = page.get_by_role("combobox", name="Client Type")
    page.get_by_text("Client Type", exact=True).click()
    for key in ("ArrowDown", "Escape"):
        keys.press(key)
    expect(types).to_be_focused()
    expect(chosen(page, "Client Type")).to_have_text("Client-Credentials")
    page.get_by_text("Client Type", exact=True).click()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        keys.press(key)
    expect(types).to_be_focused()
    expect(chosen(page, "Client Type")).to_have_text("Hybrid")
    expect(row(page, "Report server")).to_be_visible()


def test_calendar_and_clock_with_the_keyboard_alone(keys: Keys) -> None:
    page = keys.page
    region = keys.open_client("Client-Credentials", "Pump historian")
    keys.do(button(region, "Add Secret"))
    form = dialog(page, "Add Secret")
    before = textbox(form, "Expiration Date").input_value()
    keys.do(button(form, "Open calendar"))
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(textbox(form, "Expiration Date")).not_to_have_value(before)
    expect(form).to_be_visible()


def test_focus_is_always_seen_and_never_lost(keys: Keys) -> None:
    page = keys.page
    seen = """() => {
      const element = document.activeElement;
      if (element === document.body || element === document.documentElement) return 'body';
      const style = getComputedStyle(element), around = getComputedStyle(element.closest('.inbox, .secret') ?? element);
      const ring = [style, around].some((each) => each.outlineStyle !== 'none' || each.boxShadow !== 'none');
      return ring ? '' : element.outerHTML.slice(0, 200);
    }"""
    lost = []
    for _ in range(40):
        page.keyboard.press("Tab")
        lost.append(page.evaluate(seen))
    assert [each for each in lost if each and each != "body"] == []


def test_focus_comes_back_to_what_was_redrawn_behind_a_dialog(keys: Keys, tenant: Tenant) -> None:
    page = keys.page
    tenant.add_client("Standby reader")
    region = keys.open_client("Client-Credentials", "Standby reader")
    keys.do(button(region, "Add Secret"))
    button(dialog(page, "Add Secret"), "Add").click()
    expect(textbox(dialog(page, "Secret added"), "Client secret")).to_be_focused()
    keys.do(button(dialog(page, "Secret added"), "Close"))
    expect(button(region, "Add Secret")).to_be_focused()

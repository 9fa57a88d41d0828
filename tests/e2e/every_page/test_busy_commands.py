"""A pressed command shows at once that it is at work, runs once, and is never stuck."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, go_to, question, select_row, textbox
from tests.e2e.people import enter
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

EVENT = '42["event",'
"""How socket.io's message begins that tells the server of an event; a bracket ends it."""


class Wire:
    """The page's websocket, on which the server's answers can be held back."""

    def __init__(self, page: Page) -> None:
        self.held: list[str | bytes] | None = None
        self.events: list[dict[str, Any]] = []
        page.route_web_socket("**/socket.io/**", self._connect)

    def hold(self) -> None:
        """Let no answer through until `release`."""
        self.held = []

    def release(self) -> None:
        """Let through what was held back, and everything that follows."""
        held, self.held = self.held or [], None
        for message in held:
            self.browser.send(message)

    def pressed(self, command: Locator) -> int:
        """How often the server was told of a command. The page sends other events too, whenever it likes."""
        return [f"c{event['id']}" for event in self.events].count(command.get_attribute("id") or "")

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        self.browser = browser

        def answered(message: str | bytes) -> None:
            if self.held is None:
                browser.send(message)
            else:
                self.held.append(message)

        def asked(message: str | bytes) -> None:
            if str(message).startswith(EVENT):
                self.events.append(json.loads(str(message).removeprefix(EVENT)[:-1]))
            server.send(message)

        server.on_message(answered)
        browser.on_message(asked)


@pytest.fixture
def wire(page: Page, tenant: Tenant) -> Wire:
    """The page is on Clients, where the administrator is signed in."""
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    made = Wire(page)
    enter(page, tenant.administrator)
    return made


@DESKTOP
def test_pressed_command_is_busy_until_the_answer_and_runs_once(page: Page, wire: Wire) -> None:
    command = button(page, "Add Client")
    wire.hold()
    command.click()
    expect(command).to_have_attribute("aria-busy", "true")
    command.click(force=True)
    page.keyboard.press("Enter")
    wire.release()
    expect(dialog(page, "Add Client")).to_have_count(1)
    expect(command).not_to_have_attribute("aria-busy", "true")
    assert wire.pressed(command) == 1, wire.events
    button(page, "Cancel").click()
    command.click()
    expect(dialog(page, "Add Client")).to_be_visible()


@PHONE
def test_command_that_changes_nothing_on_the_page_can_be_pressed_again(page: Page, wire: Wire) -> None:
    go_to(page, "Settings")
    save = button(page, "Save")
    for _ in range(2):
        wire.hold()
        save.click()
        expect(save).to_have_attribute("aria-busy", "true")
        wire.release()
        expect(save).not_to_have_attribute("aria-busy", "true")


@PHONE
def test_command_keeps_its_place_and_size_while_busy(page: Page, wire: Wire) -> None:
    command = button(page, "Add Client")
    size = command.bounding_box()
    wire.hold()
    command.click()
    expect(command).to_have_attribute("aria-busy", "true")
    assert command.bounding_box() == size
    wire.release()


def test_command_is_not_stuck_after_a_lost_connection(server: Server, tenant: Tenant, open_page: OpenPage) -> None:
    page = open_page(server)
    wire = Wire(page)
    enter(page, tenant.administrator)
    command = button(page, "Add Client")
    wire.hold()
    command.click()
    expect(command).to_have_attribute("aria-busy", "true")
    page.context.set_offline(True)
    page.evaluate("window.socket.io.engine.close()")
    expect(page.get_by_text("Connection lost. Trying again…")).to_be_visible()
    expect(command).not_to_have_attribute("aria-busy", "true")


@DESKTOP
def test_question_asked_by_a_command_leaves_neither_busy(page: Page, wire: Wire) -> None:
    region = select_row(page, "Pump historian")
    region.get_by_role("radio", name="Historian node A", exact=True).check()
    command = button(region, "Remove Secret")
    command.click()
    asked = question(page, "Remove")
    expect(command).not_to_have_attribute("aria-busy", "true")
    button(asked, "Cancel").click()
    expect_gone(asked)
    button(region, "Add Secret").click()
    textbox(dialog(page, "Add Secret"), "Description").fill("Node B")
    button(dialog(page, "Add Secret"), "Add").click()
    button(dialog(page, "Secret added"), "Close").click()
    expect(button(details(page), "Add Secret")).not_to_have_attribute("aria-busy", "true")

"""The server goes away under open pages: stopped, restarted, killed in the midst of writing."""

import re
import threading
import time

import pytest
from playwright.sync_api import Page, expect

from models import ClientType, Secret
from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, row, secret, select_row, textbox
from tests.e2e.people import enter, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed

BACK_MS = 30_000


@pytest.fixture
def running(own_server: Server) -> Server:
    """A server of the test's own, started."""
    own_server.run("migrate")
    own_server.start()
    return own_server


@pytest.fixture
def home(running: Server) -> Tenant:
    """A tenant there, with a client."""
    tenant = Tenant(running)
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    return tenant


def test_a_page_comes_back_after_a_restart_with_what_was_typed(
    running: Server, home: Tenant, open_page: OpenPage
) -> None:
    page = open_page(running, person=home.administrator)
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    textbox(form, "Description").fill("Reads the pumps of the north hall")
    textbox(form, "Token lifetime (seconds)").fill("900")
    textbox(form, "Tags").fill("north")
    textbox(form, "Tags").press("Enter")
    expect(button(form, "Remove north")).to_be_visible()
    running.stop()
    expect(page.get_by_text("Connection lost. Trying again…")).to_be_visible(timeout=BACK_MS)
    running.start()
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible(timeout=BACK_MS)
    wait_until_ready(page)
    form = dialog(page, "Edit Client")
    expect(form).to_contain_text("Your earlier text was brought back.")
    expect(textbox(form, "Description")).to_have_value("Reads the pumps of the north hall")
    expect(textbox(form, "Token lifetime (seconds)")).to_have_value("900")
    expect(button(form, "Remove north")).to_be_visible()
    button(form, "Save").click()
    expect_gone(form)
    expect(details(page)).to_contain_text("900 seconds")


def test_a_lost_connection_is_said_and_holds_the_commands(running: Server, home: Tenant, open_page: OpenPage) -> None:
    page = open_page(running, person=home.administrator)
    expect(row(page, "Pump historian")).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("window.socket.io.engine.close()")
    expect(page.get_by_text("Connection lost. Trying again…")).to_be_visible(timeout=BACK_MS)
    button(page, "Add Client").click(force=True)
    page.wait_for_timeout(300)
    expect_gone(page.get_by_role("dialog"))
    page.context.set_offline(False)
    expect(page.get_by_text("Connection lost. Trying again…")).to_be_hidden(timeout=BACK_MS)
    button(page, "Add Client").click()
    expect(dialog(page, "Add Client")).to_be_visible()


def test_a_short_loss_of_the_connection_keeps_the_open_dialog(
    running: Server, home: Tenant, open_page: OpenPage
) -> None:
    page = open_page(running, person=home.administrator)
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    page.context.set_offline(True)
    page.evaluate("window.socket.io.engine.close()")
    textbox(form, "Description").fill("Typed while offline")
    page.wait_for_timeout(4000)
    page.context.set_offline(False)
    expect(page.get_by_text("Connection lost. Trying again…")).to_be_hidden(timeout=BACK_MS)
    page.wait_for_timeout(1000)
    expect(textbox(page, "Description")).to_have_value("Typed while offline")
    button(page, "Save").click()
    expect(details(page)).to_contain_text("Typed while offline", timeout=BACK_MS)


def test_kill_under_writes_loses_no_acknowledged_secret(running: Server, home: Tenant, open_page: OpenPage) -> None:
    page = open_page(running, person=home.administrator)
    names = ("Alpha", "Beta", "Gamma")
    for name in names:
        home.add_client(name, ClientType.CLIENT_CREDENTIALS)
    acknowledged: list[str] = []
    for name in names:
        select_row(page, name)
        acknowledged += [_add_secret(page, f"{name} {number}") for number in (1, 2)]
    _killed_while_saving(running, page)
    running.start()
    enter(page, home.administrator)

    async def stored() -> list[str]:
        return [each.handle for each in await Secret.all()]

    handles = seed(running, stored)
    for text in acknowledged:
        assert any(f"_{handle}" in text for handle in handles), text
    assert "Traceback" not in running.log


def _add_secret(page: Page, description: str) -> str:
    """Add a secret; once it is shown it is acknowledged. Returns its text."""
    button(details(page), "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill(description)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile("kl_"))
    text = textbox(shown, "Client secret").input_value()
    button(shown, "Close").click()
    expect_gone(shown)
    expect(secret(details(page), description)).to_be_visible()  # Details are drawn again: a press before it is lost
    return text


def _killed_while_saving(server: Server, page: Page) -> None:
    button(details(page), "Add Secret").click()
    form = dialog(page, "Add Secret")
    killer = threading.Timer(0.05, server.kill)
    killer.start()
    button(form, "Add").click(no_wait_after=True)
    killer.join()


def test_sigterm_ends_cleanly_under_open_pages(running: Server, home: Tenant, open_page: OpenPage) -> None:
    pages = [open_page(running, person=person) for person in (home.administrator, home.colleague, home.member)]
    select_row(pages[0], "Pump historian")
    button(pages[0], "Edit Client").click()
    expect(dialog(pages[0], "Edit Client")).to_be_visible()
    started = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - started < 10
    assert "Traceback" not in running.log
    assert "Task was destroyed" not in running.log

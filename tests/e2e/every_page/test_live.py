"""Two browsers side by side: what one administrator changes, the other's page shows without a reload."""

import re
from functools import partial
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from services.access.actors import operator
from services.clients import clients
from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    button,
    checkbox,
    details,
    dialog,
    expect_gone,
    question,
    row,
    secret,
    select_row,
    textbox,
)
from tests.e2e.pairs import Pair
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed


def _edit(page: Page) -> Locator:
    button(page, "Edit Client").click()
    return dialog(page, "Edit Client")


def _save(form: Locator) -> None:
    button(form, "Save").click()
    expect_gone(form)


def _stays(page: Page) -> None:
    """From now on a reload is found out by `_has_stayed`."""
    page.evaluate("window.stayed = true")


def _has_stayed(page: Page) -> None:
    assert page.evaluate("window.stayed === true"), "the page was loaded again"


def _hide(page: Page, hidden: bool) -> None:
    """Put the tab into the background, or back: no tab of Chromium's is hidden while a script drives it."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_renamed_client_changes_in_the_colleagues_row_and_details(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    _stays(pair.maya)
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Name").fill("Pump historian 2")
    _save(form)
    expect(row(pair.maya, "Pump historian 2")).to_be_visible()
    expect(details(pair.maya).get_by_role("heading", name="Pump historian 2", exact=True)).to_be_visible()
    expect(details(pair.maya)).to_contain_text("by Elin Berg")
    _has_stayed(pair.maya)


def test_disabling_changes_row_details_and_counts(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    checkbox(form, "Enabled").uncheck()
    _save(form)
    expect(row(pair.maya, "Pump historian")).to_contain_text("Disabled")
    expect(details(pair.maya)).to_contain_text("Disabled")
    chips = pair.maya.get_by_role("group", name="Filter")
    expect(button(chips, "Disabled 1")).to_be_visible()
    expect(button(chips, "Enabled 0")).to_be_visible()


def test_an_added_client_appears_and_the_search_stays(pair: Pair, tenant: Tenant) -> None:
    pair.maya.get_by_role("searchbox", name="Search clients").fill("pump")
    expect(pair.maya).to_have_url(re.compile("search=pump"))
    button(pair.elin, "Add Client").click()
    form = dialog(pair.elin, "Add Client")
    textbox(form, "Name").fill("Pump gateway")
    button(form, "Add").click()
    button(dialog(pair.elin, "Secret added"), "Close").click()
    expect(row(pair.maya, "Pump gateway")).to_be_visible()
    expect(pair.maya.get_by_role("searchbox", name="Search clients")).to_have_value("pump")


def test_an_added_secret_appears_in_the_colleagues_details_and_its_text_does_not(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    select_row(pair.elin, "Pump historian")
    button(details(pair.elin), "Add Secret").click()
    form = dialog(pair.elin, "Add Secret")
    textbox(form, "Description").fill("Historian node B")
    button(form, "Add").click()
    shown = dialog(pair.elin, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile("kl_"))
    expect(secret(details(pair.maya), "Historian node B")).to_be_visible()
    expect(row(pair.maya, "Pump historian")).to_contain_text("2 active")
    assert textbox(shown, "Client secret").input_value() not in pair.maya.content()
    button(shown, "Close").click()


def test_details_say_who_removed_the_client_and_can_restore_it(pair: Pair) -> None:
    region = select_row(pair.maya, "Pump historian")
    select_row(pair.elin, "Pump historian")
    button(pair.elin, "Remove Client").click()
    button(question(pair.elin, "Remove Pump historian?"), "Remove").click()
    expect(region).to_contain_text("Elin Berg removed this client")
    expect_gone(row(pair.maya, "Pump historian"))
    button(region, "Restore").click()
    expect(row(pair.maya, "Pump historian")).to_be_visible()
    expect(row(pair.elin, "Pump historian")).to_be_visible()
    expect(region).not_to_contain_text("removed this client")
    expect(secret(region, "Historian node A")).to_be_visible()


def test_undo_brings_a_removed_client_back_for_both(pair: Pair) -> None:
    select_row(pair.elin, "Pump historian")
    button(pair.elin, "Remove Client").click()
    button(question(pair.elin, "Remove Pump historian?"), "Remove").click()
    expect_gone(row(pair.maya, "Pump historian"))
    button(pair.elin, "Undo").click()
    expect(row(pair.elin, "Pump historian")).to_be_visible()
    expect(row(pair.maya, "Pump historian")).to_be_visible()


def test_a_hidden_tab_shows_what_changed_once_it_is_seen(pair: Pair) -> None:
    _hide(pair.maya, True)
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Name").fill("Pump historian 2")
    _save(form)
    expect(row(pair.elin, "Pump historian 2")).to_be_visible()
    assert row(pair.maya, "Pump historian 2").count() == 0
    _hide(pair.maya, False)
    expect(row(pair.maya, "Pump historian 2")).to_be_visible()


def test_who_else_is_here_and_looks_at_the_client_is_shown(pair: Pair) -> None:
    expect(pair.maya.get_by_role("main")).to_contain_text("Elin Berg is here")
    region = select_row(pair.maya, "Pump historian")
    expect(region).not_to_contain_text("Open now")
    select_row(pair.elin, "Pump historian")
    expect(region).to_contain_text(re.compile("Open now(EB)?Elin Berg"))
    button(details(pair.elin), "Close Details").click()
    expect(region).not_to_contain_text("Open now")
    pair.elin.close()
    expect(pair.maya.get_by_role("main")).not_to_contain_text("Elin Berg is here", timeout=30_000)


def test_what_another_process_changed_shows(pair: Pair, server: Server, tenant: Tenant) -> None:
    select_row(pair.maya, "Pump historian")
    _stays(pair.maya)
    tenant.add_client("Energy export")
    expect(row(pair.maya, "Energy export")).to_be_visible()
    seed(server, partial(clients.remove, operator(tenant.id), UUID(pair.client.id)))
    expect_gone(row(pair.maya, "Pump historian"))
    expect(details(pair.maya)).to_contain_text("Command line removed this client")
    _has_stayed(pair.maya)


def test_what_the_command_line_changed_shows(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    page = open_page(server, person=tenant.administrator)
    page.goto("/security/users")
    expect(page.get_by_role("row").filter(has_text=tenant.administrator.email)).to_be_visible()
    words = ("create-user", "--email", f"new.{tenant.number}@example.com", "--role", "Tenant Member")
    server.run(*words, "--tenant", tenant.name, "--password-stdin", stdin="wet-otter-counts-7-lamps\n")
    expect(page.get_by_role("row").filter(has_text=f"new.{tenant.number}@example.com")).to_be_visible()


def test_another_tenant_sees_nothing_of_it(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    elsewhere = Tenant(server)
    stranger = open_page(server, person=elsewhere.administrator)
    elin = open_page(server, person=tenant.administrator)
    client = tenant.add_client("Pump historian")
    expect(row(elin, "Pump historian")).to_be_visible()
    expect(stranger.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()
    expect(stranger.get_by_role("main")).not_to_contain_text("is here")
    stranger.goto(f"/security/clients/client-credentials/{client.id}")
    expect(stranger.get_by_text("There is no such client, or it was removed.")).to_be_visible()
    assert "Pump historian" not in stranger.content()

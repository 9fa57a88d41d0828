"""Selecting clients: links and Back, the keyboard, several at once."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from models import ClientType
from tests.e2e.console import (
    button,
    checkbox,
    details,
    dialog,
    expect_gone,
    expect_rows,
    question,
    reload,
    row,
    search_clients,
    select_row,
    textbox,
)
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP

REDIRECT = "https://plant.example/signin"


def test_selecting_keeps_the_search_and_back_closes_details(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Pump historian", "Pump gateway", "Energy export"):
        tenant.add_client(name)
    search_clients(page, "pump")
    expect(page).to_have_url(re.compile(r"\?search=pump$"))  # not before all three are there, and the search is done
    expect_rows(page, "Pump gateway", "Pump historian")
    region = select_row(page, "Pump historian")
    expect(page).to_have_url(re.compile(r"/client-credentials/[0-9a-f-]{36}\?search=pump$"))
    page.go_back()
    expect_gone(region)
    expect(page.get_by_role("searchbox", name="Search clients")).to_have_value("pump")
    expect_rows(page, "Pump gateway", "Pump historian")
    page.go_forward()
    expect(region.get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    reload(page)
    expect(region.get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()


@DESKTOP
def test_selecting_while_the_search_is_still_typed_keeps_it(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Pump historian", "Pump gateway", "Energy export"):
        tenant.add_client(name)
    expect_rows(page, "Energy export", "Pump gateway", "Pump historian")
    search_clients(page, "pump")
    select_row(page, "Pump historian")
    expect_rows(page, "Pump gateway", "Pump historian")
    expect(page.get_by_role("searchbox", name="Search clients")).to_have_value("pump")
    expect(page).to_have_url(re.compile(r"/client-credentials/[0-9a-f-]{36}\?search=pump$"))


def test_link_to_a_client_opens_it(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    client = tenant.add_client("Portal", ClientType.HYBRID, redirect_uris=(REDIRECT,))
    page.goto(f"/security/clients/hybrid/{client.id}")
    expect(details(page).get_by_role("heading", name="Portal", exact=True)).to_be_visible()
    page.goto(f"/security/clients/device-code/{client.id}")
    expect(page).to_have_url(re.compile(f"/security/clients/hybrid/{client.id}"))
    expect(details(page).get_by_role("heading", name="Portal", exact=True)).to_be_visible()


@DESKTOP
def test_link_to_nothing_says_so(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for path in ("/security/clients/implicit", "/security/clients/hybrid/7", "/security/nothing"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 404
        expect(page.get_by_role("heading")).to_be_visible()
    page.goto(f"/security/clients/hybrid/{uuid4()}")
    expect(page.get_by_text("There is no such client, or it was removed.")).to_be_visible()
    expect_gone(details(page))


@DESKTOP
def test_rows_are_reached_and_opened_with_the_keyboard(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    expect(row(page, "Gamma")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search clients")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if row(page, "Alpha").evaluate("row => row === document.activeElement"):
            break
    expect(row(page, "Alpha")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, "Beta")).to_be_focused()
    page.keyboard.press("Enter")
    expect(details(page).get_by_role("heading", name="Beta", exact=True)).to_be_visible()
    expect(row(page, "Beta")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="Selected clients")).to_contain_text("2 selected")
    expect(checkbox(page, "Select Gamma")).to_be_checked()
    expect_gone(details(page))


@DESKTOP
def test_check_boxes_add_and_drop_rows(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    checkbox(page, "Select Alpha").check()
    expect(details(page).get_by_role("heading", name="Alpha", exact=True)).to_be_visible()
    checkbox(page, "Select Beta").check()
    bar = page.get_by_role("group", name="Selected clients")
    expect(bar).to_contain_text("2 selected")
    expect_gone(details(page))
    expect(button(page, "Edit Client")).to_be_disabled()
    checkbox(page, "Select all clients on this page").check()
    expect(bar).to_contain_text("3 selected")
    checkbox(page, "Select Alpha").uncheck()
    expect(bar).to_contain_text("2 selected")
    row(page, "Gamma").get_by_role("cell", name="Gamma", exact=True).click()
    expect(details(page).get_by_role("heading", name="Gamma", exact=True)).to_be_visible()
    expect(checkbox(page, "Select Beta")).not_to_be_checked()
    checkbox(page, "Select Gamma").uncheck()
    expect_gone(details(page))


@DESKTOP
def test_several_clients_are_disabled_tagged_and_removed_together(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    checkbox(page, "Select Alpha").check()
    checkbox(page, "Select Beta").check()
    bar = page.get_by_role("group", name="Selected clients")
    button(bar, "Disable").click()
    results = page.get_by_role("region", name="Results")
    expect(results).to_contain_text("2 of 2 done")
    expect(results.get_by_role("listitem").filter(has_text="Beta")).to_contain_text("isabled")
    expect(row(page, "Alpha")).to_contain_text("Disabled")
    expect(row(page, "Gamma")).to_contain_text("Enabled")
    button(bar, "Tag").click()
    form = dialog(page, "Tag")
    textbox(form, "Tags").fill("night shift")
    button(form, "Add").click()
    expect_gone(form)
    expect(row(page, "Beta")).to_contain_text("night shift")
    button(bar, "Remove").click()
    asked = question(page, "Remove 2 clients")
    expect(asked).to_contain_text("Alpha, Beta")
    button(asked, "Remove").click()
    expect_rows(page, "Gamma")
    expect(results).to_contain_text("2 of 2 done")
    expect_gone(button(results, "Try again"))
    button(results, "Close Results").click()
    expect_gone(results)
    reload(page)
    expect_rows(page, "Gamma")


@DESKTOP
def test_client_id_is_copied_from_its_row(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    client = tenant.add_client("Alpha")
    button(page, "Copy client ID of Alpha").click()
    expect(page.get_by_text("Copied", exact=True).first).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == client.id
    expect_gone(details(page))

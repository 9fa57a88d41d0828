"""axe finds nothing on any dialog, and nothing is wider than 360 px."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    add_choice,
    button,
    checkbox,
    choose,
    details,
    dialog,
    expect_gone,
    question,
    select_row,
    select_secret,
    textbox,
)
from tests.e2e.looks import fill_tenant, look_at, popup
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant


@pytest.mark.parametrize("kind", ["Client-Credentials", "Authorization Code", "Hybrid", "Device Code"])
def test_add_client(open_here: Callable[..., Page], kind: str) -> None:
    page = open_here()
    if kind != "Client-Credentials":
        choose(page, "Client Type", kind)
        expect(page.get_by_role("heading", name=f"No {kind} clients yet")).to_be_visible()
    button(page, "Add Client").click()
    form = dialog(page, "Add Client")
    look_at(page)
    if kind == "Authorization Code":
        textbox(form, "Redirect URIs").fill("http://plant.example/a/very/long/path/that/goes/on/and/on/and/on/callback")
    button(form, "Add").click()
    expect(textbox(form, "Name")).to_have_attribute("aria-invalid", "true")
    look_at(page)


def test_dialogs_of_a_client(open_here: Callable[..., Page], tenant: Tenant) -> None:
    fill_tenant(tenant)
    page = open_here()
    select_row(page, "Pump historian of the north hall with a name that is longer than its column")
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    add_choice(form, "Roles", "Tenant Administrator")
    look_at(page)
    button(form, "Cancel").click()
    asked = question(page, "Discard changes?")
    look_at(page)
    button(asked, "Discard").click()
    expect_gone(form)
    button(page, "Remove Client").click()
    asked = question(page, "Remove Client")
    look_at(page)
    button(asked, "Remove").click()
    expect(button(page, "Undo")).to_be_visible()
    look_at(page)


def test_dialogs_of_a_secret(open_here: Callable[..., Page], tenant: Tenant) -> None:
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    page = open_here()
    region = select_row(page, "Pump historian")
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    look_at(page)
    for opener in ("Open calendar", "Open clock"):
        button(form, opener).click()
        picker = page.get_by_role("dialog", name=opener.removeprefix("Open "))
        expect(picker).to_be_visible()
        look_at(page)
        page.keyboard.press("Escape")
        expect_gone(picker)
    textbox(form, "Expiration Date").fill("2026-11-31")
    button(form, "Add").click()
    expect(textbox(form, "Expiration Date")).to_have_attribute("aria-invalid", "true")
    look_at(page)
    checkbox(form, "Never Expires").check()
    expect(form).to_contain_text("If this secret leaks")
    look_at(page)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile("kl_"))
    look_at(page)
    button(shown, "Copy").first.click()
    look_at(page)
    button(shown, "Close").click()
    select_secret(region, "Historian node A")
    for command in ("Edit Secret", "Remove Secret"):
        button(region, command).click()
        expect(popup(page)).to_be_visible()
        look_at(page)
        button(page, "Cancel").click()
        expect_gone(popup(page))


def test_conflict_and_a_removed_client(
    open_here: Callable[..., Page], open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    tenant.add_client("Pump historian")
    page, maya = open_here(), open_page(server, person=tenant.colleague)
    for each in (page, maya):
        select_row(each, "Pump historian")
        button(each, "Edit Client").click()
        textbox(dialog(each, "Edit Client"), "Name").fill(f"Pump {id(each)}")
    button(maya, "Save").click()
    expect(dialog(page, "Edit Client")).to_contain_text("You both changed Name")
    look_at(page)
    button(page, "Save").click()
    dialog(page, "Two edits of the same client")
    look_at(page)
    button(page.get_by_role("dialog", name="Two edits"), "Cancel").click()
    button(dialog(page, "Edit Client"), "Cancel").click()
    button(question(page, "Discard changes?"), "Discard").click()
    button(maya, "Remove Client").click()
    button(question(maya, "Remove Client"), "Remove").click()
    expect(details(page)).to_contain_text("removed this client")
    look_at(page)


def test_several_clients(open_here: Callable[..., Page], tenant: Tenant, look: str) -> None:
    if look != "desktop":
        pytest.skip("selecting several is for wide windows")
    fill_tenant(tenant)
    page = open_here()
    checkbox(page, "Select Energy export").check()
    checkbox(page, "Select Gone stale").check()
    look_at(page)
    button(page, "Tag").click()
    form = dialog(page, "Tag")
    look_at(page)
    button(form, "Cancel").click()
    button(page.get_by_role("group", name="Selected clients"), "Disable").click()
    expect(page.get_by_role("region", name="Results")).to_contain_text("2 of 2 done")
    look_at(page)

"""axe finds nothing on any page, and nothing is wider than 360 px."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.console import (
    button,
    details,
    dialog,
    expect_gone,
    question,
    row,
    select_row,
    select_secret,
    textbox,
)
from tests.e2e.looks import fill_tenant, look_at, popup
from tests.e2e.people import wait_until_ready
from tests.e2e.tenants import Tenant


def test_plain_pages(open_here: Callable[..., Page], tenant: Tenant) -> None:
    page = open_here(stranger=True)
    page.goto("/login")
    look_at(page)
    page.get_by_label("Email", exact=True).fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("not-the-password-9")
    button(page, "Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page)
    page.goto("/link/" + "x" * 43)
    look_at(page)
    page = open_here()
    page.goto("/account/password")
    look_at(page)
    page.get_by_label("Current password", exact=True).fill("not-the-password-9")
    page.get_by_label("New password", exact=True).fill("short")
    button(page, "Save").click()
    look_at(page)
    page.goto("/security/nothing")
    look_at(page)


def test_clients_page_and_details(open_here: Callable[..., Page], tenant: Tenant) -> None:
    page = open_here()
    expect(page.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()
    look_at(page)
    fill_tenant(tenant)
    expect(row(page, "Energy export")).to_be_visible()
    look_at(page)
    select_row(page, "Pump historian of the north hall with a name that is longer than its column")
    select_secret(details(page), "Standby")
    look_at(page)
    for tab in ("Roles", "Activity"):
        details(page).get_by_role("tab", name=tab).click()
        expect(details(page).get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        look_at(page)
    page.goto("/security/clients/hybrid")
    select_row(page, "Report server")
    look_at(page)
    page.goto("/security/clients/device-code?search=nothing")
    expect(page.get_by_role("heading", name="No client matches")).to_be_visible()
    look_at(page)


def test_open_lists_and_menus(open_here: Callable[..., Page], tenant: Tenant, look: str) -> None:
    page = open_here()
    page.get_by_role("combobox", name="Client Type").click()
    expect(page.get_by_role("option", name="Hybrid")).to_be_visible()
    look_at(page)
    page.keyboard.press("Escape")
    if look != "desktop":
        button(page, "Menu").click()
        expect(page.get_by_role("link", name="Settings")).to_be_in_viewport()
        look_at(page)
    page.get_by_role("button", name="account").click()
    expect(button(page, "Sign out")).to_be_visible()
    look_at(page)


def test_users_page_and_dialogs(open_here: Callable[..., Page], tenant: Tenant) -> None:
    _ = tenant.member
    page = open_here()
    page.goto("/security/users")
    member = page.get_by_role("row").filter(has_text=tenant.member.email)
    expect(member).to_be_visible()
    look_at(page)
    member.click()
    expect(details(page)).to_contain_text(tenant.member.email)
    look_at(page)
    for command in ("Edit User", "Disable User", "Remove User"):
        button(page, command).click()
        expect(popup(page)).to_be_visible()
        look_at(page)
        button(page, "Cancel").click()
        expect_gone(popup(page))
    page.goto("/security/users")
    wait_until_ready(page)
    button(page, "Add User").click()
    form = dialog(page, "Add User")
    button(form, "Add").click()
    expect(textbox(form, "Email")).to_have_attribute("aria-invalid", "true")
    look_at(page)
    textbox(form, "Email").fill(f"ada.{tenant.number}@example.com")
    textbox(form, "Name").fill("Ada Lund")
    button(form, "Add").click()
    dialog(page, "User added")
    look_at(page)


def test_roles_page_and_dialogs(open_here: Callable[..., Page], tenant: Tenant) -> None:
    page = open_here()
    page.goto("/security/roles")
    wait_until_ready(page)
    look_at(page)
    button(page, "Add Role").click()
    form = dialog(page, "Add Role")
    button(form, "Add").click()
    look_at(page)
    textbox(form, "Name").fill("Auditor")
    button(form, "Add").click()
    expect(details(page).get_by_role("heading", name="Auditor", exact=True)).to_be_visible()
    look_at(page)
    for command in ("Edit Role", "Remove Role"):
        button(page, command).click()
        expect(popup(page)).to_be_visible()
        look_at(page)
        button(page, "Cancel").click()
        expect_gone(popup(page))


def test_settings_activity_and_removed_clients(open_here: Callable[..., Page], tenant: Tenant) -> None:
    fill_tenant(tenant)
    page = open_here()
    page.goto("/settings")
    wait_until_ready(page)
    look_at(page)
    textbox(page, "Longest lifetime (days)").fill("many")
    button(page, "Save").click()
    expect(textbox(page, "Longest lifetime (days)")).to_have_attribute("aria-invalid", "true")
    look_at(page)
    page.goto("/activity")
    expect(page.get_by_role("region", name="Activity")).to_contain_text("added the client")
    look_at(page)
    page.goto("/security/clients")
    select_row(page, "Energy export")
    button(page, "Remove Client").click()
    button(question(page, "Remove Client"), "Remove").click()
    expect(button(page, "Undo")).to_be_visible()
    page.goto("/security/removed-clients")
    expect(page.get_by_role("row").filter(has_text="Energy export")).to_be_visible()
    look_at(page)


def test_what_members_see(open_here: Callable[..., Page], tenant: Tenant) -> None:
    fill_tenant(tenant)
    page = open_here(member=True)
    select_row(page, "Energy export")
    look_at(page)
    page.goto("/settings")
    wait_until_ready(page)
    look_at(page)
    page.goto("/security/users")
    look_at(page)

"""Add Client for each type with every field, and what happens with bad input."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.e2e.console import (
    add_choice,
    button,
    checkbox,
    details,
    dialog,
    expect_gone,
    open_add_client,
    secret,
    select_client,
    textbox,
)
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE


def _type_addresses(form: Locator, name: str, *addresses: str) -> None:
    """Enter adds all but the last, which is left in the box."""
    for address in addresses[:-1]:
        textbox(form, name).fill(address)
        textbox(form, name).press("Enter")
        expect(textbox(form, name)).to_have_value("")
    textbox(form, name).fill(addresses[-1])


def _facts(page: Page, *words: str) -> None:
    for each in words:
        expect(details(page)).to_contain_text(each)


def _every_field_again(page: Page, texts: dict[str, str], ticks: dict[str, bool], lists: tuple[str, ...] = ()) -> None:
    """Edit Client holds what was typed into Add Client."""
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    for name, value in texts.items():
        expect(textbox(form, name)).to_have_value(value)
    for name, ticked in ticks.items():
        expect(checkbox(form, name)).to_be_checked(checked=ticked)
    for value in lists:
        expect(button(form, f"Remove {value}")).to_be_visible()
    button(form, "Cancel").click()
    expect_gone(form)


@PHONE
def test_add_a_client_credentials_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    moved = str(uuid4())
    form = open_add_client(page, "Client-Credentials")
    textbox(form, "Name").fill("Pump historian")
    textbox(form, "Client ID").fill(moved)
    textbox(form, "Description").first.fill("Reads the pumps of the north hall")
    textbox(form, "Token lifetime (seconds)").fill("600")
    _type_addresses(form, "Tags", "north", "historian")
    checkbox(form, "Enabled").uncheck()
    add_choice(form, "Roles", "Tenant Administrator")
    expect(form).to_contain_text("A client with Tenant Administrator may change every client")
    first = form.get_by_role("group", name="First secret")
    textbox(first, "Description").fill("Historian node A")
    button(first, "30 days").click()
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client ID")).to_have_value(moved)
    expect(textbox(shown, "Client secret")).to_have_value(re.compile(r"kl_\w{50,}"))
    button(shown, "Close").click()
    region = details(page)
    expect(region.get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    _facts(page, moved, "Reads the pumps of the north hall", "600 seconds", "north", "historian", "Disabled")
    ends = datetime.now(UTC) + timedelta(days=30)
    expect(secret(region, "Historian node A")).to_contain_text(ends.strftime("%-d %b"))
    region.get_by_role("tab", name="Roles 2").click()
    expect(region.get_by_role("tabpanel")).to_contain_text("Tenant Administrator")


@DESKTOP
def test_add_an_authorization_code_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = open_add_client(page, "Authorization Code")
    textbox(form, "Name").fill("Operator portal")
    textbox(form, "Description").fill("What operators look at")
    textbox(form, "Token lifetime (seconds)").fill("60")
    textbox(form, "Tags").fill("portal")
    redirects = ("https://portal.example/cb", "http://127.0.0.1:8000/cb", "com.example.app:/cb")
    _type_addresses(form, "Redirect URIs", *redirects)
    _type_addresses(form, "Post-logout redirect URIs", "https://portal.example/bye")
    _type_addresses(form, "Allowed CORS origins", "https://portal.example", "http://localhost:3000")
    checkbox(form, "Allow offline access").check()
    textbox(form, "Client URI").fill("https://portal.example/about")
    textbox(form, "Logo URI").fill("https://portal.example/logo.png")
    expect_gone(form.get_by_role("group", name="First secret"))
    button(form, "Add").click()
    expect_gone(form)
    expect_gone(page.get_by_role("dialog", name="Secret added"))
    expect(details(page).get_by_role("heading", name="Operator portal", exact=True)).to_be_visible()
    _facts(
        page,
        *redirects,
        "https://portal.example/bye",
        "http://localhost:3000",
        "Allowed",
        "https://portal.example/about",
    )
    _every_field_again(
        page,
        {
            "Description": "What operators look at",
            "Token lifetime (seconds)": "60",
            "Client URI": "https://portal.example/about",
            "Logo URI": "https://portal.example/logo.png",
        },
        {"Enabled": True, "Allow offline access": True},
        (*redirects, "https://portal.example/bye", "https://portal.example", "http://localhost:3000", "portal"),
    )


@PHONE
def test_add_a_hybrid_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = open_add_client(page, "Hybrid")
    textbox(form, "Name").fill("Report server")
    textbox(form, "Token lifetime (seconds)").fill("1200")
    _type_addresses(form, "Redirect URIs", "https://reports.example/cb")
    _type_addresses(form, "Post-logout redirect URIs", "https://reports.example/bye")
    checkbox(form, "Allow offline access").check()
    checkbox(form, "Allow access tokens via browser").check()
    expect(checkbox(form, "Allow access tokens via browser")).to_have_accessible_description(
        re.compile("has no effect")
    )
    textbox(form, "Client URI").fill("https://reports.example")
    checkbox(form.get_by_role("group", name="First secret"), "Never Expires").check()
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    new_id = textbox(shown, "Client ID").input_value()
    button(shown, "Close").click()
    expect(details(page)).to_contain_text(new_id)
    _facts(page, "1 of 10", "Never expires", "https://reports.example/cb", "1200 seconds")
    _every_field_again(
        page,
        {"Client URI": "https://reports.example", "Client ID": new_id},
        {"Allow offline access": True, "Allow access tokens via browser": True},
        ("https://reports.example/cb", "https://reports.example/bye"),
    )


@DESKTOP
def test_add_a_device_code_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = open_add_client(page, "Device Code")
    textbox(form, "Name").fill("Wall display")
    textbox(form, "Device code lifetime (seconds)").fill("900")
    textbox(form, "Client URI").fill("https://display.example")
    textbox(form, "Logo URI").fill("https://display.example/logo.png")
    button(form, "Add").click()
    expect_gone(form)
    expect(details(page).get_by_role("heading", name="Wall display", exact=True)).to_be_visible()
    _facts(page, "900 seconds", "https://display.example")
    page.reload()
    _facts(page, "900 seconds", "https://display.example")


@DESKTOP
def test_typing_a_date_turns_the_presets_to_custom_and_a_preset_fills_the_date(
    administrator_page: Page, tenant: Tenant
) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    button(select_client(page, "Client-Credentials", "Pump historian"), "Add Secret").click()
    form = dialog(page, "Add Secret")
    expect(form.get_by_role("button", name="1 year", pressed=True)).to_be_visible()
    textbox(form, "Expiration Date").fill("2027-01-01 00:00")
    expect(form.get_by_role("button", name="Custom", pressed=True)).to_be_visible()
    button(form, "60 days").click()
    expect(form.get_by_role("button", name="60 days", pressed=True)).to_be_visible()
    expect(textbox(form, "Expiration Date")).to_have_value(
        re.compile((datetime.now(UTC) + timedelta(days=60)).strftime("%Y-%m-%d"))
    )
    expect(textbox(form, "Expiration Date")).to_have_accessible_description(re.compile("UTC"))

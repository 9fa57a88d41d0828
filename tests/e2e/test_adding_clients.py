"""Add Client for each type with every field, and what happens with bad input."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from services.secrets import SecretFields
from tests.e2e.console import (
    button,
    checkbox,
    choose,
    details,
    dialog,
    expect_error,
    expect_gone,
    open_clients,
    question,
    row,
    secret,
    select_client,
    select_row,
    textbox,
)
from tests.e2e.tenants import Tenant

DESKTOP = pytest.mark.parametrize("screen", ["desktop"], indirect=True)


def _open_form(page: Page, client_type: str) -> Locator:
    open_clients(page, client_type)
    button(page, "Add Client").first.click()
    return dialog(page, "Add Client")


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


def test_add_a_client_credentials_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    moved = str(uuid4())
    form = _open_form(page, "Client-Credentials")
    textbox(form, "Name").fill("Pump historian")
    textbox(form, "Client ID").fill(moved)
    textbox(form, "Description").first.fill("Reads the pumps of the north hall")
    textbox(form, "Token lifetime (seconds)").fill("600")
    _type_addresses(form, "Tags", "north", "historian")
    checkbox(form, "Enabled").uncheck()
    choose(form, "Roles", "Tenant Administrator")
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


def test_add_an_authorization_code_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = _open_form(page, "Authorization Code")
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


def test_add_a_hybrid_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = _open_form(page, "Hybrid")
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


def test_add_a_device_code_client_with_every_field(administrator_page: Page) -> None:
    page = administrator_page
    form = _open_form(page, "Device Code")
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


BAD_TEXTS = [
    ("Client-Credentials", "Name", "", "Name is empty"),
    ("Client-Credentials", "Client ID", "pump-7", "pump-7"),
    ("Client-Credentials", "Token lifetime (seconds)", "59", "59 is not a whole number from 60 to 3600"),
    ("Client-Credentials", "Token lifetime (seconds)", "an hour", "an hour is not a whole number"),
    ("Client-Credentials", "Tags", "t" * 51, "has 51 characters. 50 at most"),
    ("Device Code", "Device code lifetime (seconds)", "1801", "1801 is not a whole number from 60 to 1800"),
    ("Device Code", "Client URI", "ftp://plant.example", "ftp://plant.example is not a web address"),
    ("Device Code", "Logo URI", "plant.example/logo.png", "plant.example/logo.png is not a whole address"),
    ("Authorization Code", "Redirect URIs", "http://plant.example/cb", "http://plant.example/cb is not https"),
    ("Authorization Code", "Redirect URIs", "https://*.plant.example/cb", "has a wildcard (*)"),
    ("Authorization Code", "Redirect URIs", "", "needs a redirect URI"),
    ("Authorization Code", "Post-logout redirect URIs", "https://plant.example/#x", "has a fragment"),
    ("Authorization Code", "Allowed CORS origins", "https://plant.example/path", "has more than an origin"),
]


@DESKTOP
def test_bad_input_keeps_what_was_typed_and_names_the_value(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for client_type in dict.fromkeys(kind for kind, *_ in BAD_TEXTS):
        form = _open_form(page, client_type)
        for kind, name, value, words in BAD_TEXTS:
            if kind == client_type:
                _check_bad_text(form, name, value, words)
        expect(form).to_be_visible()
        button(form, "Cancel").click()
        if textbox(form, "Name").input_value():
            button(question(page, "Discard changes?"), "Discard").click()
        expect_gone(form)
    page.reload()
    expect(page.get_by_role("heading", name="clients yet")).to_be_visible()


def _check_bad_text(form: Locator, name: str, value: str, words: str) -> None:
    box = textbox(form, name).first
    before = box.input_value()
    if name != "Name":
        textbox(form, "Name").fill("Pump historian")
    box.fill(value)
    button(form, "Add").click()
    expect_error(box, words)
    if name in ("Redirect URIs", "Post-logout redirect URIs", "Allowed CORS origins"):
        if value:
            expect(form.get_by_role("listitem").filter(has_text=value)).to_be_visible()
            button(form, f"Remove {value}").click()
    else:
        expect(box).to_have_value(value)
        box.fill(before)


BAD_DATES = [
    ("2026-11-31", "2026-11-31 is not a date: November 2026 has 30 days."),
    ("2024-02-29 12:00", "2024-02-29 12:00 UTC is in the past"),
    ("2099-01-01 00:00", "2099-01-01 00:00 UTC is too far away: this tenant allows 2 years at most"),
    ("soon", "soon is not a date. Write it like 2027-11-23 16:30."),
    ("2027-13-01", "there is no month 13"),
    ("2027-03-01 24:00", "the last one of a day is 23:59"),
    ("", "An empty field is not a date"),
]


def test_bad_expiration_dates_are_refused_at_the_field(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    region = select_client(page, "Client-Credentials", "Pump historian")
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Historian node B")
    date = textbox(form, "Expiration Date")
    for value, words in BAD_DATES:
        date.fill(value)
        button(form, "Add").click()
        expect_error(date, words)
        expect(date).to_have_value(value)
        expect(date).to_be_focused()
    expect(textbox(form, "Description")).to_have_value("Historian node B")
    good = datetime.now(UTC) + timedelta(days=400)
    date.fill(good.strftime("%Y-%m-%d %H:%M"))
    button(form, "Add").click()
    button(dialog(page, "Secret added"), "Close").click()
    expect(secret(region, "Historian node B")).to_contain_text(good.strftime("%-d %b %Y"))
    expect(region).to_contain_text("2 of 10")


@DESKTOP
def test_bad_date_of_a_first_secret_adds_no_client(administrator_page: Page) -> None:
    page = administrator_page
    form = _open_form(page, "Client-Credentials")
    textbox(form, "Name").fill("Pump historian")
    first = form.get_by_role("group", name="First secret")
    textbox(first, "Expiration Date").fill("2026-11-31 12:00")
    button(form, "Add").click()
    expect_error(textbox(first, "Expiration Date"), "November 2026 has 30 days")
    page.reload()
    expect(page.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()


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


def test_the_eleventh_secret_is_refused(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    client = tenant.add_client("Pump historian", secret=SecretFields("Node 1"))
    tenant.add_secrets(client, *(f"Node {number}" for number in range(2, 11)))
    region = select_client(page, "Client-Credentials", "Pump historian")
    expect(region).to_contain_text("10 of 10")
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Node 11")
    button(form, "Add").click()
    expect(
        form.get_by_role("alert").filter(has_text="This client has 10 secrets, the most it can have")
    ).to_be_visible()
    expect(textbox(form, "Description")).to_have_value("Node 11")
    button(form, "Cancel").click()
    button(question(page, "Discard changes?"), "Discard").click()
    expect_gone(form)
    expect(region).to_contain_text("10 of 10")


@DESKTOP
def test_the_id_of_a_removed_client_is_taken(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    client = tenant.add_client("Pump historian")
    select_client(page, "Client-Credentials", "Pump historian")
    button(page, "Remove Client").click()
    button(question(page, "Remove Pump historian?"), "Remove").click()
    expect_gone(row(page, "Pump historian"))
    form = _open_form(page, "Client-Credentials")
    textbox(form, "Name").fill("Another one")
    textbox(form, "Client ID").fill(client.id)
    button(form, "Add").click()
    expect_error(textbox(form, "Client ID"), client.id)


@DESKTOP
def test_a_changed_form_asks_before_it_is_left(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    select_client(page, "Client-Credentials", "Pump historian")
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    textbox(form, "Name").fill("Pump historian 2")
    page.keyboard.press("Escape")
    button(question(page, "Discard changes?"), "Keep editing").click()
    expect(textbox(form, "Name")).to_have_value("Pump historian 2")
    button(form, "Cancel").click()
    button(question(page, "Discard changes?"), "Discard").click()
    expect_gone(form)
    button(page, "Edit Client").click()
    expect(textbox(dialog(page, "Edit Client"), "Name")).to_have_value("Pump historian")
    page.keyboard.press("Escape")
    expect_gone(page.get_by_role("dialog"))
    select_row(page, "Pump historian")

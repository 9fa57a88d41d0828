"""Bad input: what was typed stays, and the error names the value and the way out."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.console import (
    button,
    dialog,
    expect_error,
    expect_gone,
    open_add_client,
    question,
    row,
    secret,
    select_client,
    select_row,
    textbox,
)
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

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
        form = open_add_client(page, client_type)
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


@PHONE
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
    form = open_add_client(page, "Client-Credentials")
    textbox(form, "Name").fill("Pump historian")
    first = form.get_by_role("group", name="First secret")
    textbox(first, "Expiration Date").fill("2026-11-31 12:00")
    button(form, "Add").click()
    expect_error(textbox(first, "Expiration Date"), "November 2026 has 30 days")
    page.reload()
    expect(page.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()


@DESKTOP
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
    form = open_add_client(page, "Client-Credentials")
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

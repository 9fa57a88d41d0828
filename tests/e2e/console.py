"""The console as a person walks through it: everything found by role and accessible name, at either width."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import wait_until_ready

DATE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def button(place: Page | Locator, name: str) -> Locator:
    """The button of exactly that name."""
    return place.get_by_role("button", name=name, exact=True)


def textbox(place: Page | Locator, name: str) -> Locator:
    """The text box of exactly that name."""
    return place.get_by_role("textbox", name=name, exact=True)


def checkbox(place: Page | Locator, name: str) -> Locator:
    """The check box of exactly that name."""
    return place.get_by_role("checkbox", name=name, exact=True)


def dialog(page: Page, name: str) -> Locator:
    """The dialog of exactly that name, once it stands still."""
    found = page.get_by_role("dialog", name=name, exact=True)
    expect(found).to_be_visible()
    return found


def question(page: Page, name: str) -> Locator:
    """The question (an alertdialog) whose name holds these words."""
    found = page.get_by_role("alertdialog", name=name)
    expect(found).to_be_visible()
    return found


def details(page: Page) -> Locator:
    """The region Details."""
    return page.get_by_role("region", name="Details", exact=True)


def go_to(page: Page, name: str) -> None:
    """Follow a link of the left pane, which a phone opens with Menu."""
    group = "Tenant" if name in ("Activity", "Settings") else "Security"
    links = page.get_by_role("navigation", name="Main").get_by_role("group", name=group, exact=True)
    link = links.get_by_role("link", name=name, exact=True)
    if not link.is_visible():
        button(page, "Menu").click()
    with page.expect_navigation():
        link.click()
    wait_until_ready(page)


def choose(place: Page | Locator, name: str, option: str) -> None:
    """Choose the one value of a native combobox."""
    place.get_by_role("combobox", name=name, exact=True).select_option(label=option)


def add_choice(place: Page | Locator, name: str, option: str) -> None:
    """Choose one more value of a combobox that holds several."""
    place.get_by_role("combobox", name=name, exact=True).click()
    place.get_by_role("option", name=option).click()


def chosen(place: Page | Locator, name: str) -> Locator:
    """The option that a native combobox holds."""
    return place.get_by_role("combobox", name=name, exact=True).get_by_role("option", selected=True)


def open_clients(page: Page, client_type: str) -> None:
    """Security > Clients in the left pane, then the type in the Client Type dropdown list; the address has followed."""
    go_to(page, "Clients")
    choose(page, "Client Type", client_type)
    expect(chosen(page, "Client Type")).to_have_text(client_type)
    name = client_type.lower().replace(" ", "-")
    path = f"/{name}" if name != "client-credentials" else f"(/{name})?"
    expect(page).to_have_url(re.compile(rf"/security/clients{path}(\?|$)"))


def row(page: Page, name: str) -> Locator:
    """The row of the table that has a cell with just this name."""
    return page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))


def select_row(page: Page, name: str) -> Locator:
    """Select one row alone; returns Details, open on it."""
    row(page, name).click()
    region = details(page)
    expect(region.get_by_role("heading", name=name, exact=True)).to_be_visible()
    return region


def select_client(page: Page, client_type: str, name: str) -> Locator:
    """The first three steps of every procedure of the seed; returns Details."""
    open_clients(page, client_type)
    return select_row(page, name)


def secret(region: Locator, name: str) -> Locator:
    """The item of a secret in Details, by its radio's name."""
    radio = region.page.get_by_role("radio", name=name, exact=True)
    return region.get_by_role("list", name="Secrets").get_by_role("listitem").filter(has=radio)


def select_secret(region: Locator, name: str) -> None:
    """Select a secret by a click on its item, anywhere."""
    secret(region, name).click()
    expect(region.get_by_role("radio", name=name, exact=True)).to_be_checked()


def expect_error(field: Locator, words: str | re.Pattern[str]) -> None:
    """The field is marked as wrong, and what is said about it holds these words."""
    expect(field).to_have_attribute("aria-invalid", "true")
    said = re.compile(re.escape(words)) if isinstance(words, str) else words
    expect(field).to_have_accessible_description(said)


def expect_gone(place: Locator) -> None:
    """It is not there, or not to be seen."""
    expect(place).to_be_hidden()


def read_moment(text: str) -> datetime:
    """What the field Expiration Date holds, in a browser whose zone is UTC."""
    assert DATE.fullmatch(text), text
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def expect_rows(page: Page, *names: str) -> None:
    """The grid has just these rows, in this order."""
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    expect(rows).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(rows.nth(at).get_by_role("cell", name=name, exact=True)).to_be_visible()


def search_clients(page: Page, words: str) -> None:
    """Type into the search of the clients."""
    page.get_by_role("searchbox", name="Search clients").fill(words)


def reload(page: Page) -> None:
    """Load the page again, and wait until a click reaches the server."""
    page.reload()
    wait_until_ready(page)


def open_add_client(page: Page, client_type: str) -> Locator:
    """Add Client for a type; returns the dialog."""
    open_clients(page, client_type)
    button(page, "Add Client").click()
    return dialog(page, "Add Client")

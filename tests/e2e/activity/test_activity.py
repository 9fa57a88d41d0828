"""What was done by whom, told as it happens: before and after, in Activity and in Details."""

from playwright.sync_api import Locator, Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    button,
    details,
    dialog,
    expect_gone,
    select_row,
    textbox,
)
from tests.e2e.people import wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE


def _events(page: Page, words: str) -> Locator:
    """The events whose sentence holds these words."""
    return page.get_by_role("region", name="Activity").get_by_role("listitem").filter(has_text=words)


def _rename(page: Page, name: str, new: str) -> None:
    select_row(page, name)
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    textbox(form, "Name").fill(new)
    textbox(form, "Token lifetime (seconds)").fill("900")
    button(form, "Save").click()
    expect_gone(form)


@DESKTOP
def test_a_change_is_told_with_what_was_before_and_after(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    _rename(page, "Pump historian", "Pump historian 2")
    page.goto("/activity")
    event = _events(page, "changed the client")
    expect(event).to_have_count(1)
    expect(event).to_contain_text("Elin Berg")
    for words in ("Pump historian 2", "before 3,600", "after 900", "Token lifetime (seconds)", "127.0.0.1"):
        expect(event).to_contain_text(words)
    expect(_events(page, "Command line added the client")).to_have_count(1)


def test_what_a_colleague_does_arrives_without_a_reload(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    page = open_page(server, person=tenant.administrator)
    page.goto("/activity")
    wait_until_ready(page)
    tenant.add_client("Pump historian")
    expect(_events(page, "added the client").first).to_contain_text("Pump historian")


@PHONE
def test_details_tell_the_activity_of_one_client(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Energy export")
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    _rename(page, "Pump historian", "Pump historian 2")
    details(page).get_by_role("tab", name="Activity").click()
    panel = details(page).get_by_role("tabpanel")
    expect(panel).to_contain_text("Elin Berg")
    expect(panel).to_contain_text("900")
    expect(panel).not_to_contain_text("Energy export")

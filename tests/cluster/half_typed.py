"""A form that somebody was typing into when something happened."""

from playwright.sync_api import Page, expect

from tests.cluster.conftest import Cluster
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, select_row, textbox
from tests.e2e.people import sign_in, wait_until_ready
from tests.e2e.tenants import Tenant

TYPED = "Reads the pumps of the north hall"
NAME = "Pump historian"


def type_half_a_form(cluster: Cluster, home: Tenant, open_page: OpenPage) -> Page:
    """Edit Client of a new client, on a page behind the proxy, its description typed and not saved."""
    home.add_client(NAME)
    page = open_page(cluster, ignore_https_errors=True)
    sign_in(page, home.administrator)
    select_row(page, NAME)
    button(page, "Edit Client").click()
    textbox(dialog(page, "Edit Client"), "Description").fill(TYPED)
    return page


def expect_it_back(page: Page) -> None:
    """The form is there with what was typed, once its page has come back."""
    form = dialog(page, "Edit Client")
    expect(form).to_contain_text("Your earlier text was brought back.")
    expect(textbox(form, "Description")).to_have_value(TYPED)


def save(page: Page) -> None:
    """Save it, and see it in Details."""
    wait_until_ready(page)
    form = dialog(page, "Edit Client")
    button(form, "Save").click()
    expect_gone(form)
    expect(details(page)).to_contain_text(TYPED)

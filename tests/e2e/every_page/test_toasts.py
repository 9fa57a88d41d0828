"""A toast stays for ten seconds; it waits while somebody hovers over it or has the focus in it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.console import button, expect_gone, question, select_row
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP


@pytest.fixture
def toast(administrator_page: Page, tenant: Tenant) -> Locator:
    """What is said once a client was removed. The page's clock goes as it is told to from then on."""
    page = administrator_page
    tenant.add_client("Pump historian")
    select_row(page, "Pump historian")
    button(page, "Remove Client").click()
    page.clock.install()
    button(question(page, "Remove Pump historian?"), "Remove").click()
    said = page.get_by_role("status").filter(has=page.get_by_role("button", name="Undo", exact=True))
    expect(button(said, "Undo")).to_be_visible()
    page.mouse.move(0, 0)
    return said


@DESKTOP
def test_a_toast_leaves_after_ten_seconds(administrator_page: Page, toast: Locator) -> None:
    administrator_page.clock.fast_forward(10_000)
    expect_gone(toast)


@DESKTOP
def test_a_toast_waits_while_it_is_hovered_or_holds_the_focus(administrator_page: Page, toast: Locator) -> None:
    page = administrator_page
    toast.get_by_text("Pump historian").hover()
    page.clock.fast_forward(30_000)
    button(toast, "Undo").focus()
    page.mouse.move(0, 0)
    page.clock.fast_forward(30_000)
    expect(button(toast, "Undo")).to_be_focused()
    button(toast, "Undo").blur()
    page.clock.fast_forward(10_000)
    expect_gone(toast)

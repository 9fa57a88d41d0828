"""Keylodge is too busy to make a page: it says so in its own looks, and the page comes by itself."""

from playwright.sync_api import Page, Route, expect

from pages.console import plain
from tests.e2e.axe import check_accessibility
from tests.e2e.console import row
from tests.e2e.people import wait_until_ready
from tests.e2e.tenants import Tenant
from tests.e2e.widths import PHONE

LONGEST_MS = 6000
"""What a page waits at most before it tries again (static/again.js)."""


@PHONE
def test_page_that_could_not_be_made_comes_by_itself_once_the_server_answers(
    administrator_page: Page, tenant: Tenant
) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    page.clock.install()
    page.route("**/security/clients", _refuse, times=1)
    page.route("**/health/ready", lambda route: route.abort(), times=1)
    page.goto("/security/clients")
    expect(page.get_by_role("heading", name="Keylodge is busy")).to_be_visible()
    expect(page.get_by_role("link", name="Try again now")).to_be_visible()
    check_accessibility(page)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(LONGEST_MS)
    expect(page.get_by_role("heading", name="Keylodge is busy")).to_be_visible()
    page.clock.fast_forward(LONGEST_MS)
    expect(row(page, "Pump historian")).to_be_visible()
    wait_until_ready(page)


def _refuse(route: Route) -> None:
    answer = plain.busy()
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=bytes(answer.body))

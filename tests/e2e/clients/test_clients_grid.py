"""The grid of clients: selecting, links and Back, search, filters, sorting, pages, the keyboard, several at once."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.console import (
    button,
    choose,
    chosen,
    expect_rows,
    go_to,
    open_clients,
    reload,
    row,
    search_clients,
    select_row,
)
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

REDIRECT = "https://plant.example/signin"
IS_CUT = "name => name.scrollWidth > name.clientWidth"


def _chip(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name="Filter").get_by_role("button", name=label)


@DESKTOP
def test_client_type_follows_the_url_and_back(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Portal", ClientType.HYBRID, redirect_uris=(REDIRECT,))
    choose(page, "Client Type", "Hybrid")
    expect_rows(page, "Portal")
    expect(page).to_have_url(re.compile("/security/clients/hybrid$"))
    page.go_back()
    expect(chosen(page, "Client Type")).to_have_text("Client-Credentials")
    expect(page.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()


@DESKTOP
def test_search_finds_name_id_tag_and_redirect_uri_whatever_the_case(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    pump = tenant.add_client("Ölpumpe", ClientType.HYBRID, redirect_uris=(REDIRECT,), tags=("Nordhalle",))
    tenant.add_client("Energy export", ClientType.HYBRID, redirect_uris=("https://energy.example/cb",))
    open_clients(page, "Hybrid")
    expect_rows(page, "Energy export", "Ölpumpe")
    for words in ("ÖLPUMPE", pump.id.upper(), "nordhalle", "plant.example/sign"):
        search_clients(page, words)
        expect(page).to_have_url(re.compile("search=" + re.escape(quote_plus(words)) + "$"))
        expect_rows(page, "Ölpumpe")
    reload(page)
    expect_rows(page, "Ölpumpe")
    expect(page.get_by_role("searchbox", name="Search clients")).to_have_value("plant.example/sign")
    search_clients(page, "100%_")
    expect(page.get_by_role("heading", name="No client matches “100%_”.")).to_be_visible()
    search_clients(page, "pu")
    expect(page.get_by_text("One or two letters find names that begin with them.")).to_be_visible()
    button(page, "Clear search").click()
    expect_rows(page, "Energy export", "Ölpumpe")


@DESKTOP
def test_typing_on_after_a_pause_keeps_the_space(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    tenant.add_client("Pump gateway")
    box = page.get_by_role("searchbox", name="Search clients")
    box.press_sequentially("pump ")
    expect(page).to_have_url(re.compile("search=pump$"))
    page.wait_for_timeout(600)
    box.press_sequentially("hist")
    expect(page).to_have_url(re.compile(r"search=pump\+hist$"))
    expect(box).to_have_value("pump hist")
    expect_rows(page, "Pump historian")


def test_filter_by_state_counts_and_stands_in_the_url(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    now = datetime.now(UTC)
    tenant.add_client("Healthy", secret=SecretFields("a", now + timedelta(days=300)))
    tenant.add_client("Soon", secret=SecretFields("b", now + timedelta(days=12, hours=1)))
    gone = tenant.add_client("Over", enabled=False)
    tenant.expire_secrets(gone)
    tenant.remove_secrets(tenant.add_client("Bare"))
    go_to(page, "Clients")
    expected = {
        "All 4": ("Bare", "Healthy", "Over", "Soon"),
        "Enabled 3": ("Bare", "Healthy", "Soon"),
        "Disabled 1": ("Over",),
        "Expiring within 30 days 1": ("Soon",),
        "Expired 1": ("Over",),
        "No secret 1": ("Bare",),
    }
    for label, names in expected.items():
        _chip(page, label).click()
        expect_rows(page, *names)
        expect(_chip(page, label)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("state=no-secret"))
    reload(page)
    expect_rows(page, "Bare")
    _chip(page, "All 4").click()
    expect(row(page, "Soon")).to_contain_text("expires in 12 days")
    expect(row(page, "Over")).to_contain_text("1 expired")
    expect(row(page, "Bare")).to_contain_text("none")


@DESKTOP
def test_sorting_by_a_column_turns_around(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name, tag in (("Alpha", "z"), ("beta", "y"), ("Gamma", "x")):
        tenant.add_client(name, tags=(tag,))
    header = page.get_by_role("columnheader", name="Name", exact=True)
    expect_rows(page, "Alpha", "beta", "Gamma")
    expect(header).to_have_attribute("aria-sort", "ascending")
    button(header, "Name").click()
    expect_rows(page, "Gamma", "beta", "Alpha")
    expect(header).to_have_attribute("aria-sort", "descending")
    button(page.get_by_role("columnheader", name="Tags"), "Tags").click()
    expect_rows(page, "Gamma", "beta", "Alpha")
    expect(page.get_by_role("columnheader", name="Tags")).to_have_attribute("aria-sort", "ascending")
    button(page.get_by_role("columnheader", name="Last changed"), "Last changed").click()
    expect_rows(page, "Gamma", "beta", "Alpha")
    expect(page).to_have_url(re.compile("sort=changed"))
    reload(page)
    expect_rows(page, "Gamma", "beta", "Alpha")
    page.go_back()
    expect(page.get_by_role("columnheader", name="Tags")).to_have_attribute("aria-sort", "ascending")


@PHONE
def test_pages_are_turned(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_clients(*(f"Client {number:02}" for number in range(1, 61)))
    go_to(page, "Clients")
    words = page.get_by_role("status").filter(has_text=re.compile(" of 60$"))
    expect(words).to_have_text("1–25 of 60")
    expect(button(page, "Previous page")).to_be_disabled()
    button(page, "Next page").click()
    expect(words).to_have_text("26–50 of 60")
    expect(row(page, "Client 26")).to_be_visible()
    button(page, "Next page").click()
    expect(words).to_have_text("51–60 of 60")
    expect(button(page, "Next page")).to_be_disabled()
    page.go_back()
    expect(words).to_have_text("26–50 of 60")
    reload(page)
    expect(words).to_have_text("26–50 of 60")
    page.goto("/security/clients/client-credentials?page=99&rows=7&sort=nonsense&state=odd")
    expect(words).to_have_text("51–60 of 60")


@DESKTOP
def test_rows_per_page(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_clients(*(f"Client {number:02}" for number in range(1, 61)))
    go_to(page, "Clients")
    choose(page, "Rows per page", "50")
    expect(page.get_by_role("status").filter(has_text="of 60")).to_have_text("1–50 of 60")
    expect(page).to_have_url(re.compile("rows=50"))


@DESKTOP
@pytest.mark.parametrize("width", [1120, 1280, 1366])
def test_names_are_the_last_to_be_cut(administrator_page: Page, tenant: Tenant, width: int) -> None:
    page = administrator_page
    tenant.add_client("Pump historian node A", tags=("north hall", "historian"))
    page.set_viewport_size({"width": width, "height": 720})
    go_to(page, "Clients")
    name = row(page, "Pump historian node A").get_by_text("Pump historian node A")
    assert not name.evaluate(IS_CUT)
    select_row(page, "Pump historian node A")
    assert not name.evaluate(IS_CUT)


@DESKTOP
def test_rows_fill_the_page(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_clients(*(f"Client {number:02}" for number in range(1, 16)))
    go_to(page, "Clients")
    expect(row(page, "Client 15")).to_be_in_viewport()

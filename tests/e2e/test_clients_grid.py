"""The grid of clients: selecting, links and Back, search, filters, sorting, pages, the keyboard, several at once."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from models import ClientType
from services.secrets import SecretFields
from tests.e2e.console import (
    button,
    checkbox,
    choose,
    details,
    dialog,
    expect_gone,
    go_to,
    open_clients,
    question,
    row,
    select_row,
    textbox,
)
from tests.e2e.people import wait_until_ready
from tests.e2e.tenants import Tenant

DESKTOP = pytest.mark.parametrize("screen", ["desktop"], indirect=True)
REDIRECT = "https://plant.example/signin"


def _names(page: Page, *names: str) -> None:
    """The grid has just these rows, in this order."""
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    expect(rows).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(rows.nth(at).get_by_role("cell", name=name, exact=True)).to_be_visible()


def _search(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search clients").fill(words)


def _chip(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name="Filter").get_by_role("button", name=label)


def _reload(page: Page) -> None:
    page.reload()
    wait_until_ready(page)


def test_selecting_keeps_the_search_and_back_closes_details(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Pump historian", "Pump gateway", "Energy export"):
        tenant.add_client(name)
    _search(page, "pump")
    _names(page, "Pump gateway", "Pump historian")
    region = select_row(page, "Pump historian")
    expect(page).to_have_url(re.compile(r"/client-credentials/[0-9a-f-]{36}\?search=pump$"))
    page.go_back()
    expect_gone(region)
    expect(page.get_by_role("searchbox", name="Search clients")).to_have_value("pump")
    _names(page, "Pump gateway", "Pump historian")
    page.go_forward()
    expect(region.get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    _reload(page)
    expect(region.get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()


def test_link_to_a_client_opens_it(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    client = tenant.add_client("Portal", ClientType.HYBRID, redirect_uris=(REDIRECT,))
    page.goto(f"/security/clients/hybrid/{client.id}")
    expect(details(page).get_by_role("heading", name="Portal", exact=True)).to_be_visible()
    page.goto(f"/security/clients/device-code/{client.id}")
    expect(page).to_have_url(re.compile(f"/security/clients/hybrid/{client.id}"))
    expect(details(page).get_by_role("heading", name="Portal", exact=True)).to_be_visible()


@DESKTOP
def test_link_to_nothing_says_so(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for path in ("/security/clients/implicit", "/security/clients/hybrid/7", "/security/nothing"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 404
        expect(page.get_by_role("heading")).to_be_visible()
    page.goto(f"/security/clients/hybrid/{uuid4()}")
    expect(page.get_by_text("There is no such client, or it was removed.")).to_be_visible()
    expect_gone(details(page))


@DESKTOP
def test_client_type_follows_the_url_and_back(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Portal", ClientType.HYBRID, redirect_uris=(REDIRECT,))
    choose(page, "Client Type", "Hybrid")
    _names(page, "Portal")
    expect(page).to_have_url(re.compile("/security/clients/hybrid$"))
    page.go_back()
    expect(page.get_by_role("combobox", name="Client Type")).to_have_text("Client-Credentials")
    expect(page.get_by_role("heading", name="No Client-Credentials clients yet")).to_be_visible()


def test_search_finds_name_id_tag_and_redirect_uri_whatever_the_case(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    pump = tenant.add_client("Ölpumpe", ClientType.HYBRID, redirect_uris=(REDIRECT,), tags=("Nordhalle",))
    tenant.add_client("Energy export", ClientType.HYBRID, redirect_uris=("https://energy.example/cb",))
    open_clients(page, "Hybrid")
    _names(page, "Energy export", "Ölpumpe")
    for words in ("ÖLPUMPE", pump.id.upper(), "nordhalle", "plant.example/sign"):
        _search(page, words)
        expect(page).to_have_url(re.compile("search=" + re.escape(quote_plus(words)) + "$"))
        _names(page, "Ölpumpe")
    _reload(page)
    _names(page, "Ölpumpe")
    expect(page.get_by_role("searchbox", name="Search clients")).to_have_value("plant.example/sign")
    _search(page, "100%_")
    expect(page.get_by_role("heading", name="No client matches “100%_”.")).to_be_visible()
    button(page, "Clear search").click()
    _names(page, "Energy export", "Ölpumpe")


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
    _names(page, "Pump historian")


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
        _names(page, *names)
        expect(_chip(page, label)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("state=no-secret"))
    _reload(page)
    _names(page, "Bare")
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
    _names(page, "Alpha", "beta", "Gamma")
    expect(header).to_have_attribute("aria-sort", "ascending")
    button(header, "Name").click()
    _names(page, "Gamma", "beta", "Alpha")
    expect(header).to_have_attribute("aria-sort", "descending")
    button(page.get_by_role("columnheader", name="Tags"), "Tags").click()
    _names(page, "Gamma", "beta", "Alpha")
    expect(page.get_by_role("columnheader", name="Tags")).to_have_attribute("aria-sort", "ascending")
    button(page.get_by_role("columnheader", name="Last changed"), "Last changed").click()
    _names(page, "Gamma", "beta", "Alpha")
    expect(page).to_have_url(re.compile("sort=changed"))
    _reload(page)
    _names(page, "Gamma", "beta", "Alpha")
    page.go_back()
    expect(page.get_by_role("columnheader", name="Tags")).to_have_attribute("aria-sort", "ascending")


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
    _reload(page)
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
def test_rows_are_reached_and_opened_with_the_keyboard(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    expect(row(page, "Gamma")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search clients")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if row(page, "Alpha").evaluate("row => row === document.activeElement"):
            break
    expect(row(page, "Alpha")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, "Beta")).to_be_focused()
    page.keyboard.press("Enter")
    expect(details(page).get_by_role("heading", name="Beta", exact=True)).to_be_visible()
    expect(row(page, "Beta")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="Selected clients")).to_contain_text("2 selected")
    expect(checkbox(page, "Select Gamma")).to_be_checked()
    expect_gone(details(page))


@DESKTOP
def test_check_boxes_add_and_drop_rows(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    checkbox(page, "Select Alpha").check()
    expect(details(page).get_by_role("heading", name="Alpha", exact=True)).to_be_visible()
    checkbox(page, "Select Beta").check()
    bar = page.get_by_role("group", name="Selected clients")
    expect(bar).to_contain_text("2 selected")
    expect_gone(details(page))
    expect(button(page, "Edit Client")).to_be_disabled()
    checkbox(page, "Select all clients on this page").check()
    expect(bar).to_contain_text("3 selected")
    checkbox(page, "Select Alpha").uncheck()
    expect(bar).to_contain_text("2 selected")
    row(page, "Gamma").get_by_role("cell", name="Gamma", exact=True).click()
    expect(details(page).get_by_role("heading", name="Gamma", exact=True)).to_be_visible()
    expect(checkbox(page, "Select Beta")).not_to_be_checked()
    checkbox(page, "Select Gamma").uncheck()
    expect_gone(details(page))


@DESKTOP
def test_several_clients_are_disabled_tagged_and_removed_together(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for name in ("Alpha", "Beta", "Gamma"):
        tenant.add_client(name)
    checkbox(page, "Select Alpha").check()
    checkbox(page, "Select Beta").check()
    bar = page.get_by_role("group", name="Selected clients")
    button(bar, "Disable").click()
    results = page.get_by_role("region", name="Results")
    expect(results).to_contain_text("2 of 2 done")
    expect(results.get_by_role("listitem").filter(has_text="Beta")).to_contain_text("isabled")
    expect(row(page, "Alpha")).to_contain_text("Disabled")
    expect(row(page, "Gamma")).to_contain_text("Enabled")
    button(bar, "Tag").click()
    form = dialog(page, "Tag")
    textbox(form, "Tags").fill("night shift")
    button(form, "Add").click()
    expect_gone(form)
    expect(row(page, "Beta")).to_contain_text("night shift")
    button(bar, "Remove").click()
    asked = question(page, "Remove 2 clients")
    expect(asked).to_contain_text("Alpha, Beta")
    button(asked, "Remove").click()
    _names(page, "Gamma")
    expect(results).to_contain_text("2 of 2 done")
    button(results, "Close Results").click()
    expect_gone(results)
    _reload(page)
    _names(page, "Gamma")


@DESKTOP
def test_client_id_is_copied_from_its_row(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    client = tenant.add_client("Alpha")
    button(page, "Copy client ID of Alpha").click()
    expect(page.get_by_text("Copied", exact=True).first).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == client.id
    expect_gone(details(page))

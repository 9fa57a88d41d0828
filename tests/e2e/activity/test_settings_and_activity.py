"""Settings, Activity, and Recently removed: what an administrator changes there, and what others read."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, checkbox, expect_error, expect_gone, go_to, reload, row, select_client, textbox
from tests.e2e.people import enter, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant
from tests.e2e.widths import DESKTOP, PHONE

REMOVED = "/security/removed-clients"


def ask_token(server: Server, client: SeededClient, audience: str) -> dict[str, Any]:
    """What the token endpoint answers a client that asks for a token for an audience."""
    form = {"grant_type": "client_credentials", "resource": audience}
    answer = httpx.post(f"{server.url}/identity/connect/token", data=form, auth=(client.id, client.secret), timeout=30)
    told: dict[str, Any] = answer.json()
    return told


@PHONE
def test_settings_that_are_wrong_are_named_at_their_fields(administrator_page: Page) -> None:
    page = administrator_page
    go_to(page, "Settings")
    longest, default = textbox(page, "Longest lifetime (days)"), textbox(page, "Default lifetime (days)")
    textbox(page, "Name").fill(" ")
    longest.fill("soon")
    button(page, "Save").click()
    expect_error(textbox(page, "Name"), "A tenant's name is missing")
    expect_error(longest, "soon is not a number of days")
    textbox(page, "Name").fill("Plant")
    longest.fill("90")
    default.fill("365")
    button(page, "Save").click()
    expect_error(default, "365 days is more than the longest lifetime, 90 days")


@DESKTOP
def test_the_policy_that_is_saved_counts_for_the_next_secret(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Historian")
    go_to(page, "Settings")
    textbox(page, "Longest lifetime (days)").fill("90")
    textbox(page, "Default lifetime (days)").fill("30")
    checkbox(page, "Never Expires allowed").uncheck()
    textbox(page, "Default lifetime (days)").press("Enter")
    expect(page.get_by_text("Saved the settings.")).to_be_visible()
    page.reload()
    expect(textbox(page, "Longest lifetime (days)")).to_have_value("90")
    expect(checkbox(page, "Never Expires allowed")).not_to_be_checked()
    wait_until_ready(page)
    select_client(page, "Client-Credentials", "Historian")
    button(page, "Add Secret").click()
    never = checkbox(page, "Never Expires")
    expect(never).to_be_disabled()
    expect(never).to_have_accessible_description(re.compile("does not allow secrets that never expire"))


@PHONE
def test_audiences_are_listed_and_a_wrong_one_is_named(
    administrator_page: Page, tenant: Tenant, server: Server
) -> None:
    page = administrator_page
    meters, client = "https://meters.example.com", tenant.add_client("Meter reader", secret=SecretFields("Node A"))
    assert ask_token(server, client, meters)["error"] == "invalid_target"
    go_to(page, "Settings")
    audiences = textbox(page, "Audiences")
    expect(audiences).to_have_accessible_description(re.compile("parameter resource"))
    audiences.fill(meters)
    audiences.press("Enter")
    audiences.fill("valves")
    button(page, "Save").click()
    expect_error(audiences, "valves is not an absolute URI")
    button(page, "Remove valves").click()
    expect(audiences).not_to_have_attribute("aria-invalid", "true")
    audiences.fill("urn:valves")
    button(page, "Save").click()
    expect(page.get_by_text("Saved the settings.")).to_be_visible()
    expect(audiences).to_have_value("")
    expect(button(page, "Remove urn:valves")).to_have_count(1)
    assert ask_token(server, client, meters)["access_token"]
    reload(page)
    expect(button(page, f"Remove {meters}")).to_be_visible()


@DESKTOP
def test_audiences_that_two_added_at_once_both_hold_and_readers_see_them(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    mine, theirs, member = administrator_page, open_page(server), open_page(server)
    enter(theirs, tenant.colleague, "/settings")
    enter(member, tenant.member, "/settings")
    go_to(mine, "Settings")
    textbox(mine, "Audiences").fill("https://mine.example.com")
    textbox(theirs, "Audiences").fill("https://theirs.example.com")
    button(theirs, "Save").click()
    expect(member.get_by_text("https://theirs.example.com")).to_be_visible()
    button(mine, "Save").click()
    for page in (mine, theirs):
        expect(button(page, "Remove https://mine.example.com")).to_be_visible()
        expect(button(page, "Remove https://theirs.example.com")).to_be_visible()
    expect(member.get_by_text("https://mine.example.com")).to_be_visible()


@DESKTOP
def test_settings_follow_and_two_who_change_one_are_told(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    mine, theirs = administrator_page, open_page(server)
    enter(theirs, tenant.colleague, "/settings")
    go_to(mine, "Settings")
    textbox(mine, "Name").fill("Plant North")
    textbox(theirs, "Name").fill("Plant South")
    textbox(theirs, "Default lifetime (days)").fill("200")
    button(theirs, "Save").click()
    expect(textbox(mine, "Default lifetime (days)")).to_have_value("200")
    expect(textbox(mine, "Name")).to_have_value("Plant North")
    button(mine, "Save").click()
    expect(mine.get_by_text("Name is now Plant South.")).to_be_visible()
    button(mine, "Save").click()
    expect(textbox(theirs, "Name")).to_have_value("Plant North")
    expect(theirs.get_by_role("navigation", name="Main")).to_contain_text("Plant North")


@DESKTOP
def test_a_member_reads_the_settings_and_changes_none(member_page: Page, tenant: Tenant) -> None:
    page = member_page
    go_to(page, "Settings")
    expect(page.get_by_text("Changing settings takes a Tenant Administrator.")).to_be_visible()
    expect(page.get_by_text("Longest lifetime (days)")).to_be_visible()
    expect(button(page, "Copy tenant ID")).to_have_attribute("data-copy", str(tenant.id))
    expect(button(page, "Save")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)


@PHONE
def test_activity_tells_who_did_what_and_each_event_has_a_link(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    page = administrator_page
    go_to(page, "Activity")
    theirs = open_page(server)
    enter(theirs, tenant.colleague, "/settings")
    textbox(theirs, "Name").fill("Plant West")
    button(theirs, "Save").click()
    told = page.get_by_role("listitem").filter(has_text="Maya Berg renamed the tenant to Plant West")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Console, from 127.0.0.1")
    page.get_by_role("searchbox", name="Search activity").fill("west")
    expect(page.get_by_role("status").filter(has_text="1–1 of 1")).to_be_visible()
    expect(told).to_be_visible()
    told.get_by_role("link").click()
    page.wait_for_url("**/activity/*")
    wait_until_ready(page)
    expect(told).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="signed in")).to_have_count(0)


@DESKTOP
def test_activity_is_turned_page_by_page(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    for number in range(30):
        tenant.add_client(f"Pump {number}")
    go_to(page, "Activity")
    expect(page.get_by_text("added the client Pump 29")).to_be_visible()
    button(page, "Older events").click()
    expect(page.get_by_role("status").filter(has_text="26–50 of")).to_be_visible()
    expect(page.get_by_text("Pump 29")).to_have_count(0)
    button(page, "Newer events").click()
    expect(page.get_by_text("added the client Pump 29")).to_be_visible()


@DESKTOP
def test_what_a_member_tried_is_told_to_administrators(
    member_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    for path in ("/activity", "/activity/1", REMOVED):
        answer = member_page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
    page = open_page(server)
    enter(page, tenant.administrator, "/activity")
    refused = page.get_by_role("listitem").filter(has_text="tried to open a page (/activity)")
    expect(refused).to_contain_text("Noor Berg")


@DESKTOP
@pytest.mark.parametrize("number", ["0", "999999999", "9" * 30, "abc", "-1"])
def test_an_event_that_is_none_is_not_found(administrator_page: Page, number: str) -> None:
    answer = administrator_page.goto(f"/activity/{number}")
    assert answer is not None
    assert answer.status == 404


@DESKTOP
def test_a_removed_client_is_restored(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Old gateway")
    select_client(page, "Client-Credentials", "Old gateway")
    button(page, "Remove Client").click()
    button(page.get_by_role("alertdialog"), "Remove").click()
    expect_gone(row(page, "Old gateway"))
    page.get_by_role("link", name="Recently removed").click()
    wait_until_ready(page)
    gone = page.get_by_role("row").filter(has_text="Old gateway")
    expect(gone).to_contain_text("30 days left")
    button(page, "Restore Old gateway").click()
    expect(page.get_by_text("Nothing was removed in the last 30 days")).to_be_visible()
    go_to(page, "Clients")
    expect(row(page, "Old gateway")).to_be_visible()

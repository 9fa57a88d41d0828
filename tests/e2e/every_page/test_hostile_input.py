"""What comes from a browser is hostile: names that are markup, hand-made events, odd addresses."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    button,
    details,
    dialog,
    expect_gone,
    question,
    row,
    secret,
    select_row,
    select_secret,
    textbox,
)
from tests.e2e.people import wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

MARKUP = "<img src=x onerror=window.hit=1><b>{{ 7*7 }}</b>"
ODD: tuple[list[Any], ...] = ([], [None], ["x" * 5000], [{}], [[[1]]], [-1], [1e308], [True], [{"value": "\ud800"}])
FIRE = """([args]) => {
  for (const [id, element] of Object.entries(mounted_app.elements))
    for (const event of element.events ?? [])
      window.socket.emit("event", {id: Number(id), client_id: window.clientId, listener_id: event.listener_id, args});
}"""
NONSENSE = """() => {
  for (const name of ["event", "javascript_response", "ack", "log", "handshake", "nonsense"])
    for (const message of [null, 7, "x", [], {}, {client_id: 7}, {client_id: window.clientId},
                           {client_id: window.clientId, id: {}, listener_id: [], args: 7},
                           {client_id: window.clientId, request_id: 1, level: "error", message: "x".repeat(9000)}])
      window.socket.emit(name, message);
}"""


def _unharmed(page: Page) -> None:
    assert page.evaluate("window.hit") is None


@PHONE
def test_names_that_are_markup_are_shown_as_text(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client(MARKUP, secret=SecretFields(MARKUP), tags=(MARKUP[:40],), description=MARKUP)
    region = select_row(page, MARKUP)
    expect(secret(region, MARKUP)).to_be_visible()
    select_secret(region, MARKUP)
    button(region, "Remove Secret").click()
    button(question(page, "Remove Secret"), "Cancel").click()
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    expect(textbox(form, "Name")).to_have_value(MARKUP)
    textbox(form, "Name").fill(f"{MARKUP} 2")
    button(form, "Save").click()
    expect(region.get_by_role("heading", name=f"{MARKUP} 2", exact=True)).to_be_visible()
    region.get_by_role("tab", name="Activity").click()
    expect(region.get_by_role("tabpanel")).to_contain_text(MARKUP)
    _unharmed(page)
    page.goto("/activity")
    expect(page.get_by_role("region", name="Activity")).to_contain_text(MARKUP)
    _unharmed(page)
    page.goto("/security/clients?search=" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3Eno")
    expect(page.get_by_role("heading", name="No client matches")).to_contain_text("<img src=x")
    _unharmed(page)


@pytest.mark.tolerate_errors
@pytest.mark.parametrize("path", ["/security/clients", "/security/users", "/security/roles", "/settings", "/activity"])
def test_hand_made_events_break_nothing(open_page: OpenPage, server: Server, tenant: Tenant, path: str) -> None:
    tenant.add_client("Pump historian")
    page = open_page(server, person=tenant.administrator)
    page.goto(path)
    wait_until_ready(page)
    before = len(server.log)
    for odd in ODD:
        page.evaluate(FIRE, [[json.dumps(each) for each in odd]])
        page.evaluate(FIRE, [odd if odd is not ODD[-1] else [{}]])  # half a surrogate pair is no JSON to begin with
    page.evaluate(NONSENSE)
    page.wait_for_timeout(3000)
    said = server.log[before:]
    assert "Traceback" not in said, said
    assert "Fault" not in said, said
    page.goto("/security/clients/client-credentials")
    expect(row(page, "Pump historian")).to_be_visible()


@DESKTOP
def test_odd_addresses_are_answered_plainly(administrator_page: Page, server: Server, tenant: Tenant) -> None:
    page = administrator_page
    before = len(server.log)
    for path in (
        "/security/clients/%00",
        "/security/clients/hybrid/%F0%28%8C%28",
        "/security/clients/hybrid/../../etc/passwd",
        "/security/clients/client-credentials?search=%00&page=-1&rows=1e9&order=%27",
        "/security/users?user=%00&q=%00",
        "/activity/99999999999999999999",
        "/activity?q=%25%27%22",
        "/security/roles?role=7",
        "/security/removed-clients?q=%00",
        "/link/%00",
        "/setup/x",
    ):
        answer = page.goto(path)
        assert answer
        assert answer.status < 500, path
    assert "Traceback" not in server.log[before:], server.log[before:]
    page.goto("/security/clients")
    wait_until_ready(page)
    expect_gone(details(page))

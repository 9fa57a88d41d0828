"""Open pages, and a half-typed form, when their replica dies."""

import time

from playwright.sync_api import Page, expect

from services.secrets.secrets import SecretFields
from tests.cluster.conftest import Cluster
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, select_row, textbox
from tests.e2e.people import sign_in, wait_until_ready
from tests.e2e.tenants import Tenant

BACK_S = 5
"""Seconds from the kill until people can go on."""


def test_half_typed_form_survives_the_death_of_its_replica(whole: Cluster, home: Tenant, open_page: OpenPage) -> None:
    home.add_client("Pump historian", secret=SecretFields("Historian node A"))
    page = _open(whole, home, open_page)
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    textbox(dialog(page, "Edit Client"), "Description").fill("Reads the pumps of the north hall")
    there = whole.serving(page)
    there.kill()
    killed = time.monotonic()
    form = dialog(page, "Edit Client")
    expect(form).to_contain_text("Your earlier text was brought back.")
    assert time.monotonic() - killed < BACK_S
    wait_until_ready(page)
    assert whole.serving(page) is not there
    expect(textbox(form, "Description")).to_have_value("Reads the pumps of the north hall")
    button(form, "Save").click()
    expect_gone(form)
    expect(details(page)).to_contain_text("Reads the pumps of the north hall")


def _open(cluster: Cluster, home: Tenant, open_page: OpenPage) -> Page:
    page = open_page(cluster, ignore_https_errors=True)
    sign_in(page, home.administrator)
    return page

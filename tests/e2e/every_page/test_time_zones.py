"""Expiration dates are typed and shown in the browser's time zone, which is named beside the field."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from models import Secret
from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, dialog, expect_error, expect_gone, select_row, select_secret, textbox
from tests.e2e.people import sign_in
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed

AUCKLAND = ZoneInfo("Pacific/Auckland")


def test_dates_are_those_of_the_browsers_zone(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    client = tenant.add_client("Pump historian", secret=SecretFields("Node A", datetime.now(UTC) + timedelta(days=60)))
    page = open_page(server, timezone_id=AUCKLAND.key)
    sign_in(page, tenant.administrator)
    region = select_row(page, "Pump historian")
    select_secret(region, "Node A")
    button(region, "Edit Secret").click()
    form = dialog(page, "Edit Secret")
    date = textbox(form, "Expiration Date")
    stored = seed(server, lambda: Secret.get(client_id=client.id))
    assert stored.expires_at
    expect(date).to_have_value(stored.expires_at.astimezone(AUCKLAND).strftime("%Y-%m-%d %H:%M"))
    expect(date).to_have_accessible_description(re.compile(r"Pacific/Auckland \(UTC\+1[23]:00\)"))
    missing = _hour_that_is_skipped()
    date.fill(missing)
    button(form, "Save").click()
    expect_error(date, f"{missing} does not exist in Pacific/Auckland: the clocks go forward then")
    wanted = (datetime.now(AUCKLAND) + timedelta(days=100)).replace(hour=16, minute=30, second=0, microsecond=0)
    date.fill(wanted.strftime("%Y-%m-%d %H:%M"))
    button(form, "Save").click()
    expect_gone(form)
    changed = seed(server, lambda: Secret.get(client_id=client.id))
    assert changed.expires_at == wanted.astimezone(UTC)


def _hour_that_is_skipped() -> str:
    """New Zealand's clocks go from 2 to 3 on the last Sunday of September."""
    now = datetime.now(AUCKLAND)
    year = now.year if now < datetime(now.year, 9, 24, tzinfo=AUCKLAND) else now.year + 1
    last = datetime(year, 9, 30, tzinfo=AUCKLAND)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return sunday.strftime("%Y-%m-%d 02:30")

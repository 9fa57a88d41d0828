"""The six procedures of "Maintain a client", step by step and with its words, on a desktop and on a phone."""

import re
from datetime import UTC, datetime, timedelta

import bcrypt
import pytest
from playwright.sync_api import Page, expect

from models import ClientType, Secret
from services.secrets.secrets import SecretFields
from tests.e2e.console import (
    button,
    checkbox,
    details,
    dialog,
    expect_gone,
    open_clients,
    question,
    read_moment,
    row,
    secret,
    select_client,
    select_secret,
    textbox,
)
from tests.e2e.people import wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant, seed
from tests.e2e.widths import DESKTOP, PHONE

REDIRECT = "https://plant.example/signin"
YEAR = timedelta(days=365)


def _stored(server: Server, client: SeededClient) -> list[Secret]:
    async def read() -> list[Secret]:
        return await Secret.filter(client_id=client.id).order_by("id")

    return seed(server, read)


@pytest.mark.parametrize(
    ("kind", "label"),
    [(ClientType.CLIENT_CREDENTIALS, "Client-Credentials"), (ClientType.AUTHORIZATION_CODE, "Authorization Code")],
    ids=["client-credentials", "authorization-code"],
)
def test_edit_a_client(administrator_page: Page, tenant: Tenant, kind: ClientType, label: str) -> None:
    page = administrator_page
    tenant.add_client("Pump historian", kind, redirect_uris=(REDIRECT,))
    select_client(page, label, "Pump historian")
    button(page, "Edit Client").click()
    form = dialog(page, "Edit Client")
    expect(textbox(form, "Name")).to_have_value("Pump historian")
    textbox(form, "Name").fill("Pump historian 2")
    textbox(form, "Token lifetime (seconds)").fill("900")
    textbox(form, "Tags").fill("north hall")
    checkbox(form, "Enabled").uncheck()
    button(form, "Save").click()
    expect_gone(form)
    expect(details(page).get_by_role("heading", name="Pump historian 2", exact=True)).to_be_visible()
    page.reload()
    region = details(page)
    expect(region.get_by_role("heading", name="Pump historian 2", exact=True)).to_be_visible()
    for words in ("900 seconds", "north hall", "Disabled", "by Elin Berg"):
        expect(region).to_contain_text(words)


def test_remove_a_client(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    tenant.add_client("Energy export")
    select_client(page, "Client-Credentials", "Pump historian")
    button(page, "Remove Client").click()
    asked = question(page, "Remove Pump historian?")
    expect(asked).to_contain_text("1 active secret stops working")
    button(asked, "Remove").click()
    expect_gone(asked)
    expect_gone(row(page, "Pump historian"))
    expect_gone(details(page))
    page.reload()
    expect(row(page, "Energy export")).to_be_visible()
    expect_gone(row(page, "Pump historian"))


@pytest.mark.parametrize(
    ("kind", "label"),
    [(ClientType.CLIENT_CREDENTIALS, "Client-Credentials"), (ClientType.HYBRID, "Hybrid")],
    ids=["client-credentials", "hybrid"],
)
def test_create_a_new_secret(
    administrator_page: Page, tenant: Tenant, server: Server, kind: ClientType, label: str
) -> None:
    page = administrator_page
    client = tenant.add_client("Pump historian", kind, redirect_uris=(REDIRECT,))
    region = select_client(page, label, "Pump historian")
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Historian node C")
    proposed = read_moment(textbox(form, "Expiration Date").input_value())
    assert abs(proposed - datetime.now(UTC) - YEAR) < timedelta(minutes=5)
    button(form, "Add").click()
    shown = dialog(page, "Secret added")
    expect(textbox(shown, "Client secret")).to_have_value(re.compile(r"kl_\w{50,}"))
    expect(textbox(shown, "Client ID")).to_have_value(client.id)
    text = textbox(shown, "Client secret").input_value()
    button(shown, "Close").click()
    expect_gone(shown)
    expect(secret(region, "Historian node C")).to_contain_text(proposed.strftime("%-d %b %Y"))
    expect(region).to_contain_text("2 of 10")
    stored = _stored(server, client)[-1]
    assert bcrypt.checkpw(text.encode(), stored.text_hash.encode())
    assert stored.expires_at
    assert abs(stored.expires_at - proposed) < timedelta(minutes=1)


def test_create_a_secret_that_never_expires(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    client = tenant.add_client("Pump historian")
    region = select_client(page, "Client-Credentials", "Pump historian")
    button(region, "Add Secret").click()
    form = dialog(page, "Add Secret")
    textbox(form, "Description").fill("Standby")
    checkbox(form, "Never Expires").check()
    expect(textbox(form, "Expiration Date")).to_be_disabled()
    expect(form).to_contain_text("If this secret leaks, it keeps working until somebody removes it.")
    button(form, "Add").click()
    button(dialog(page, "Secret added"), "Close").click()
    expect(secret(region, "Standby")).to_contain_text("Never expires")
    assert _stored(server, client)[-1].expires_at is None


def test_edit_secret_details(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    ends = datetime.now(UTC) + timedelta(days=90)
    client = tenant.add_client("Pump historian", secret=SecretFields("Historian node C", ends))
    region = select_client(page, "Client-Credentials", "Pump historian")
    expect(button(region, "Edit Secret")).to_be_disabled()
    select_secret(region, "Historian node C")
    button(region, "Edit Secret").click()
    form = dialog(page, "Edit Secret")
    expect(textbox(form, "Description")).to_have_value("Historian node C")
    expect(textbox(form, "Expiration Date")).to_have_value(ends.strftime("%Y-%m-%d %H:%M"))
    wanted = datetime.now(UTC) + timedelta(days=200)
    textbox(form, "Description").fill("Historian node D")
    textbox(form, "Expiration Date").fill(wanted.strftime("%Y-%m-%d 16:30"))
    button(form, "Save").click()
    expect_gone(form)
    expect(secret(region, "Historian node D")).to_contain_text(wanted.strftime("%-d %b %Y"))
    expect_gone(secret(region, "Historian node C"))
    stored = _stored(server, client)[0]
    assert stored.description == "Historian node D"
    assert stored.expires_at == wanted.replace(hour=16, minute=30, second=0, microsecond=0)


def test_remove_a_secret(administrator_page: Page, tenant: Tenant, server: Server) -> None:
    page = administrator_page
    never = SecretFields("Historian node C")
    client = tenant.add_client("Pump historian", ClientType.HYBRID, never, redirect_uris=(REDIRECT,))
    region = select_client(page, "Hybrid", "Pump historian")
    select_secret(region, "Historian node C")
    button(region, "Remove Secret").click()
    asked = question(page, "Remove Historian node C?")
    expect(asked).to_contain_text("Pump historian")
    button(asked, "Remove").click()
    expect_gone(asked)
    expect(region).to_contain_text("0 of 10")
    assert _stored(server, client) == []


@PHONE
def test_asking_can_be_answered_with_cancel(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    client = tenant.add_client("Pump historian", secret=SecretFields("Historian node C"))
    region = select_client(page, "Client-Credentials", "Pump historian")
    select_secret(region, "Historian node C")
    for command in ("Remove Secret", "Remove Client"):
        button(page, command).click()
        button(question(page, command), "Cancel").click()
        expect_gone(page.get_by_role("alertdialog"))
    page.reload()
    wait_until_ready(page)
    expect(page).to_have_url(re.compile(f"/client-credentials/{client.id}$"))
    expect(secret(details(page), "Historian node C")).to_be_visible()


@DESKTOP
def test_clients_without_secrets_say_why(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Portal", ClientType.AUTHORIZATION_CODE, redirect_uris=(REDIRECT,))
    tenant.add_client("Wall display", ClientType.DEVICE_CODE)
    for label, name, words in (
        ("Authorization Code", "Portal", "they prove themselves with PKCE"),
        ("Device Code", "Wall display", "a person confirms each device"),
    ):
        page.goto("/security/clients")
        wait_until_ready(page)
        open_clients(page, label)
        row(page, name).click()
        expect(details(page)).to_contain_text(words)
        expect_gone(button(page, "Add Secret"))

"""A person signs in to an application, and to a device, in a real browser: its policies stand in no way."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Page, expect

from models import ClientType
from tests.e2e.applications import Application, listening
from tests.e2e.console import button
from tests.e2e.looks import look_at
from tests.e2e.people import PASSWORD, Person, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CALLBACK = "http://127.0.0.1/callback"


@pytest.fixture
def application() -> Iterator[str]:
    """Its redirect URI; the port is free to choose."""
    with listening() as origin:
        yield f"{origin}/callback"


def address(tenant: Tenant, application: str, **more: str) -> str:
    client = tenant.add_client(
        "Crew app", ClientType.AUTHORIZATION_CODE, redirect_uris=(CALLBACK,), allow_offline_access=True
    )
    values = {
        "client_id": client.id,
        "redirect_uri": application,
        "response_type": "code",
        "scope": "openid profile email offline_access api",
        "state": "s",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return "/identity/connect/authorize?" + urlencode({**values, **more})


def type_password(page: Page, person: Person) -> None:
    page.get_by_label("Email", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_person_signs_in_allows_and_is_sent_back(page: Page, tenant: Tenant, application: str, mode: str) -> None:
    page.goto(address(tenant, application, response_mode=mode, prompt="login"))
    type_password(page, tenant.administrator)
    expect(page.get_by_role("heading", name="Allow Crew app?")).to_be_visible()
    expect(page.get_by_text("Your name and a fixed number for you")).to_be_visible()
    look_at(page)
    button(page, "Allow").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert Application.told[-1]["state"] == "s"
    assert Application.told[-1]["code"]


@PHONE
def test_application_that_knows_the_email_has_only_the_password_asked(
    page: Page, tenant: Tenant, application: str
) -> None:
    page.goto(address(tenant, application, login_hint=tenant.administrator.email))
    expect(page.get_by_label("Email", exact=True)).to_have_value(tenant.administrator.email)
    password = page.get_by_label("Password", exact=True)
    expect(password).to_be_focused()
    password.fill(PASSWORD)
    password.press("Enter")
    expect(page.get_by_role("heading", name="Allow Crew app?")).to_be_visible()


@DESKTOP
def test_person_refuses(page: Page, tenant: Tenant, application: str) -> None:
    page.goto(address(tenant, application))
    type_password(page, tenant.administrator)
    button(page, "Deny").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert Application.told[-1]["error"] == "access_denied"


@PHONE
def test_device_is_connected_by_its_code(page: Page, tenant: Tenant, server: Server) -> None:
    client = tenant.add_client("Pump display", ClientType.DEVICE_CODE)
    form = {"client_id": client.id, "scope": "openid api"}
    given = httpx.post(f"{server.url}/identity/connect/deviceauthorization", data=form).json()
    page.goto(given["verification_uri"])
    type_password(page, tenant.administrator)
    page.get_by_label("Code").fill("BBBB-BBBB")
    button(page, "Continue").click()
    expect(page.get_by_text("BBBB-BBBB is not a code that a device waits with.")).to_be_visible()
    look_at(page)
    page.get_by_label("Code").fill(given["user_code"])
    button(page, "Continue").click()
    expect(page.get_by_role("heading", name="Allow Pump display?")).to_be_visible()
    look_at(page)
    button(page, "Allow").click()
    expect(page.get_by_role("heading", name="Device connected")).to_be_visible()
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "client_id": client.id,
        "device_code": given["device_code"],
    }
    assert httpx.post(f"{server.url}/identity/connect/token", data=form).json()["access_token"]


@DESKTOP
def test_person_withdraws_what_they_allowed(page: Page, tenant: Tenant, application: str) -> None:
    page.goto(address(tenant, application))
    type_password(page, tenant.administrator)
    button(page, "Allow").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.goto("/security/clients")
    wait_until_ready(page)
    if button(page, "Menu").is_visible():
        button(page, "Menu").click()
    page.get_by_role("button", name="Elin Berg, account").click()
    page.get_by_role("link", name="Applications").click()
    expect(page.get_by_text("Know who you are; Know your name")).to_be_visible()
    look_at(page)
    button(page, "Withdraw from Crew app").click()
    expect(page.get_by_text("You allowed no application to act for you.")).to_be_visible()


@PHONE
def test_wrong_request_is_explained(page: Page, tenant: Tenant) -> None:
    page.goto(address(tenant, "https://evil.example/callback"))
    expect(page.get_by_text("redirect_uri is none of those that are registered")).to_be_visible()
    look_at(page)

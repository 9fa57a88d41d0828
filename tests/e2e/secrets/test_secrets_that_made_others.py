"""A secret with which its client added others by itself: whoever removes it is told, and may remove them along."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from models import BuiltInRole
from services.people import people
from services.secrets.secrets import SecretFields
from tests.e2e.axe import check_accessibility
from tests.e2e.console import button, checkbox, expect_gone, question, secret, select_client, select_secret
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant, seed
from tests.e2e.widths import DESKTOP, PHONE


@pytest.fixture
def client(tenant: Tenant) -> SeededClient:
    return tenant.add_client("Pump historian", secret=SecretFields("Node A"))


def get_token(server: Server, client: SeededClient, text: str) -> httpx.Response:
    """Ask for a token with a secret."""
    form = {"grant_type": "client_credentials"}
    return httpx.post(f"{server.url}/identity/connect/token", data=form, auth=(client.id, text), timeout=30)


def rotate(server: Server, tenant: Tenant, client: SeededClient, text: str, description: str) -> str:
    """The client adds a secret to itself, with one that it has; returns the new one's text."""
    token = get_token(server, client, text).json()["access_token"]
    added: dict[str, Any] = httpx.post(
        f"{server.url}/api/v1/Tenants/{tenant.id}/ClientCredentialClients/{client.id}/Secrets",
        json={"Description": description, "Expires": False},
        headers={"authorization": f"Bearer {token}"},
        timeout=30,
    ).json()
    return str(added["Secret"])


def make(server: Server, tenant: Tenant, client: SeededClient, what: str, body: dict[str, Any]) -> None:
    """The client makes something in its tenant, which it may as a Tenant Administrator."""
    token = get_token(server, client, client.secret).json()["access_token"]
    url = f"{server.url}/api/v1/Tenants/{tenant.id}/{what}"
    answer = httpx.post(url, json=body, headers={"authorization": f"Bearer {token}"}, timeout=30)
    assert answer.status_code == 201, answer.text


def administrator(server: Server, tenant: Tenant) -> UUID:
    """The role Tenant Administrator of this tenant."""

    async def find() -> UUID:
        return (await people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR))[0].id

    return seed(server, find)


def ask_to_remove(page: Page, description: str) -> tuple[Locator, Locator]:
    """Select the secret, press Remove Secret: Details and the question."""
    region = select_client(page, "Client-Credentials", "Pump historian")
    select_secret(region, description)
    button(region, "Remove Secret").click()
    return region, question(page, f"Remove {description}?")


@PHONE
def test_a_leaked_secret_goes_with_all_that_it_made(
    administrator_page: Page, server: Server, tenant: Tenant, client: SeededClient
) -> None:
    second = rotate(server, tenant, client, client.secret, "Node B")
    third = rotate(server, tenant, client, second, "Node C")
    tenant.add_secrets(client, "Added by hand")
    region, asked = ask_to_remove(administrator_page, "Node A")
    along = checkbox(asked, "Also remove Node B and Node C")
    expect(along).to_have_accessible_description(re.compile("goes on signing in"))
    expect(asked).to_contain_text("If it leaked, whoever took it may have made what stands below.")
    check_accessibility(administrator_page)
    along.check()
    button(asked, "Remove").click()
    expect_gone(asked)
    expect(region).to_contain_text("1 of 10")
    expect(secret(region, "Added by hand")).to_be_visible()
    expect(administrator_page.get_by_text("Node A, Node B and Node C removed.")).to_be_visible()
    for text in (client.secret, second, third):
        assert get_token(server, client, text).status_code == 401


@DESKTOP
def test_what_its_tokens_made_elsewhere_goes_too_where_that_is_chosen(
    administrator_page: Page, server: Server, tenant: Tenant
) -> None:
    client = tenant.add_client(
        "Pump historian", secret=SecretFields("Node A"), role_ids=(administrator(server, tenant),)
    )
    make(server, tenant, client, "ClientCredentialClients", {"Name": "Planted"})
    make(server, tenant, client, "Users", {"Name": "Mallory", "ContactEmail": f"m@{tenant.id}.example"})
    make(server, tenant, client, "Roles", {"Name": "Planted role"})
    _, asked = ask_to_remove(administrator_page, "Node A")
    expect(checkbox(asked, "Also remove the user Mallory")).to_have_accessible_description(
        re.compile("can't be restored")
    )
    checkbox(asked, "Also remove the client Planted").check()
    checkbox(asked, "Also remove the user Mallory").check()
    expect(checkbox(asked, "Also remove the role Planted role")).not_to_be_checked()
    check_accessibility(administrator_page)
    button(asked, "Remove").click()
    expect(administrator_page.get_by_text("Node A, Planted and Mallory removed.")).to_be_visible()
    expect_gone(administrator_page.get_by_role("row", name="Planted"))
    administrator_page.goto(f"{server.url}/security/users")
    expect(administrator_page.get_by_role("row", name=tenant.administrator.email)).to_be_visible()
    expect_gone(administrator_page.get_by_role("row", name="Mallory"))


@DESKTOP
def test_secrets_that_it_made_stay_where_that_is_not_chosen(
    administrator_page: Page, server: Server, tenant: Tenant, client: SeededClient
) -> None:
    second = rotate(server, tenant, client, client.secret, "Node B")
    region, asked = ask_to_remove(administrator_page, "Node A")
    expect(checkbox(asked, "Also remove Node B")).not_to_be_checked()
    button(asked, "Remove").click()
    expect_gone(secret(region, "Node A"))
    expect(secret(region, "Node B")).to_be_visible()
    assert get_token(server, client, second).status_code == 200
    assert get_token(server, client, client.secret).status_code == 401
    select_secret(region, "Node B")
    button(region, "Remove Secret").click()
    expect_gone(question(administrator_page, "Remove Node B?").get_by_role("checkbox"))

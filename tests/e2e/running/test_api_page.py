"""The API's own page: it shows every operation, tries one with a real token, and loads nothing from elsewhere."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant


def test_page_tries_an_operation_with_a_token_that_it_got_itself(
    server: Server, tenant: Tenant, open_page: OpenPage
) -> None:
    client = tenant.add_client("Automation")
    page = open_page(server, "desktop")
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if not _is_ours(request.url, server) else None)
    page.goto("/api/docs")
    expect(page.get_by_role("heading", name="Keylodge management API")).to_be_visible()
    page.get_by_role("button", name="Authorize").click()
    page.locator("#client_id_clientCredentials").fill(client.id)
    page.locator("#client_secret_clientCredentials").fill(client.secret)
    page.get_by_role("button", name="Apply given OAuth2 credentials").first.click()
    expect(page.get_by_text("Authorized", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).last.click()
    page.locator("#operations-tag-Roles").click()
    page.locator("#operations-Roles-ListRoles .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_placeholder("tenantId").fill(str(tenant.id))
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").filter(has_text="200")).to_be_visible()
    expect(page.locator(".live-responses-table")).to_contain_text("Tenant Administrator")
    assert elsewhere == []


def _is_ours(url: str, server: Server) -> bool:
    return url.startswith((server.url, "data:", "blob:"))

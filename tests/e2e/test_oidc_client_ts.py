"""oidc-client-ts, which nobody here wrote, in a page of another origin: sign in, renew, read, and be refused."""

import tarfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from models import ClientType
from tests.e2e.conftest import OpenPage
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant
from tests.npm import fetch

VERSION = "3.5.0"
SHA512 = "l2q8l9CTCTOlbX+AnK4p3M+4CEpKpyQhle6blQkdFhm0IsBqsxm15bYaSa11G7pWdsYr6epdsRZxJpCyCRbT8A=="
BUNDLE = "package/dist/browser/oidc-client-ts.min.js"
PAGE = '<!doctype html><meta charset="utf-8"><title>Crew app</title><script src="oidc.js"></script>'
MANAGER = """(options) => {
  const settings = {response_type: 'code', scope: 'openid profile email api offline_access', ...options}
  window.manager = new oidc.UserManager(settings)
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without writing of it."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def library() -> bytes:
    """The library's bundle, fetched from npm once and checked."""
    with tarfile.open(fetch("oidc-client-ts", VERSION, SHA512)) as files:
        bundle = files.extractfile(BUNDLE)
        assert bundle
        return bundle.read()


@pytest.fixture
def origin(library: bytes, tmp_path: Path) -> Iterator[str]:
    """The origin of an application's page: another host than the server's, so another site too."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    (folder / "oidc.js").write_bytes(library)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()
        thread.join()


@pytest.fixture
def client(tenant: Tenant, origin: str) -> SeededClient:
    return tenant.add_client(
        "Crew app",
        ClientType.AUTHORIZATION_CODE,
        redirect_uris=(f"{origin}/",),
        allowed_cors_origins=(origin,),
        allow_offline_access=True,
    )


def open_app(page: Page, server: Server, origin: str, client: SeededClient) -> None:
    page.goto(f"{origin}/")
    set_up(page, server, origin, client)


def set_up(page: Page, server: Server, origin: str, client: SeededClient) -> None:
    options = {"authority": f"{server.url}/identity", "client_id": client.id, "redirect_uri": f"{origin}/"}
    page.evaluate(MANAGER, {**options, "loadUserInfo": True})


def ask(page: Page, server: Server, tenant: Tenant, decision: str) -> None:
    """The page sends its person away; they sign in and decide, and are back."""
    page.evaluate("() => { manager.signinRedirect() }")
    page.wait_for_url(f"{server.url}/login*")
    page.get_by_label("Email", exact=True).fill(tenant.administrator.email)
    page.get_by_label("Password", exact=True).fill(tenant.administrator.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=decision, exact=True).click()
    page.wait_for_url("http://localhost:*/?*")


def test_page_of_another_origin_signs_its_person_in_and_renews(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = open_page(server)
    open_app(page, server, origin, client)
    ask(page, server, tenant, "Allow")
    set_up(page, server, origin, client)
    user = page.evaluate("async () => { const u = await manager.signinCallback(); return {...u} }")
    assert user["profile"]["email"] == tenant.administrator.email
    renewed = page.evaluate("async () => { const u = await manager.signinSilent(); return {...u} }")
    assert renewed["refresh_token"] != user["refresh_token"]
    assert renewed["access_token"] != user["access_token"]
    headers = {"authorization": f"Bearer {renewed['access_token']}"}
    userinfo = f"{server.url}/identity/connect/userinfo"
    assert page.request.get(userinfo, headers=headers).status == 200
    page.evaluate("() => manager.revokeTokens(['refresh_token'])")
    assert page.request.get(userinfo, headers=headers).status == 401


@pytest.mark.tolerate_errors
def test_page_learns_that_its_person_denied(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = open_page(server)
    open_app(page, server, origin, client)
    ask(page, server, tenant, "Deny")
    set_up(page, server, origin, client)
    assert page.evaluate("() => manager.signinCallback().catch(e => e.error)") == "access_denied"


@pytest.mark.tolerate_errors
def test_page_whose_origin_is_not_registered_gets_no_tokens(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str
) -> None:
    client = tenant.add_client(
        "Yard app", ClientType.AUTHORIZATION_CODE, redirect_uris=(f"{origin}/",), allow_offline_access=True
    )
    page = open_page(server)
    open_app(page, server, origin, client)
    ask(page, server, tenant, "Allow")
    set_up(page, server, origin, client)
    assert "fetch" in page.evaluate("() => manager.signinCallback().then(() => 'signed in', e => e.message)")

"""oidc-client-ts, which nobody here wrote, in a page of another origin, over either database.

It signs its person in, in its own window and in a second one, renews, signs out, and is refused.
"""

import re
import tarfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components.first_token.client_examples import examples_of
from models import ClientType
from tests.conftest import BOTH
from tests.e2e.conftest import OpenPage
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant
from tests.npm import fetch
from tests.proof.conftest import serving

SHA512 = {
    "3.5.0": "l2q8l9CTCTOlbX+AnK4p3M+4CEpKpyQhle6blQkdFhm0IsBqsxm15bYaSa11G7pWdsYr6epdsRZxJpCyCRbT8A==",
    "3.1.0": "IDopEXjiwjkmJLYZo6BTlvwOtnlSniWZkKZoXforC/oLZHC9wkIxd25Kwtmo5yKFMMVcsp3JY6bhcNJqdYk8+g==",
}
"""The library by version; the older one lets its second window speak to its opener, as most libraries do."""
BUNDLE = "package/dist/browser/oidc-client-ts.min.js"
PAGE = '<!doctype html><meta charset="utf-8"><title>Crew app</title><script src="oidc.js"></script>'
WINDOW = (
    PAGE
    + """<script>
  new oidc.UserManager({authority: "-", client_id: "-", redirect_uri: "-"}).signinPopupCallback()
</script>"""
)
MANAGER = """(options) => {
  const scope = 'openid profile email api offline_access'
  const settings = {response_type: 'code', scope, silentRequestTimeoutInSeconds: 2, ...options}
  window.manager = new oidc.UserManager(settings)
}"""

MODULE = "code => document.head.append(Object.assign(document.createElement('script'), {type: 'module', text: code}))"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without writing of it."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module", params=BOTH)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for these tests: once over SQLite, once over PostgreSQL."""
    with serving(request, tmp_path_factory.mktemp("oidc-client-ts")) as own:
        yield own


@pytest.fixture(scope="session")
def library(request: pytest.FixtureRequest) -> bytes:
    """The library's bundle, fetched from npm once and checked."""
    version = getattr(request, "param", "3.5.0")
    with tarfile.open(fetch("oidc-client-ts", version, SHA512[version])) as files:
        bundle = files.extractfile(BUNDLE)
        assert bundle
        return bundle.read()


@pytest.fixture
def origin(library: bytes, tmp_path: Path) -> Iterator[str]:
    """The origin of an application's page: another host than the server's, so another site too."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    (folder / "window.html").write_text(WINDOW)
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
        redirect_uris=(f"{origin}/", f"{origin}/window.html"),
        post_logout_redirect_uris=(f"{origin}/?signed=out",),
        allowed_cors_origins=(origin,),
        allow_offline_access=True,
    )


def open_app(page: Page, server: Server, origin: str, client: SeededClient) -> None:
    page.goto(f"{origin}/")
    set_up(page, server, origin, client)


def set_up(page: Page, server: Server, origin: str, client: SeededClient, **more: str) -> None:
    options = {
        "authority": f"{server.url}/identity",
        "client_id": client.id,
        "redirect_uri": f"{origin}/",
        "popup_redirect_uri": f"{origin}/window.html",
        "post_logout_redirect_uri": f"{origin}/?signed=out",
        "loadUserInfo": True,
    }
    page.evaluate(MANAGER, {**options, **more})


def come_back(
    page: Page,
    server: Server,
    tenant: Tenant,
    origin: str,
    client: SeededClient,
    *,
    decision: str = "Allow",
    **more: str,
) -> Page:
    """The page sends its person away; they sign in and decide, and are back, where it is set up anew."""
    open_app(page, server, origin, client)
    page.evaluate("() => { manager.signinRedirect() }")
    decide(page, server, tenant, decision)
    page.wait_for_url("http://localhost:*/?*")
    set_up(page, server, origin, client, **more)
    return page


def decide(page: Page, server: Server, tenant: Tenant, decision: str) -> None:
    """Sign in and decide, where the page was sent."""
    page.wait_for_url(f"{server.url}/login*")
    page.get_by_label("Email", exact=True).fill(tenant.administrator.email)
    page.get_by_label("Password", exact=True).fill(tenant.administrator.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=decision, exact=True).click()


def test_page_of_another_origin_signs_its_person_in_and_renews(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = come_back(open_page(server), server, tenant, origin, client)
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


def test_example_that_get_a_token_shows_signs_its_person_in(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    found = examples_of(ClientType.AUTHORIZATION_CODE, client.id, f"{server.url}/identity", f"{origin}/")
    code = next(re.sub("[⟦⟧]", "", each.text) for each in found if each.library == "oidc-client-ts")
    code = code.replace('import { UserManager } from "oidc-client-ts"', "const { UserManager } = oidc")
    page = open_page(server)
    page.goto(f"{origin}/")
    page.evaluate(MODULE, code)
    decide(page, server, tenant, "Allow")
    page.wait_for_url("http://localhost:*/?*")
    with page.expect_console_message(lambda message: message.text.count(".") == 2):
        page.evaluate(MODULE, code)


@pytest.mark.parametrize("library", SHA512, indirect=True)
@pytest.mark.parametrize("decision", ["Allow", "Deny"])
def test_page_signs_its_person_in_in_a_second_window(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient, decision: str
) -> None:
    page = open_page(server)
    open_app(page, server, origin, client)
    with page.expect_popup() as opened:
        page.evaluate("() => { window.signed = manager.signinPopup().then(u => u.profile.email, e => e.error) }")
    decide(opened.value, server, tenant, decision)
    told = page.evaluate("() => window.signed")
    assert told == (tenant.administrator.email if decision == "Allow" else "access_denied")


def test_page_signs_its_person_out_of_keylodge(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = come_back(open_page(server), server, tenant, origin, client)
    page.evaluate("async () => { await manager.signinCallback() }")
    page.evaluate("() => { manager.signoutRedirect() }")
    page.wait_for_url(f"{origin}/?signed=out")
    page.goto(server.url)
    page.wait_for_url(f"{server.url}/login*")


@pytest.mark.tolerate_errors
def test_page_sends_nobody_to_an_address_that_is_not_registered_after_signing_out(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = come_back(open_page(server), server, tenant, origin, client, post_logout_redirect_uri=f"{origin}/elsewhere")
    page.evaluate("async () => { await manager.signinCallback() }")
    page.evaluate("() => { manager.signoutRedirect() }")
    expect(page.get_by_text("post_logout_redirect_uri is none of those that are registered")).to_be_visible()


@pytest.mark.tolerate_errors
def test_keylodge_is_in_no_frame_so_silent_sign_in_takes_a_refresh_token(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = come_back(open_page(server), server, tenant, origin, client)
    assert "timed out" in page.evaluate("() => manager.signinSilent().then(() => 'signed in', e => e.message)")
    page.evaluate("async () => { await manager.signinCallback() }")
    assert page.evaluate("() => manager.signinSilent().then(u => u.profile.email)") == tenant.administrator.email


@pytest.mark.tolerate_errors
def test_page_learns_that_its_person_denied(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str, client: SeededClient
) -> None:
    page = come_back(open_page(server), server, tenant, origin, client, decision="Deny")
    assert page.evaluate("() => manager.signinCallback().catch(e => e.error)") == "access_denied"


@pytest.mark.tolerate_errors
def test_page_whose_origin_is_not_registered_gets_no_tokens(
    open_page: OpenPage, server: Server, tenant: Tenant, origin: str
) -> None:
    client = tenant.add_client(
        "Yard app", ClientType.AUTHORIZATION_CODE, redirect_uris=(f"{origin}/",), allow_offline_access=True
    )
    page = come_back(open_page(server), server, tenant, origin, client)
    assert "fetch" in page.evaluate("() => manager.signinCallback().then(() => 'signed in', e => e.message)")

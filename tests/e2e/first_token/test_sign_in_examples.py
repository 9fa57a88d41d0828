"""The examples of clients that act for a person: filled in, and those that run here get a token."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.applications import listening
from tests.e2e.axe import check_accessibility
from tests.e2e.console import button, details, dialog, select_client, textbox
from tests.e2e.first_tokens import examples, with_secret_of
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

CODE, HYBRID, DEVICE = ClientType.AUTHORIZATION_CODE, ClientType.HYBRID, ClientType.DEVICE_CODE
TABS = (".env", "curl", "Python", "JavaScript", "PowerShell", "Docker")
HARD = "/callback?a='$(exit)'&b=;c"
"""A path with every character that might mean something to a shell."""


@pytest.fixture
def application() -> Iterator[str]:
    """Its redirect URI."""
    with listening() as origin:
        yield origin + HARD


@DESKTOP
@pytest.mark.parametrize("kind", [CODE, HYBRID])
def test_examples_that_run_here_get_a_token(
    administrator_page: Page, tenant: Tenant, application: str, kind: ClientType, tmp_path: Path
) -> None:
    page = administrator_page
    asked = _open(page, tenant, kind, application)
    found = {tab: examples(asked, tab) for tab in TABS}
    httpx, authlib = found["Python"]
    here = with_secret_of(found[".env"][0], tmp_path)
    shell, python = (*here, "sh", "-c"), (*here, sys.executable, "-uc")
    assert '"access_token"' in _sign_in(page, [*shell, found["curl"][0]], "code")
    assert _sign_in(page, [*python, f"{httpx}\nprint(token)"], "code").count(".") >= 2
    assert _sign_in(page, [*python, f"{authlib}\nprint(token)"], "address").count(".") >= 2
    if kind is HYBRID:
        code = f"{found['JavaScript'][0]}\nconsole.log(access_token);"
        assert _sign_in(page, [*here, "node", "--input-type=module", "-e", code], "code").count(".") >= 2
    env = "\n".join(line.replace("ISSUER=", "echo $REDIRECT_URI; ISSUER=") for line in found[".env"])
    said = subprocess.run([*shell, env], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == application


@PHONE
@pytest.mark.parametrize("kind", [CODE, HYBRID])
def test_examples_hold_what_the_client_has_and_no_more(
    administrator_page: Page, tenant: Tenant, kind: ClientType
) -> None:
    page = administrator_page
    asked = _open(page, tenant, kind, "https://crew.example/signed-in")
    expect(asked.get_by_role("tab")).to_have_text(list(TABS))
    for tab in TABS:
        codes = examples(asked, tab)
        assert len(codes) == (2 if tab == "Python" else 1)
        for code in codes:
            assert ("kl_" in code) == (kind is HYBRID and tab == ".env"), tab
            assert "crew.example" in code, tab
        check_accessibility(page)


@DESKTOP
def test_examples_of_a_device_get_a_token(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Crew app", DEVICE)
    select_client(page, DEVICE.label, "Crew app")
    button(details(page), "Get a token").click()
    asked = dialog(page, "Get a token")
    expect(asked.get_by_role("tab")).to_have_text([".env", "curl", "Python", "JavaScript", "Docker"])
    curl, httpx = examples(asked, "curl")[0], examples(asked, "Python")[0]
    javascript = examples(asked, "JavaScript")[0]
    assert '"access_token"' in _connect(page, ["sh", "-c", curl])
    assert _connect(page, [sys.executable, "-uc", f"{httpx}\nprint(token)"]).count(".") == 2
    code = f"{javascript}\nconsole.log(access_token);"
    assert _connect(page, ["node", "--input-type=module", "-e", code]).count(".") == 2


def _open(page: Page, tenant: Tenant, kind: ClientType, redirect_uri: str) -> Locator:
    """The dialog Get a token of a client, with its secret pasted if it has one."""
    secret = SecretFields("Crew node A") if kind is HYBRID else None
    client = tenant.add_client("Crew app", kind, secret=secret, redirect_uris=(redirect_uri,))
    select_client(page, kind.label, "Crew app")
    button(details(page), "Get a token").click()
    asked = dialog(page, "Get a token")
    if kind is HYBRID:
        textbox(asked, "Client secret").fill(client.secret)
    return asked


def _sign_in(page: Page, command: Sequence[str], wanted: str) -> str:
    """Run an example, sign in where it says, and type what it wants to know; returns what it printed then."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdin
        assert started.stdout
        line = ""
        while not line.startswith("Open "):
            line = started.stdout.readline()
            assert line, "the example ended"
        window = page.context.new_page()
        window.goto(line.removeprefix("Open ").strip())
        button(window, "Allow").click()
        expect(window.get_by_text("Welcome back")).to_be_visible()
        came_back = window.url
        code = window.evaluate("new URLSearchParams(location.search).get('code')")
        window.close()
        printed, _ = started.communicate((code if wanted == "code" else came_back) + "\n", timeout=60)
    assert started.returncode == 0
    return printed


def _connect(page: Page, command: Sequence[str]) -> str:
    """Run an example of a device, and let it in where it says; returns what it printed then."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout
        line = ""
        while "user_code" not in line:
            line = started.stdout.readline()
            assert line, "the example ended"
        given = json.loads(line) if line.startswith("{") else {"verification_uri_complete": line.split()[-1]}
        window = page.context.new_page()
        window.goto(given["verification_uri_complete"])
        button(window, "Continue").click()
        button(window, "Allow").click()
        expect(window.get_by_role("heading", name="Device connected")).to_be_visible()
        window.close()
        printed, _ = started.communicate(given.get("device_code", "") + "\n", timeout=60)
    assert started.returncode == 0
    return printed

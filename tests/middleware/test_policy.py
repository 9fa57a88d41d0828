"""The content security policy, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page

from tests.middleware.conftest import Server
from tests.middleware.visitor import PASSWORD

pytestmark = pytest.mark.e2e
INJECT = """() => {
  document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.pwned = 1">');
  const script = document.createElement('script');
  script.textContent = 'window.pwned = 1';
  document.body.append(script);
  return new Promise(resolve => setTimeout(() => resolve(window.pwned === 1), 300));
}"""


def test_without_the_wall_an_injected_script_runs(browser: Browser, bare: Server) -> None:
    page = browser.new_page()
    page.goto(f"{bare.url}/rehearsal")
    assert page.evaluate(INJECT)


@pytest.mark.parametrize("path", ["/rehearsal", "/login", "/account/password"])
def test_injected_script_doesnt_run(browser: Browser, walled: Server, path: str) -> None:
    page = browser.new_page()
    if path != "/login":
        _sign_in(page, walled)
    page.goto(walled.url + path)
    assert not page.evaluate(INJECT)


def test_script_in_a_page_that_is_not_ours_gets_no_nonce(browser: Browser, bare: Server, walled: Server) -> None:
    page = browser.new_page()
    page.goto(f"{bare.url}/rehearsal/injected")
    assert page.evaluate("window.pwned === 1")
    _sign_in(page, walled)
    page.goto(f"{walled.url}/rehearsal/injected")
    page.wait_for_function("window.did_handshake === true")
    assert not page.evaluate("window.pwned === 1")


def test_console_page_works_under_its_policy(browser: Browser, walled: Server) -> None:
    page = browser.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    _sign_in(page, walled)
    page.goto(f"{walled.url}/rehearsal")
    page.wait_for_function("window.did_handshake === true")
    page.get_by_role("button", name="Count").click()
    page.wait_for_function("fetch('/rehearsal/counts').then(answer => answer.json()).then(found => found.clicks > 0)")
    assert broken == []


def _sign_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/login?next=/rehearsal")
    page.get_by_label("Email", exact=True).fill("elin@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{server.url}/rehearsal")

"""The people of the stories, and how they sign in: by role and label, as anybody would."""

import time
from dataclasses import dataclass

from playwright.sync_api import Error, Page

PASSWORD = "wet-otter-counts-7-lamps"
ADMINISTRATOR = "Tenant Administrator"
MEMBER = "Tenant Member"
READY_S = 10


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `session` is the token of a session they have already, see `enter`."""

    email: str
    password: str = PASSWORD
    session: str = ""


def enter(page: Page, person: Person, path: str = "/security/clients") -> None:
    """Open a page as somebody who is signed in already, which saves the way through /login."""
    page.context.add_cookies(
        [{"name": "keylodge_session", "value": person.session, "domain": "127.0.0.1", "path": "/"}]
    )
    page.goto(path)
    wait_until_ready(page)


def sign_in(page: Page, person: Person) -> None:
    """Sign in at whatever sign-in page is open, else at /login, and wait for the page that follows."""
    if not _is_sign_in(page.url):
        page.goto("/login")
    page.get_by_label("Email", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not _is_sign_in(url))
    wait_until_ready(page)


def wait_until_ready(page: Page) -> None:
    """Wait until the page has its websocket: from then on a click reaches the server.

    Asks again and again instead of `wait_for_function`, which the policy of the plain pages forbids.
    """
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if _has_websocket(page):
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"{page.url} has no websocket after {READY_S} s. It says: {page.inner_text('body')[:300]}")


def _has_websocket(page: Page) -> bool:
    try:
        return bool(page.evaluate("window.did_handshake === true"))
    except Error:  # in the midst of a navigation
        return False


def _is_sign_in(url: str) -> bool:
    return url.split("?", maxsplit=1)[0].endswith("/login")

"""The people of the stories, and how they sign in: by role and label, as anybody would."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.server import Server

PASSWORD = "wet-otter-counts-7-lamps"
ADMINISTRATOR = "Tenant Administrator"
MEMBER = "Tenant Member"


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    email: str
    password: str = PASSWORD


def add_person(server: Server, email: str, role: str, tenant: str) -> Person:
    """Make an account on the command line."""
    server.run(
        "create-user", "--email", email, "--role", role, "--tenant", tenant, "--password-stdin", stdin=f"{PASSWORD}\n"
    )
    return Person(email)


def sign_in(page: Page, person: Person) -> None:
    """Sign in at whatever sign-in page is open, else at /login, and wait for the page that follows."""
    if not page.url.split("?")[0].endswith("/login"):
        page.goto("/login")
    page.get_by_label("Email", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    wait_until_ready(page)


def wait_until_ready(page: Page) -> None:
    """Wait until the page has its websocket: from then on a click reaches the server."""
    page.wait_for_function("window.did_handshake === true")
    expect(page).not_to_have_title("")

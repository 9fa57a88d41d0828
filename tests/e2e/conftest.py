"""Fixtures of the browser tests: a real server, shared, a tenant of each test's own, pages at two widths.

What a test leaves behind when it fails is in test-results/: a picture of each page, and the server's log.
"""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from services.secrets.secrets import SecretFields
from tests.e2e.contexts import Contexts
from tests.e2e.pairs import Pair
from tests.e2e.people import Person, enter, sign_in
from tests.e2e.server import ROOT, Server
from tests.e2e.tenants import Tenant

RESULTS = ROOT / "test-results"
OpenPage = Callable[..., Page]
expect.set_options(timeout=10_000)
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies here drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know whether the test failed: `item.stash[FAILED]`."""
    report = yield
    if report.when in ("setup", "call"):
        item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most tests share. A test that stops or floods one makes its own: see `own_server`."""
    shared = Server(tmp_path_factory.mktemp("server"))
    shared.start()
    yield shared
    assert shared.stop() == 0, shared.log


@pytest.fixture
def own_server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server for this test alone, not yet started and without people: `run` commands, then `start()`."""
    own = Server(tmp_path / "server")
    yield own
    _keep_log(request, own)
    own.kill()


@pytest.fixture
def tenant(server: Server) -> Tenant:
    """A tenant of this test's own on the shared server, empty but for its people."""
    return Tenant(server)


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest) -> str:
    """The width a test runs at: every test that asks for `page` runs on a desktop and on a phone.

    One width only: `@DESKTOP` or `@PHONE` of tests/e2e/widths.py.
    """
    return str(request.param)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    """Browser contexts, handed from test to test: warm, and empty."""
    return Contexts(browser)


@pytest.fixture
def open_page(contexts: Contexts, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens pages in contexts of their own: `open_page(server, screen="phone", person=…, **context options)`.

    A script error on any of them fails the test: see `tolerate_errors`.
    """
    pages: list[Page] = []
    errors: list[str] = []

    def open_one(server: Server, screen: str = "desktop", person: Person | None = None, **options: Any) -> Page:
        page = contexts.open(server.url, screen, **options)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(_script_errors(message)))
        if person is not None:
            (enter if person.session else sign_in)(page, person)
        return page

    yield open_one
    failed = request.node.stash.get(FAILED, False)
    if failed:
        _keep_pictures(request, pages)
    for page in pages:
        contexts.give_back(page.context, clean=not failed)
    if not request.node.get_closest_marker("tolerate_errors"):
        assert errors == [], "Script errors on the page"


@pytest.fixture
def page(open_page: OpenPage, server: Server, screen: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on the shared server at either width, nobody signed in."""
    yield open_page(server, screen)
    _keep_log(request, server)


@pytest.fixture(params=["desktop", "360 px"])
def look(request: pytest.FixtureRequest) -> str:
    """Each page on a desktop in light and dark, and at 360 px."""
    return str(request.param)


@pytest.fixture
def open_here(look: str, open_page: OpenPage, server: Server, tenant: Tenant) -> Callable[..., Page]:
    """Opens a page that way; as the administrator unless told otherwise."""

    def open_one(*, stranger: bool = False, member: bool = False) -> Page:
        person = None if stranger else tenant.member if member else tenant.administrator
        if look == "desktop":
            return open_page(server, person=person)
        return open_page(server, "narrow", person)

    return open_one


@pytest.fixture
def pair(open_page: OpenPage, server: Server, tenant: Tenant) -> Pair:
    """Elin and Maya on the Clients page of their tenant, each in a browser of her own."""
    client = tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    elin = open_page(server, person=tenant.administrator)
    return Pair(elin, open_page(server, person=tenant.colleague), client)


@pytest.fixture
def administrator_page(page: Page, tenant: Tenant) -> Page:
    """A page at either width with the tenant's administrator signed in, on the Clients page."""
    enter(page, tenant.administrator)
    return page


@pytest.fixture
def member_page(page: Page, tenant: Tenant) -> Page:
    """A page at either width with the tenant's member signed in, on the Clients page."""
    enter(page, tenant.member)
    return page


def _script_errors(message: ConsoleMessage) -> list[str]:
    # A failed request is the server's answer, which the test itself expects or not.
    if message.type != "error" or "Failed to load resource" in message.text or "WebSocket" in message.text:
        return []
    return [message.text]


def _keep_pictures(request: pytest.FixtureRequest, pages: list[Page]) -> None:
    RESULTS.mkdir(exist_ok=True)
    for number, page in enumerate(pages, start=1):
        if not page.is_closed():
            page.screenshot(path=RESULTS / f"{_file_name(request)}-{number}.png")


def _keep_log(request: pytest.FixtureRequest, server: Server) -> None:
    if request.node.stash.get(FAILED, False):
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{_file_name(request)}.log").write_text(server.log)
        request.node.add_report_section("teardown", "server log", server.log[-20_000:])


def _file_name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"[^\w.-]+", "-", request.node.name)

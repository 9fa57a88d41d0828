"""Fixtures for every test: a migrated database of either kind, empty, and gone after the test."""

import asyncio
import os
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

import db
from scripts.install_browser import find_browser
from tests import loops, processes
from tests.loops import run
from tests.operators import operator, quick_hashes
from tests.order import deal
from tests.postgres import create_database, create_empty_database, drop_database, give_back, postgres_server

__all__ = ["operator", "quick_hashes"]

BOTH = ("sqlite", "postgres")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",  # else the headless shell rounds letters to whole pixels, as nobody sees them
]
# No deadlines: two shared cores say nothing about speed. In CI the same examples each time: a red run means a change.
hypothesis.settings.register_profile("keylodge", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("keylodge")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test that starts a process by what it asks for, before `-m` looks."""
    processes.mark(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the tests to the workers, browser tests last."""
    items[:] = deal(items, getattr(config, "workerinput", {}).get("workercount", 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test starts no process of Python's unless it says so, and finds no loop that Playwright left."""
    with processes.only_where_marked(item), nullcontext() if item.get_closest_marker("e2e") else loops.set_aside():
        return (yield)


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The folder of a running PostgreSQL's socket; started when the first test asks for it."""
    with postgres_server() as socket_dir:
        yield socket_dir


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"

    async def migrate() -> None:
        async with db.connect(f"sqlite://{path}"):
            await db.migrate()

    run(migrate())
    return path


@pytest.fixture(params=BOTH)
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: every test that asks for `database` runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    if dialect == "sqlite":
        path = tmp_path / "keylodge.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite://{path}"
        return
    socket_dir = request.getfixturevalue("postgres_socket")
    url = create_database(socket_dir)
    yield url
    give_back(socket_dir, url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """A connected, migrated, empty database, once SQLite and once PostgreSQL; its URL."""
    async with db.connect(database_url):
        yield database_url


@pytest.fixture
def empty_postgres_url(postgres_socket: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without any table."""
    url = create_empty_database(postgres_socket)
    yield url
    drop_database(postgres_socket, url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: a thread has room for one Playwright. Each page gets a context of its own."""
    path = find_browser()
    assert path, "No Chromium here: make browser"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        loop = asyncio._get_running_loop()
        yield chromium
        asyncio._set_running_loop(loop)  # whichever test was the last
        chromium.close()

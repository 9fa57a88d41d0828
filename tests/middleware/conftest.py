"""Servers to attack, one with its wall and one without, and visitors."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import db
from tests.e2e.server import ROOT, free_port
from tests.middleware.visitor import Visitor

START_S = 90
METRICS_TOKEN = "figures-for-nobody-else"


@dataclass(frozen=True)
class Server:
    """A running server; `database` is what its process has open as well."""

    kind: str
    url: str
    database: str
    log: Path


Enter = Callable[..., Awaitable[Visitor]]


def start_server(kind: str, folder: Path) -> Iterator[Server]:
    """Run a server until the tests are done with it."""
    port = free_port()
    server = Server(kind, f"http://127.0.0.1:{port}", f"sqlite://{folder / 'keylodge.db'}", folder / "server.log")
    ours = ("PYTEST", "NICEGUI_", "KEYLODGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment = {**kept, "KEYLODGE_DATA_DIR": str(folder), "KEYLODGE_METRICS_TOKEN": METRICS_TOKEN}
    command = [sys.executable, "-m", "tests.middleware.server", str(port), kind]
    with server.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_ready(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="session")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as it is served."""
    yield from start_server("walled", tmp_path_factory.mktemp("walled"))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server without its outer wall."""
    yield from start_server("bare", tmp_path_factory.mktemp("bare"))


@pytest.fixture
async def enter() -> AsyncIterator[Enter]:
    """Sends visitors: `await enter(server)`, or `await enter(server, "elin@example.com")` signed in."""
    visitors: list[Visitor] = []

    async def send(server: Server, email: str = "") -> Visitor:
        visitor = Visitor(server.url)
        visitors.append(visitor)
        return await visitor.sign_in(email) if email else visitor

    yield send
    for visitor in visitors:
        await visitor.leave()


@pytest.fixture
async def behind(walled: Server) -> AsyncIterator[Server]:
    """The walled server with its database open in this process too, as a second replica's would be."""
    async with db.connect(walled.database):
        yield walled


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, server.log.read_text()
        try:
            with urlopen(f"{server.url}/health/ready", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(server.log.read_text())

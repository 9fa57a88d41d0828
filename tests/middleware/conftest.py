"""Houses to attack, one with its wall and one without, and visitors."""

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

START_S = 40


@dataclass(frozen=True)
class House:
    """A running server; `database` is what its process has open as well."""

    kind: str
    url: str
    database: str
    log: Path


Enter = Callable[..., Awaitable[Visitor]]


def start_house(kind: str, folder: Path) -> Iterator[House]:
    """Run a house until the tests are done with it."""
    port = free_port()
    house = House(kind, f"http://127.0.0.1:{port}", f"sqlite://{folder / 'keylodge.db'}", folder / "server.log")
    ours = ("PYTEST", "NICEGUI_", "KEYLODGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", "tests.middleware.house", str(port), kind]
    with house.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**kept, "KEYLODGE_DATA_DIR": str(folder)}, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(house, process)
        yield house
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="session")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house as it is served."""
    yield from start_house("walled", tmp_path_factory.mktemp("walled"))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same without the outer wall."""
    yield from start_house("bare", tmp_path_factory.mktemp("bare"))


@pytest.fixture
async def enter() -> AsyncIterator[Enter]:
    """Sends visitors: `await enter(house)`, or `await enter(house, "elin@example.com")` signed in."""
    visitors: list[Visitor] = []

    async def send(house: House, email: str = "") -> Visitor:
        visitor = Visitor(house.url)
        visitors.append(visitor)
        return await visitor.sign_in(email) if email else visitor

    yield send
    for visitor in visitors:
        await visitor.leave()


@pytest.fixture
async def behind(walled: House) -> AsyncIterator[House]:
    """The walled house with its database open in this process too, as a second replica's would be."""
    async with db.connect(walled.database):
        yield walled


def _wait_until_ready(house: House, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, house.log.read_text()
        try:
            with urlopen(f"{house.url}/health/ready", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(house.log.read_text())

"""The one executable, as somebody meets it who copied it to a machine with nothing else on it."""

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts import build_binary
from tests.e2e.people import PASSWORD, Person, sign_in, wait_until_ready
from tests.e2e.server import free_port

START_S = 60
"""Unpacking itself takes a few seconds, more on a busy machine."""
STOP_S = 20
pytestmark = [
    pytest.mark.binary,
    pytest.mark.process,
    pytest.mark.timeout(900),
]  # building takes a minute or two, and only after a change


@dataclass
class Executable:
    """A running `keylodge serve`: its address, its folder, what it prints."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All it has written so far."""
        return (self.folder.parent / "log").read_text()

    def wait_for(self, pattern: str) -> str:
        """The first thing it prints that matches."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            found = re.search(pattern, self.log)
            if found:
                return found.group()
            assert self.process.poll() is None, f"It ended with {self.process.returncode}:\n{self.log}"
            time.sleep(0.1)
        raise AssertionError(f"No {pattern} within {START_S} s:\n{self.log}")


@pytest.fixture(scope="module")
def binary() -> Path:
    """The executable, made of the sources as they are now."""
    build_binary.build()
    return build_binary.BINARY


@pytest.fixture
def executable(binary: Path, tmp_path: Path) -> Iterator[Executable]:
    """It runs in an empty folder, without any environment variable."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [binary, "serve", "--port", str(port)], cwd=folder, env={}, stdout=log, stderr=log, start_new_session=True
        )
    running = Executable(f"http://127.0.0.1:{port}", folder, process)
    yield running
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_S) == 0, running.log


def test_executable_on_an_empty_machine_leads_to_the_clients_page(
    executable: Executable, open_page: Callable[..., Page]
) -> None:
    link = executable.wait_for(r"http://\S+/setup/\S+")
    page = open_page(executable)
    page.goto(link)
    page.get_by_label("Tenant name", exact=True).fill("Northfield Water")
    page.get_by_label("Your name", exact=True).fill("Elin Berg")
    page.get_by_label("Email", exact=True).fill("elin@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create and sign in").click()
    _see_clients(page)

    somebody = open_page(executable)
    sign_in(somebody, Person("elin@example.com"))
    _see_clients(somebody)
    assert sorted(path.name for path in executable.folder.iterdir()) == ["keylodge-data"]


def test_executable_fills_a_demo_and_takes_no_nonsense(binary: Path, tmp_path: Path) -> None:
    done = _run(binary, tmp_path, "demo", "--clients", "12")
    assert done.returncode == 0, done.stderr
    assert "Tenant Administrator" in done.stdout
    refused = _run(binary, tmp_path, "reset-password", "--email", "nobody@example.com")
    assert refused.returncode == 2
    assert "nobody@example.com" in refused.stderr
    assert "Traceback" not in refused.stderr


def _see_clients(page: Page) -> None:
    page.wait_for_url("**/security/clients**")
    wait_until_ready(page)
    expect(page.get_by_role("heading", name="Clients", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Add Client")).to_be_visible()


def _run(binary: Path, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([binary, *words], cwd=folder, env={}, text=True, capture_output=True, check=False)

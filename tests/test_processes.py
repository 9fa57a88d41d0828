"""Which tests start processes."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import processes
from tests.e2e.server import Server


def marks_of(*fixtures: str) -> list[str]:
    """What a test is marked with that asks for these."""
    marks: list[Any] = []
    processes.mark(cast("pytest.Item", SimpleNamespace(fixturenames=fixtures, add_marker=marks.append)))
    return [mark.name for mark in marks]


def test_who_asks_for_a_server_is_marked() -> None:
    assert marks_of("tmp_path", "server") == ["process"]
    assert marks_of("tmp_path", "database") == []


def test_who_is_not_marked_starts_no_python(own: Server) -> None:
    for start in (own.start, lambda: own.run("--help"), lambda: subprocess.run([sys.executable, "-V"], check=True)):
        with pytest.raises(AssertionError, match="starts a Python"):
            start()


@pytest.fixture
def own(tmp_path: Any) -> Server:
    """A server that nobody may start here."""
    return Server(tmp_path)

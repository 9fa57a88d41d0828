"""Which tests start a Python of their own: `make test-quick` leaves those to `make test`.

A test has the mark `process` by the fixture it asks for, or says so itself. One that has neither can't start any.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

STARTERS = frozenset({"bare", "cluster", "own_server", "replicas", "server", "walled"})
"""Fixtures that start one, or have it ready to be started."""


def mark(item: pytest.Item) -> None:
    """Give the mark to a test that asks for such a fixture, directly or by others."""
    if STARTERS & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.process)


@contextmanager
def only_where_marked(item: pytest.Item) -> Iterator[None]:
    """Refuse to start a Python while `item` runs, unless it has the mark."""
    if item.get_closest_marker("process"):
        yield
        return
    start = subprocess.Popen.__init__

    @wraps(start)
    def refuse(self: Any, command: Any, *args: Any, **options: Any) -> None:
        if sys.executable in ([command] if isinstance(command, str) else command):
            raise AssertionError(f"{item.nodeid} starts a Python: mark it with @pytest.mark.process")
        start(self, command, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", refuse)
        yield

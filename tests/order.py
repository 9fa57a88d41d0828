"""In which order tests run, and which worker begins with which.

Browser tests come last, so that what fails soon fails first. Playwright leaves its event loop running, which is hidden
from a test that a worker takes from another's end afterwards (`tests/loops.py`). The executable's come before the
others of their kind, so that no core waits for it to be built.
"""

from collections.abc import Sequence

import pytest


def deal(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """A share for each worker, as xdist's `worksteal` cuts them. Who is done takes from another's end."""
    quick = [item for item in items if "e2e" not in item.keywords]
    browser = sorted((item for item in items if "e2e" in item.keywords), key=lambda item: "binary" not in item.keywords)
    dealt: list[pytest.Item] = []
    for left in range(workers, 0, -1):
        driven = len(browser) // left
        others = (len(quick) + len(browser)) // left - driven
        dealt += quick[:others] + browser[:driven]
        quick, browser = quick[others:], browser[driven:]
    return dealt

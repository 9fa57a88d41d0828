"""The order of the tests."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.order import deal


def _items(quick: int, browser: int, binary: int = 0) -> list[Any]:
    kinds = [("e2e",)] * browser + [()] * quick + [("e2e", "binary")] * binary
    return [SimpleNamespace(name=number, keywords=kind) for number, kind in enumerate(kinds)]


def _shares(items: list[Any], workers: int) -> list[list[Any]]:
    """Cut as xdist does."""
    dealt, shares = deal(cast("list[pytest.Item]", items), workers), []
    for left in range(workers, 0, -1):
        size = len(dealt) // left
        shares.append(dealt[:size])
        dealt = dealt[size:]
    return shares


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize(("quick", "browser"), [(0, 7), (7, 0), (1, 1), (2, 9), (10, 3), (11, 11), (100, 20)])
def test_every_worker_has_its_part_of_both_and_the_browsers_last(quick: int, browser: int, workers: int) -> None:
    items = _items(quick, browser)
    shares = _shares(items, workers)
    assert sorted(item.name for share in shares for item in share) == [item.name for item in items]
    for share in shares:
        driven = ["e2e" in item.keywords for item in share]
        assert driven == sorted(driven)
        assert abs(sum(driven) - browser / workers) < 1
    assert all(abs(len(one) - len(other)) <= 1 for one, other in pairwise(shares))


def test_executable_is_the_first_of_the_browsers() -> None:
    share = _shares(_items(4, 4, binary=2), 2)[0]
    assert [item.keywords for item in share] == [(), (), ("e2e", "binary"), ("e2e", "binary"), ("e2e",)]

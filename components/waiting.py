"""What takes longer than a moment says so where it will appear."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from nicegui import ui

AFTER: Final = 0.4  # seconds


@contextmanager
def waiting(place: ui.element) -> Iterator[None]:
    """While the block runs, and once it has for 0.4 s, `place` shows that it is being loaded."""
    later = asyncio.get_running_loop().call_later(AFTER, _show, place, True)
    try:
        yield
    finally:
        later.cancel()
        _show(place, False)


def _show(place: ui.element, waits: bool) -> None:
    if place.is_deleted or waits == ("aria-busy" in place.props):
        return
    if waits:
        place.props["aria-busy"] = "true"
        place.classes(add="waits")
    else:
        place.props.pop("aria-busy", None)
        place.classes(remove="waits")
    place.update()

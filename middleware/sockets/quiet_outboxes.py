"""NiceGUI's outbox of each open page wakes up each second to see that there is nothing: here it sleeps until there is.

It is most of what pages cost that nobody touches. This touches NiceGUI's internals, which is pinned exactly.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from nicegui import outbox


class _Patient:
    """`asyncio` as the outbox sees it: it waits for its event, which is also set when it has to end, however long."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def wait_for(self, event: Coroutine[Any, Any, bool], timeout: float) -> bool:  # noqa: ASYNC109, ARG002 - theirs
        return await event


PATIENT: Final = _Patient()


def install() -> None:
    """Once a process, before the first page."""
    outbox.asyncio = PATIENT  # type: ignore[attr-defined, assignment]

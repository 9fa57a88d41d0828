"""A restored database beside the one that it will replace: worked on there, then put in its place at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Read = Callable[[str], Awaitable[Sequence[Row]]]
"""Answers a query without parameters, in words that both databases know."""


@dataclass(frozen=True, slots=True)
class SideDatabase:
    """A backup's database at `url`; `read` asks the one that it will replace, None where there is nothing to ask.

    `take_place` puts it in that one's place, all or nothing, and answers which files keep what was there.
    """

    url: str
    read: Read | None
    take_place: Callable[[], Awaitable[tuple[Path, ...]]]

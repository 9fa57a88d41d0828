"""Ticked rows of a board: several together, or one alone, which is the one that Details show."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pages.console.board import Board


class Ticks:
    """`several` holds the IDs where it is more than one; `shown` tells which rows there are to tick."""

    def __init__(self, board: Board[Any, Any, Any], shown: Callable[[], set[str]]) -> None:
        self.board, self.shown = board, shown
        self.several: set[str] = set()

    @property
    def all(self) -> set[str]:
        """The IDs of all ticked rows."""
        opened = self.board.view.opened
        return self.several or ({str(opened)} if opened else set())

    async def toggle(self, row_id: str) -> None:
        """Tick a row, or no longer."""
        if row_id not in self.shown():
            return
        chosen = self.all ^ {row_id}
        self.several = chosen if len(chosen) > 1 else set()
        await self._open(UUID(next(iter(chosen))) if len(chosen) == 1 else None)

    async def toggle_all(self) -> None:
        """Tick every row of the page, or none."""
        shown = self.shown()
        self.several = set() if shown <= self.all else shown
        await self._open(None)

    def keep_shown(self) -> None:
        """Forget rows that are no longer shown."""
        self.several &= self.shown()

    async def _open(self, row_id: UUID | None) -> None:
        await self.board.select(row_id)
        self.board.source.draw()

"""What a person does on the Clients page: choosing, searching, sorting, selecting, and the commands."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from models import ClientState, ClientType
from pages.clients import client_urls
from pages.dialogs import client_dialogs
from services.clients.client_list import PAGE_SIZES, ClientQuery

if TYPE_CHECKING:
    from pages.clients.client_board import ClientBoard


class ClientMoves:
    """The handlers. What a browser sends is checked here or in the service that it reaches."""

    def __init__(self, board: "ClientBoard") -> None:
        self.board = board

    async def choose_type(self, value: str) -> None:
        """Another client type: its first page, without filter; the search stays."""
        if value in {each.value for each in ClientType} and value != self.board.view.query.kind.value:
            self.board.checked.clear()
            self.board.bulk.hide()
            await self.board.go(
                ClientQuery(ClientType(value), search=self.board.view.query.search, limit=self.board.view.query.limit)
            )

    async def search(self, words: str) -> None:
        """Search as somebody types; the step back is the page before the search."""
        if words.strip() != self.board.view.query.search:
            query = replace(self.board.view.query, search=words.strip()[:200], offset=0)
            await self.board.go(query, opened=self.board.view.opened, step=False)

    async def filter(self, state: ClientState | None) -> None:
        """Only clients in that state."""
        self.board.checked.clear()
        await self.board.go(replace(self.board.view.query, state=state, offset=0))

    async def sort(self, column: str) -> None:
        """Sort by a column, or turn its direction around."""
        await self.board.go(client_urls.sorted_by(self.board.view.query, column), opened=self.board.view.opened)

    async def turn(self, by: int) -> None:
        """The next page or the one before."""
        query = self.board.view.query
        await self.board.go(
            replace(query, offset=max(0, query.offset + by * query.limit)), opened=self.board.view.opened
        )

    async def resize(self, rows: str) -> None:
        """So many rows a page."""
        if rows in {str(size) for size in PAGE_SIZES}:
            await self.board.go(
                replace(self.board.view.query, limit=int(rows), offset=0), opened=self.board.view.opened
            )

    async def open(self, client_id: str) -> None:
        """Select this row alone and open Details."""
        if any(row.id == client_id for row in self.board.grid.rows):
            self.board.checked.clear()
            self.board.bulk.hide()
            await self.board.go(opened=UUID(client_id))

    async def close(self) -> None:
        """Close Details."""
        self.board.checked.clear()
        await self.board.go()
        self.board.draw()

    async def toggle(self, client_id: str) -> None:
        """Add a row to the selection, or drop it. One alone is what Details shows."""
        if not any(row.id == client_id for row in self.board.grid.rows):
            return
        chosen = self.board.selected ^ {client_id}
        self.board.checked = chosen if len(chosen) > 1 else set()
        await self.board.go(opened=UUID(next(iter(chosen))) if len(chosen) == 1 else None)
        self.board.draw()

    async def toggle_all(self) -> None:
        """Select every row of the page, or none."""
        everyone = {row.id for row in self.board.grid.rows}
        self.board.checked = set() if everyone <= self.board.selected else everyone
        await self.board.go()
        self.board.draw()

    async def clear_selection(self) -> None:
        """Select nothing."""
        self.board.checked.clear()
        self.board.bulk.hide()
        self.board.draw()

    async def add(self) -> None:
        """Add Client."""
        await client_dialogs.open_add_client(self.board.view.query.kind, self._open_new)

    async def edit(self) -> None:
        """Edit Client."""
        if self.board.view.opened:
            await client_dialogs.open_edit_client(self.board.view.opened)

    async def remove(self) -> None:
        """Remove Client."""
        if self.board.view.opened:
            await client_dialogs.open_remove_client(self.board.view.opened, self._close_removed)

    async def _open_new(self, client_id: UUID) -> None:
        await self.board.go(opened=client_id)

    async def _close_removed(self, client_id: UUID) -> None:
        if self.board.view.opened == client_id:
            await self.close()

    async def show_all(self) -> None:
        """Drop search and filter."""
        await self.board.go(replace(self.board.view.query, search="", state=None, offset=0))

"""The commands of the Clients page."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from pages.clients.client_details import ShownClient
from pages.console.board import Board
from pages.dialogs import client_dialogs
from services.clients.client_list import ClientQuery, ClientRow


class ClientCommands:
    """Edit and Remove act on the client that Details show."""

    def __init__(
        self,
        board: Board[ClientQuery, ClientRow, ShownClient],
        on_added: Callable[[UUID], Awaitable[None]],
        on_close: Callable[[], Awaitable[None]],
    ) -> None:
        self.board, self.on_added, self.on_close = board, on_added, on_close

    async def add(self) -> None:
        """Add Client."""
        await client_dialogs.open_add_client(self.board.view.query.kind, self.on_added)

    async def edit(self) -> None:
        """Edit Client."""
        if self.board.item:
            await client_dialogs.open_edit_client(self.board.item.id)

    async def remove(self) -> None:
        """Remove Client."""
        if self.board.item:
            await client_dialogs.open_remove_client(self.board.item.id, self._close_removed)

    async def _close_removed(self, client_id: UUID) -> None:
        if self.board.view.opened == client_id:
            await self.on_close()

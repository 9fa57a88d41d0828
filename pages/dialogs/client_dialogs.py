"""The dialogs of clients: adding, editing, removing. Each holds the page while it is open."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import context

from models import ClientType
from pages.dialogs.client_adding import add_client
from pages.dialogs.client_editing import edit_client
from pages.dialogs.client_removing import remove_client


async def open_add_client(kind: ClientType, on_added: Callable[[UUID], Awaitable[None]]) -> None:
    """Add Client; `on_added` is told the new client's ID before its first secret is shown."""
    with context.client:
        await add_client(kind, on_added)


async def open_edit_client(client_id: UUID) -> None:
    """Edit Client."""
    with context.client:
        await edit_client(client_id)


async def open_remove_client(client_id: UUID, on_removed: Callable[[UUID], Awaitable[None]]) -> None:
    """Remove Client; asks, and offers Undo."""
    with context.client:
        await remove_client(client_id, on_removed)

"""The dialogs of clients and secrets by the keys of their drafts, for opening one again after a lost connection."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from models import ClientType
from pages.console.reopening import Openers
from pages.dialogs.client_dialogs import open_add_client, open_edit_client
from pages.dialogs.secret_dialogs import open_add_secret, open_edit_secret


def client_openers(on_added: Callable[[UUID], Awaitable[None]]) -> Openers:
    """The dialogs of the Clients page."""
    return {
        "add-client": lambda kind: open_add_client(ClientType(kind), on_added),
        "edit-client": lambda client_id: open_edit_client(UUID(client_id)),
        "add-secret": lambda client_id: open_add_secret(UUID(client_id)),
        "edit-secret": lambda client_id, secret_id: open_edit_secret(UUID(client_id), int(secret_id)),
    }

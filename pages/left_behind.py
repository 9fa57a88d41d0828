"""After a lost connection or a restarted server the page loads again: open the dialog that was open."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from components.drafts import clear_draft, pending_drafts
from errors import NotFound
from models import ClientType
from pages.client_dialogs import open_add_client, open_edit_client
from pages.frame import current_person
from pages.secret_dialogs import open_add_secret, open_edit_secret


async def reopen_dialog(on_added: Callable[[UUID], Awaitable[None]]) -> None:
    """Open the dialog in which this person left unsaved text at this very address, if there is one."""
    person = await current_person()
    for key in await pending_drafts(str(person.id)):
        try:
            await _open(key.split("/")[1:], on_added)
        except (ValueError, NotFound):
            clear_draft(key)
        else:
            return


async def _open(parts: list[str], on_added: Callable[[UUID], Awaitable[None]]) -> None:
    match parts:
        case ["add-client", kind]:
            await open_add_client(ClientType(kind), on_added)
        case ["edit-client", client_id]:
            await open_edit_client(UUID(client_id))
        case ["add-secret", client_id]:
            await open_add_secret(UUID(client_id))
        case ["edit-secret", client_id, secret_id]:
            await open_edit_secret(UUID(client_id), int(secret_id))
        case _:
            raise ValueError(parts)

"""Remove Client: asks, counting what breaks; takes effect at once; Undo."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from components.forms.removal import Loss, ask_removal
from models import Client
from pages.console.frame import current_actor, current_person, say
from services.clients import clients, removed_clients
from services.secrets import secrets


async def remove_client(client_id: UUID, on_removed: Callable[[UUID], Awaitable[None]]) -> None:
    """Ask, remove, offer Undo."""
    person = await current_person()
    client = (await clients.get(person.actor, client_id)).client
    losses = [*await _secrets_lost(client), Loss("history", "", "You can restore it for 30 days, under the same ID.")]
    if client.type.has_secrets:
        losses[-1] = Loss("history", "", "You can restore it for 30 days, under the same ID and with its secrets.")
    lead = "Applications that sign in with this client are refused from the next request on."
    if await ask_removal("Remove Client", client.name, lead, losses) is None:
        return
    await clients.remove(current_actor(), client_id)

    async def undo() -> None:
        await removed_clients.restore(current_actor(), client_id)
        say(f"{client.name} restored.")

    say(f"{client.name} removed.", undo)
    await on_removed(client_id)


async def _secrets_lost(client: Client) -> list[Loss]:
    if not client.type.has_secrets:
        return []
    _, now = await secrets.policy(current_actor())
    active = [each for each in await secrets.list_secrets(current_actor(), client.id) if not each.expired(now)]
    if not active:
        return [Loss("key-round", "No active secret", "is lost.")]
    if len(active) == 1:
        return [Loss("key-round", "1 active secret", "stops working.")]
    return [Loss("key-round", f"{len(active)} active secrets", "stop working.")]

"""Telling every process of a change to a client or a person, with its version and who made it."""

from uuid import UUID

from models import Client, User
from services.access.access import Person
from services.live import feed
from services.live.changes import Change, Kind


async def announce_client(person: Person, client: Client) -> None:
    """Tell open pages that this client, or a secret of it, changed. Call it inside `db.tx`."""
    await feed.announce(Change(person.tenant_id, Kind.CLIENT, str(client.id), client.version, person.id))


async def announce_user(user: User, by: UUID | None) -> None:
    """Tell open pages that this person changed. Call it inside `db.tx`."""
    await feed.announce(Change(user.tenant_id, Kind.USER, str(user.id), user.version, by))

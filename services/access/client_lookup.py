"""Finding a client of the actor's tenant: what clients and their secrets share."""

from uuid import UUID

from errors import NotFound
from models import Client
from models.actions import TargetKind
from services.access import audit
from services.access.access import Person

NO_CLIENT = "There is no such client, or it was removed."


async def find(person: Person, client_id: UUID, *, lock: bool = False, removed: bool = False) -> Client:
    """The row itself, locked for the rest of the transaction where the database can. Raises NotFound."""
    rows = Client.of(person.tenant_id, removed=removed).filter(id=client_id)
    client: Client | None = await (rows.select_for_update() if lock else rows).first()
    if client is None:
        raise NotFound(NO_CLIENT)
    return client


def target_of(client: Client) -> audit.Target:
    """The client as an audit event's target."""
    return audit.Target(TargetKind.CLIENT, str(client.id), client.name, client.id)

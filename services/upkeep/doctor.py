"""What is counted and derived, compared with what it stands for. It reads every client and secret."""

from functools import partial

import db
from models import Client
from services.clients import client_tallies
from services.secrets import secrets, standings


async def examine() -> list[str]:
    """A sentence for each thing that isn't as it should be; none where all is well."""
    found = []
    if wrong := await standings.find_wrong():
        found.append(f"Clients whose rows say something else of their secrets than these do: {len(wrong):,}.")
    if number := await client_tallies.count_wrong():
        found.append(f"Counts of clients that differ from the clients: {number:,}.")
    return found


async def repair() -> None:
    """Derive and count again what `examine` finds.

    Nothing, but for secrets that an older replica changed beside this one, and for what was written by hand.
    """
    for client_id in await standings.find_wrong():
        await db.tx(partial(_derive_again, client_id))
    if await client_tallies.count_wrong():
        await client_tallies.count_again()


async def _derive_again(client_id: object) -> None:
    client = await Client.filter(id=client_id).select_for_update().first()
    if client:
        await secrets.set_first_expiry(client)

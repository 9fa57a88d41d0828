"""The doctor finds what is counted or derived wrongly, and puts it right."""

from models import Client, ClientTally, Secret
from models.clients import EXPIRES_NEVER
from services.clients import client_tallies
from services.live import clock
from services.upkeep import doctor
from tests.services.live.fleet import add_client
from tests.services.world import Somebody


async def test_nothing_is_found_where_all_is_well(elin: Somebody) -> None:
    await add_client(elin)
    assert await doctor.examine() == []


async def test_wrong_counts_are_found_and_counted_again(elin: Somebody) -> None:
    await add_client(elin)
    await ClientTally.all().delete()
    assert await doctor.examine() == ["Counts of clients that differ from the clients: 1."]
    await doctor.repair()
    assert await doctor.examine() == []


async def test_rows_that_contradict_their_secrets_are_found_and_derived_again(elin: Somebody) -> None:
    ids = [(await add_client(elin)).client.id for _ in range(4)]
    await Client.filter(id=ids[0]).update(expiring=True)
    await Client.filter(id=ids[1]).update(first_expiry=EXPIRES_NEVER)
    await Secret.filter(client_id=ids[2]).update(expires_at=await clock.now())
    await Secret.filter(client_id=ids[3]).delete()
    assert await doctor.examine() == ["Clients whose rows say something else of their secrets than these do: 4."]
    await doctor.repair()
    assert await doctor.examine() == []
    assert await client_tallies.count_wrong() == 0


async def test_rows_that_would_miss_their_next_expiry_are_found_before_it(elin: Somebody) -> None:
    """What a replica of the release before leaves of a secret that it adds: it knows no `stands_until`."""
    client = (await add_client(elin)).client
    await Client.filter(id=client.id).update(stands_until=None)
    assert await doctor.examine() == ["Clients whose rows say something else of their secrets than these do: 1."]
    await doctor.repair()
    assert (await Client.get(id=client.id)).stands_until is not None
    assert await doctor.examine() == []

"""What happens beside warm tokens: `python -m bench.beside KIND DATABASE_URL ORIGIN`, until its standard input ends.

Then it prints how often it happened. Sign-ins are what one writes, without the quarter second of hashing; they and the
bulk change come from a process of their own, as another replica's or the command line's do.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from itertools import cycle

import httpx

import db
from models import ClientType, Tenant
from services.access.actors import operator
from services.callers.issuers import PATH
from services.clients import bulk, clients
from services.clients.bulk import BulkAction
from services.clients.client_fields import ClientFields
from services.sign_in import sessions
from tests.services.world import make_person

PER_SECOND = 200
OTHERS = 1_000
"""Clients that a bulk change goes through."""
READY = "ready"
Work = Callable[[], Awaitable[object]]


async def sign_ins(_: str) -> Work:
    """People who sign in."""
    person = await make_person(await Tenant.get(), "Elin Berg")
    return lambda: sessions.begin(person.user.id, address="203.0.113.9", agent="bench")


async def device_codes(origin: str) -> Work:
    """Devices that ask for a code."""
    new = await clients.add(operator((await Tenant.get()).id), ClientType.DEVICE_CODE, ClientFields(name="Screen"))
    form = {"client_id": str(new.client.id), "scope": "openid"}
    http = httpx.AsyncClient(base_url=origin, limits=httpx.Limits(max_connections=8), timeout=60)
    return lambda: http.post(f"{PATH}/connect/deviceauthorization", data=form)


async def bulk_change(_: str) -> Work:
    """Clients that are disabled and enabled again, one after the other."""
    actor = operator((await Tenant.get()).id)
    added = [
        (await clients.add(actor, ClientType.DEVICE_CODE, ClientFields(name=f"Other {number}"))).client.id
        for number in range(OTHERS)
    ]
    turns = cycle((action, client) for action in (BulkAction.DISABLE, BulkAction.ENABLE) for client in added)

    async def change() -> None:
        action, client = next(turns)
        async for _ in bulk.run(actor, action, [client]):
            pass

    return change


KINDS = {"sign-ins": sign_ins, "device codes": device_codes, "bulk change": bulk_change}


async def repeat(work: Work, over: asyncio.Event) -> int:
    """Do it PER_SECOND times a second, eight at once at most, and tell how often it was done."""
    loop, done, places = asyncio.get_running_loop(), 0, asyncio.Semaphore(8)
    due = loop.time()

    async def once() -> None:
        nonlocal done
        async with places:
            await work()
        done += 1

    async with asyncio.TaskGroup() as group:
        while not over.is_set():
            group.create_task(once())
            due = max(due + 1 / PER_SECOND, loop.time() - 0.1)
            await asyncio.sleep(due - loop.time())
    return done


async def main(kind: str, database_url: str, origin: str) -> None:
    """Get ready, say so, and go on until nobody wants more."""
    over = asyncio.Event()
    async with db.connect(database_url):
        work = await KINDS[kind](origin)
        print(READY, flush=True)
        ended = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        ended.add_done_callback(lambda _: over.set())
        print(await repeat(work, over), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

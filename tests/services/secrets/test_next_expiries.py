"""The seconds until each tenant's next secret expires: right whatever has expired before, and read from indexes."""

import re
from uuid import UUID

import db
from models import ClientType, Secret
from models.clients import EXPIRES_NEVER
from services.clients import clients
from services.live import clock
from services.secrets import next_expiries, secrets
from services.secrets.secrets import SecretFields
from tests.services.live.fleet import add_client, after, age, fields, in_days
from tests.services.world import Somebody


async def days() -> dict[str, float]:
    """The days until the next expiry, by the tenant's name."""
    return {name: round(seconds / 86_400, 1) for (_, name), seconds in (await next_expiries.read()).items()}


async def add(by: Somebody, lifetime: float | None, kind: ClientType = ClientType.CLIENT_CREDENTIALS) -> UUID:
    """A client whose one secret lives so many days."""
    secret = SecretFields("First", None if lifetime is None else await after(lifetime))
    return (await clients.add(by.actor, kind, fields(kind), secret=secret)).client.id


async def test_tenant_is_told_of_its_earliest_secret(elin: Somebody, stranger: Somebody) -> None:
    await add(elin, 40)
    await add(elin, 20, ClientType.HYBRID)
    await add(stranger, 9)
    assert await days() == {"Northfield Water": 20, "Southmoor Rail": 9}


async def test_secret_beside_an_expired_one_counts(elin: Somebody) -> None:
    client_id = await add(elin, 2)
    await secrets.add(elin.actor, client_id, await in_days(30))
    await age(await Secret.get(description="First"), 10)
    assert await days() == {"Northfield Water": 30}


async def test_what_never_expires_or_was_removed_is_not_told(elin: Somebody) -> None:
    await add(elin, None)
    await add_client(elin, ClientType.AUTHORIZATION_CODE)
    await clients.remove(elin.actor, await add(elin, 3))
    assert await days() == {}


async def test_no_secret_and_no_client_is_read_one_by_one(elin: Somebody) -> None:
    if db.dialect() == "sqlite":
        sql = "EXPLAIN QUERY PLAN " + next_expiries.NEXT.sqlite
        rows = await db.connection().execute_query_dict(sql, [await clock.now(), EXPIRES_NEVER])
        steps = [row["detail"] for row in rows]
    else:
        await db.connection().execute_script("SET enable_seqscan = off")
        sql = "EXPLAIN " + next_expiries.NEXT.postgres
        rows = await db.connection().execute_query_dict(sql, [await clock.now(), EXPIRES_NEVER])
        steps = [row["QUERY PLAN"] for row in rows]
    scans = [step for step in steps if re.search(r"SCAN (client|secret)\b|Seq Scan on (client|secret)\b", step)]
    assert scans == []

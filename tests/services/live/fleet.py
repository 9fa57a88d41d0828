"""Clients and secrets for tests of services, made by the services themselves."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import db
from models import AuditEvent, ClientType, Secret
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.clients.clients import NewClient
from services.live import clock
from services.secrets import secrets
from services.secrets.secrets import NewSecret, SecretFields
from tests.services.world import Somebody

CALLBACK = "https://crew.northfield.example/signed-in"
CREDENTIALS = ClientType.CLIENT_CREDENTIALS
CODE = ClientType.AUTHORIZATION_CODE


def fields(kind: ClientType = CREDENTIALS, **values: Any) -> ClientFields:
    """Fields that break no rule, but for what `values` say."""
    if kind in (ClientType.AUTHORIZATION_CODE, ClientType.HYBRID):
        values.setdefault("redirect_uris", (CALLBACK,))
    return ClientFields(**{"name": "Leak detection model", **values})


async def add_client(by: Somebody, kind: ClientType = CREDENTIALS, *, client_id: str = "", **values: Any) -> NewClient:
    return await clients.add(by.actor, kind, fields(kind, **values), client_id=client_id)


async def add_secrets(by: Somebody, client_id: UUID, count: int) -> list[NewSecret]:
    return [await secrets.add(by.actor, client_id, await in_days(90, f"Number {number}")) for number in range(count)]


async def in_days(days: float, description: str = "") -> SecretFields:
    return SecretFields(description, await after(days))


async def after(days: float) -> datetime:
    """The database's clock, so many days later, to the minute."""
    return (await clock.now() + timedelta(days=days)).replace(second=0, microsecond=0)


async def age(secret: Secret, days: float) -> None:
    """Let a secret's expiration come `days` earlier, as time would."""
    assert secret.expires_at
    secret.expires_at -= timedelta(days=days)
    await secret.save()
    await secret.fetch_related("client")
    await secrets.set_first_expiry(secret.client)


async def actions(client_id: UUID | None = None) -> list[str]:
    """What the audit trail tells (of one client), oldest first."""
    rows = AuditEvent.filter(client_id=client_id) if client_id else AuditEvent.all()
    return [event.action for event in await rows.order_by("id")]


async def last_event() -> AuditEvent:
    return await AuditEvent.all().order_by("-id").first()  # type: ignore[return-value]


async def tables() -> Sequence[str]:
    """The names of all tables, the migrations' own included, but for those that SQLite keeps its search index in."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence' "
        "AND name NOT GLOB 'client_search*'",
        "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    }
    return [row["name"] for row in await db.connection().execute_query_dict(sql[db.dialect()])]


async def everything_stored() -> str:
    """Every value of every column of every table, as one text."""
    stored = {name: await db.connection().execute_query_dict(f'SELECT * FROM "{name}"') for name in await tables()}  # noqa: S608
    return json.dumps(stored, default=str)

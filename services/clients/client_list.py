"""What the grid shows: a page of clients, searched, filtered and sorted by the database, and counts by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count, Min

import db
from models import Client, ClientState, ClientType, Secret
from models.client_states import in_state
from models.clients import HAS_NO_SECRET, SOON
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.clients import client_search, client_tallies
from services.clients.client_search import MOST
from services.live import clock
from services.secrets import standings
from services.values import paging

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

SORTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("name_key", "id"),
        "id": ("id",),
        "enabled": ("-enabled", "name_key", "id"),
        "secrets": ("first_expiry", "name_key", "id"),
        "tags": ("tags_key", "name_key", "id"),
        "changed": ("changed_at", "id"),
    }
)
"""The sort columns by the word that stands in the URL; each has an index, and the ID decides between equals."""
_NEAR: Mapping[ClientState | None, tuple[str, ...]] = MappingProxyType(
    {
        ClientState.DISABLED: ("name", "enabled"),
        ClientState.NO_SECRET: ("name", "secrets"),
        ClientState.EXPIRED: ("name", "secrets"),
        ClientState.EXPIRING: ("name", "secrets"),
    }
)
"""States that an index begins with, and the orders that it has."""
_ENDS: Mapping[ClientState | None, timedelta] = MappingProxyType(
    {ClientState.EXPIRED: timedelta(), ClientState.EXPIRING: SOON}
)
"""How long from now the first secret of a client in that state has expired at the latest."""
NOT_COUNTED: Final = -1
"""The count of a state that a search with many hits was not counted in."""
PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """What to show; `descending` turns the sort's own direction around."""

    kind: ClientType
    search: str = ""
    state: ClientState | None = None
    sort: str = "name"
    descending: bool = False
    offset: int = 0
    limit: int = PAGE_SIZES[0]


@dataclass(frozen=True, slots=True)
class SecretSummary:
    """A client's secrets in numbers, at one moment."""

    active: int = 0
    expired: int = 0
    next_expiry: datetime | None = None
    """The earliest expiration among the active ones; None: they never expire."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One row of the grid; `secrets` None where the reader may not know."""

    client: Client
    secrets: SecretSummary | None


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A page of rows, how many there are in all, and the database's clock when they were read."""

    rows: tuple[ClientRow, ...]
    total: int
    now: datetime


async def list_clients(actor: Actor, query: ClientQuery) -> ClientPage:
    """A page of clients. Readers who may not see secrets can't filter or sort by them (Forbidden, recorded).

    Of a search that finds more than MOST the first MOST can be paged through.
    """
    person = await access.require_reader_by(actor, query.state, secrets=query.sort == "secrets")
    now = await standings.settle()
    size = (await client_tallies.by_state(person.tenant_id, query.kind))[query.state]
    rows, total = await _found(person, query, size, now)
    limit = query.limit if query.limit in PAGE_SIZES else PAGE_SIZES[0]
    offset = max(0, min(query.offset, max(0, total - 1)))
    page = await paging.read_page(rows, _order(query), paging.Span(offset - offset % limit, limit, total))
    return ClientPage(await _with_secrets(person, page, now), total, now)


async def read_rows(actor: Actor, client_ids: Sequence[UUID]) -> ClientPage:
    """These clients' rows, in one query; those that are gone or foreign are left out."""
    person = await access.identify(actor)
    now = await clock.now()
    found: Sequence[Client] = await Client.of(person.tenant_id).filter(id__in=list(client_ids)[:1000])
    return ClientPage(await _with_secrets(person, found, now), len(found), now)


async def has_any(actor: Actor, kind: ClientType, client_ids: Sequence[UUID]) -> bool:
    """Whether any of these is a client of that type, removed or not: one look at the primary key."""
    person = await access.identify(actor)
    return await Client.filter(id__in=client_ids, tenant_id=person.tenant_id, type=kind).exists()


async def count_by_state(actor: Actor, query: ClientQuery) -> dict[ClientState | None, int]:
    """How many match the search in each state (None: all of them); states of secrets for administrators only.

    Of a search that finds more than MOST, all are MOST + 1, and each state is NOT_COUNTED.
    """
    person = await access.identify(actor)
    await standings.settle()
    counts = await client_tallies.by_state(person.tenant_id, query.kind)
    if query.search.strip():
        found = await client_search.find(_scope(person, replace(query, state=None), counts[None]), query.search)
        counts = {None: MOST + 1, **dict.fromkeys(ClientState, NOT_COUNTED)} if found is None else await _count(found)
    told = person.is_administrator and query.kind.has_secrets
    return {state: number for state, number in counts.items() if told or state is None or not state.needs_secrets}


async def _count(client_ids: Sequence[UUID]) -> dict[ClientState | None, int]:
    rows: Sequence[Client] = await Client.filter(id__in=client_ids).only(
        "enabled", "expiring", "expired", "first_expiry"
    )
    return {
        None: len(rows),
        ClientState.ENABLED: sum(row.enabled for row in rows),
        ClientState.DISABLED: sum(not row.enabled for row in rows),
        ClientState.EXPIRING: sum(row.expiring for row in rows),
        ClientState.EXPIRED: sum(row.expired for row in rows),
        ClientState.NO_SECRET: sum(row.first_expiry == HAS_NO_SECRET for row in rows),
    }


def _scope(person: Person, query: ClientQuery, size: int) -> client_search.Scope:
    return client_search.Scope(person.tenant_id, query.kind, query.state, size)


async def _found(person: Person, query: ClientQuery, size: int, now: datetime) -> "tuple[QuerySet[Any], int]":
    """The rows that pages are cut from, before they are ordered, and how many they are; `size`: in that state.

    Where few rows match and the order is another index's, they are found in their own index first: reading in the
    order's index until a page is full would look at almost every row.
    """
    if query.search.strip():
        scope = _scope(person, query, size)
        found = await client_search.find(scope, query.search)
        if found is not None:
            return Client.filter(id__in=found), len(found)
        return scope.containing(query.search), MOST
    rows = Client.of(person.tenant_id, query.kind)
    if query.sort == "secrets" and query.state in _ENDS:  # the order's index has them at its beginning
        rows = rows.filter(first_expiry__lte=now + _ENDS[query.state])
    rows = in_state(rows, query.state)
    if query.state in _NEAR and query.sort not in _NEAR[query.state] and size <= MOST:
        few = rows.values_list("id", flat=True)  # PostgreSQL would read them in the order's index all the same
        rows = Client.filter(id__in=await few if db.dialect() == "postgres" else Subquery(few))
    return rows, size


def _order(query: ClientQuery) -> tuple[str, ...]:
    order = SORTS.get(query.sort, SORTS["name"])
    if not query.descending:
        return order
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


async def _with_secrets(person: Person, clients: Sequence[Client], now: datetime) -> tuple[ClientRow, ...]:
    if not person.is_administrator:
        return tuple(ClientRow(client, None) for client in clients)
    summaries = await _summaries([client.id for client in clients if client.type.has_secrets], now)
    return tuple(ClientRow(client, summaries.get(client.id, SecretSummary())) for client in clients)


async def _summaries(client_ids: Sequence[UUID], now: datetime) -> dict[UUID, SecretSummary]:
    if not client_ids:
        return {}
    active = Q(expires_at__gt=now) | Q(expires_at__isnull=True)
    found = (
        await Secret.filter(client_id__in=client_ids)
        .annotate(
            active=Count("id", _filter=active),
            expired=Count("id", _filter=Q(expires_at__lte=now)),
            next_expiry=Min("expires_at", _filter=Q(expires_at__gt=now)),
        )
        .group_by("client_id")
        .values("client_id", "active", "expired", "next_expiry")
    )
    return {
        row["client_id"]: SecretSummary(row["active"], row["expired"], _moment(row["next_expiry"])) for row in found
    }


def _moment(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value

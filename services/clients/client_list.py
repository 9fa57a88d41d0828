"""What the grid shows: a page of clients, searched, filtered and sorted by the database, and counts by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count, Min

from models import Client, ClientState, ClientType, Secret
from models.client_states import in_state
from models.clients import SOON
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.clients import client_tallies
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
_FEW = 2000
"""So few rows are sorted by themselves rather than looked for in the order's index."""
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
    """A page of clients. Readers who may not see secrets can't filter or sort by them (Forbidden, recorded)."""
    person = await access.require_reader_by(actor, query.state, secrets=query.sort == "secrets")
    now = await standings.settle()
    if query.search.strip():
        total = await in_state(_searched(person, query), query.state).count()
    else:
        total = (await client_tallies.by_state(person.tenant_id, query.kind))[query.state]
    rows = _found(person, query, total, now)
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
    """How many match the search in each state (None: all of them); states of secrets for administrators only."""
    person = await access.identify(actor)
    await standings.settle()
    if query.search.strip():
        counts = await _count_found(_searched(person, query))
    else:
        counts = await client_tallies.by_state(person.tenant_id, query.kind)
    told = person.is_administrator and query.kind.has_secrets
    return {state: number for state, number in counts.items() if told or state is None or not state.needs_secrets}


async def _count_found(rows: "QuerySet[Any]") -> dict[ClientState | None, int]:
    counts: dict[ClientState | None, int] = {None: 0, **dict.fromkeys(ClientState, 0)}
    for state in counts:
        counts[state] = await in_state(rows, state).count()
    return counts


def _searched(person: Person, query: ClientQuery) -> "QuerySet[Any]":
    return Client.matching(Client.of(person.tenant_id, query.kind), query.search)


def _found(person: Person, query: ClientQuery, total: int, now: datetime) -> "QuerySet[Any]":
    """The rows of a page, before they are ordered.

    Where few rows match and the order is another index's, they are found in their own index first: reading in the
    order's index until a page is full would look at almost every row.
    """
    found = _searched(person, query)
    if query.sort == "secrets" and query.state in _ENDS:  # the order's index has them at its beginning
        found = found.filter(first_expiry__lte=now + _ENDS[query.state])
    found = in_state(found, query.state)
    if query.search.strip() or (query.state in _NEAR and query.sort not in _NEAR[query.state] and total < _FEW):
        return Client.of(person.tenant_id, query.kind).filter(id__in=Subquery(found.values("id")))
    return found


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

"""Clients as the management API lists them: by type, IDs, tags, a role or a search, with their roles."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q, Subquery

from models import Client, ClientRole, ClientState, ClientType, Role
from models.client_states import in_state
from models.folding import fold
from services.access import access
from services.access.actors import Actor
from services.clients import client_search, client_tallies
from services.clients.client_search import Scope
from services.clients.clients import ClientView
from services.secrets import standings
from services.values import paging

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

MOST = 1000
"""Clients a page."""


async def list_views(
    actor: Actor,
    kind: ClientType,
    *,
    ids: Collection[UUID] | None = None,
    tags: Collection[str] = (),
    search: str = "",
    role_id: UUID | None = None,
    state: ClientState | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[list[ClientView], int]:
    """A page of the tenant's clients by name, and how many match. Everybody signed in may.

    A `state` of secrets is for Tenant Administrators. Raises Forbidden.

    `ids`: only these (None: all). `tags`: only clients that have every one, whatever its case. Three queries.
    """
    person = await access.require_reader_by(actor, state)
    await standings.settle()
    counts = await client_tallies.by_state(person.tenant_id, kind)
    rows = in_state(await _containing(Scope(person.tenant_id, kind, None, counts[None]), search), state)
    if ids is not None:
        rows = rows.filter(id__in=list(ids)[:MOST])
    if role_id is not None:
        rows = rows.filter(id__in=Subquery(ClientRole.filter(role_id=role_id).values("client_id")))
    for tag in list(tags)[:100]:
        rows = _tagged(rows, tag)
    narrowed = ids is not None or role_id is not None or tags or search.strip()
    total = await rows.count() if narrowed else counts[state]
    span = paging.Span(max(0, offset), min(max(1, limit), MOST), total)
    return await _with_roles(await paging.read_page(rows, ("name_key", "id"), span)), total


async def _containing(scope: Scope, search: str) -> "QuerySet[Any]":
    found = await client_search.find(scope, search) if search.strip() else None
    return scope.containing(search) if found is None else Client.filter(id__in=found)


def _tagged(rows: "QuerySet[Any]", tag: str) -> "QuerySet[Any]":
    """`search_text` has a line for each tag, the first line being the name."""
    line = "\n" + fold(tag.strip()).replace("\n", " ")
    return rows.filter(Q(search_text__contains=f"{line}\n") | Q(search_text__endswith=line))


async def _with_roles(clients: Sequence[Client]) -> list[ClientView]:
    roles: dict[UUID, list[Role]] = {client.id: [] for client in clients}
    held = ClientRole.filter(client_id__in=list(roles)).select_related("role").order_by("role__name_key")
    for row in await held if roles else ():
        roles[row.client_id].append(row.role)
    return [ClientView(client, tuple(roles[client.id])) for client in clients]

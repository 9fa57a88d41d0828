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
from services.clients.clients import ClientView
from services.secrets import standings

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

MOST = 1000
"""Clients a page."""
FARTHEST = 10**9
"""The databases' integers end somewhere; what comes in an address need not."""


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
    rows = Client.matching(Client.of(person.tenant_id, kind), search)
    if state:
        await standings.settle()
        rows = in_state(rows, state)
    if ids is not None:
        rows = rows.filter(id__in=list(ids)[:MOST])
    if role_id is not None:
        rows = rows.filter(id__in=Subquery(ClientRole.filter(role_id=role_id).values("client_id")))
    for tag in list(tags)[:100]:
        rows = _tagged(rows, tag)
    page: Sequence[Client] = (
        await rows.order_by("name_key", "id").offset(min(max(0, offset), FARTHEST)).limit(min(max(1, limit), MOST))
    )
    return await _with_roles(page), await rows.count()


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

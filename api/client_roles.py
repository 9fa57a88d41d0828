"""The roles of a client-credentials client, below both of the contract's paths."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from api import answers
from api.asking import Caller, ClientId, Paging
from api.client_shapes import KINDS
from api.clients import find
from api.role_shapes import RoleReference, RoleShape, show
from api.routing import does, reads_many, room
from models import Role
from services import clients
from services.actors import Actor
from services.clients import ClientView

_KIND = KINDS[0]
_FAILS = (400, 401, 403, 404, 409)


def routes() -> APIRouter:
    """The endpoints."""
    router = room("Roles of a client")
    for path, word in (("/ClientCredentialClients", "ClientCredentialClientRoles"), ("/Clients", "ClientRoles")):
        many = f"{path}/{{clientId}}/Roles"
        reads_many(router, many, _list, f"List{word}", RoleShape, "List the roles of a client")
        does(router, f"PUT {many}", _replace, f"Replace{word}", list[RoleShape], "Replace the roles", fails=_FAILS)
    return router


async def _list(actor: Caller, page: Paging, client_id: ClientId) -> Response:
    view = await _find(actor, client_id)
    return _page(view.roles, view.client.tenant_id, page.query, page.skip, page.count)


async def _replace(actor: Caller, client_id: ClientId, body: list[RoleReference]) -> Response:
    base = (await _find(actor, client_id)).fields
    wanted = replace(base, role_ids=tuple(role.id for role in body))
    view = await clients.edit(actor, client_id, base=base, wanted=wanted)
    return _page(view.roles, view.client.tenant_id)


async def _find(actor: Actor, client_id: UUID) -> ClientView:
    return await find(actor, _KIND, client_id)


def _page(roles: tuple[Role, ...], tenant_id: UUID, query: str = "", skip: int = 0, count: int = 1000) -> Response:
    wanted = [role for role in roles if query.strip().lower() in role.name.lower()]
    return answers.many([show(role, tenant_id) for role in wanted[skip:][:count]], len(wanted))

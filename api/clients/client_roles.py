"""The roles of a client-credentials client, below both of the contract's paths."""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Response

from api.clients.client_shapes import KINDS
from api.clients.clients import find
from api.parameters import Caller, ClientId, IfMatch, Paging, change_if_match
from api.people.held_roles import HEADERS, HeldRoles, answer, held
from api.people.role_shapes import RoleReference, RoleShape
from api.routing import does, reads_many, room
from services.access.preconditions import Thing
from services.clients import clients
from services.clients.clients import ClientView

_KIND = KINDS[0]


def routes() -> APIRouter:
    """The endpoints."""
    router = room("Roles of a client")
    for path, word in (("/ClientCredentialClients", "ClientCredentialClientRoles"), ("/Clients", "ClientRoles")):
        many, words = f"{path}/{{clientId}}/Roles", "List the roles of a client"
        reads_many(router, many, _list, f"List{word}", RoleShape, words, headers=HEADERS)
        does(router, f"PUT {many}", _replace, f"Replace{word}", list[RoleShape], "Replace the roles", headers=HEADERS)
    return router


async def _list(actor: Caller, page: Paging, client_id: ClientId) -> Response:
    return answer(_held(await find(actor, _KIND, client_id)), page)


async def _replace(actor: Caller, client_id: ClientId, body: list[RoleReference], if_match: IfMatch = None) -> Response:
    async def change(view: ClientView) -> ClientView:
        wanted = replace(view.fields, role_ids=tuple(role.id for role in body))
        return await clients.edit(actor, client_id, base=view.fields, wanted=wanted)

    read = partial(find, actor, _KIND, client_id)
    return answer(
        _held(await change_if_match(actor, Thing.CLIENT, client_id, if_match, read=read, show=_held, change=change))
    )


def _held(view: ClientView) -> HeldRoles:
    return held(view.roles)

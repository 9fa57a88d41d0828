"""Roles: list, add, get, change, remove, and who has one."""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response

from api import answers
from api.clients.client_shapes import ClientCredentialClient
from api.clients.client_shapes import show as show_client
from api.parameters import Caller, IfMatch, Paging, RoleId, change_if_match
from api.people.role_shapes import RoleInput, RoleShape, show
from api.people.user_shapes import UserShape
from api.people.user_shapes import show as show_user
from api.routing import does, reads_many, reads_one, room
from models import ClientType
from services.access.preconditions import Thing
from services.clients import client_pages
from services.people import roles, user_pages
from services.people.roles import RoleFields, RoleView


def routes() -> APIRouter:
    """The endpoints."""
    router, one = room("Roles"), "/Roles/{roleId}"
    reads_many(router, "/Roles", _list, "ListRoles", RoleShape, "List roles")
    does(router, "POST /Roles", _add, "CreateRole", RoleShape, "Add a role", status=201, fails=(400, 401, 403, 409))
    reads_one(router, one, _get, "GetRole", RoleShape, "Get a role")
    does(router, f"PUT {one}", _change, "UpdateRole", RoleShape, "Change a role")
    does(router, f"DELETE {one}", _remove, "DeleteRole", None, "Remove a role", status=204)
    reads_many(
        router, f"{one}/Clients", _clients, "ListRoleClients", ClientCredentialClient, "List who has it: clients"
    )
    reads_many(router, f"{one}/Users", _users, "ListRoleUsers", UserShape, "List who has it: people")
    return router


async def _list(request: Request, actor: Caller, page: Paging) -> Response:
    part, total = page.part(await roles.list_roles(actor), lambda role: role.name)
    return answers.many([_show(request, role) for role in part], total)


async def _add(request: Request, actor: Caller, body: RoleInput) -> Response:
    return answers.one(_show(request, await roles.add(actor, RoleFields(**body.given("id")))), 201)


async def _get(request: Request, actor: Caller, role_id: RoleId) -> Response:
    return answers.one(_show(request, await roles.get(actor, role_id)))


async def _change(
    request: Request, actor: Caller, role_id: RoleId, body: RoleInput, if_match: IfMatch = None
) -> Response:
    async def change(role: RoleView) -> RoleView:
        return await roles.edit(actor, role_id, base=role.fields, wanted=replace(role.fields, **body.given("id")))

    changed = await change_if_match(
        actor,
        Thing.ROLE,
        role_id,
        if_match,
        read=partial(roles.get, actor, role_id),
        show=partial(_show, request),
        change=change,
    )
    return answers.one(_show(request, changed))


async def _remove(request: Request, actor: Caller, role_id: RoleId, if_match: IfMatch = None) -> Response:
    async def remove(_: RoleView) -> None:
        await roles.remove(actor, role_id)

    await change_if_match(
        actor,
        Thing.ROLE,
        role_id,
        if_match,
        read=partial(roles.get, actor, role_id),
        show=partial(_show, request),
        change=remove,
    )
    return answers.nothing()


async def _clients(actor: Caller, page: Paging, role_id: RoleId) -> Response:
    await roles.get(actor, role_id)
    views, total = await client_pages.list_views(
        actor,
        ClientType.CLIENT_CREDENTIALS,
        role_id=role_id,
        search=page.query,
        offset=page.skip,
        limit=page.count,
    )
    return answers.many([show_client(view) for view in views], total)


async def _users(actor: Caller, page: Paging, role_id: RoleId) -> Response:
    await roles.get(actor, role_id)
    views, total = await user_pages.list_views(
        actor, role_id=role_id, search=page.query, offset=page.skip, limit=page.count
    )
    return answers.many([show_user(view) for view in views], total)


def _show(request: Request, role: RoleView) -> RoleShape:
    return show(role, request.state.tenant_id)

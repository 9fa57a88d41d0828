"""People: list, add, get, change, remove, their roles, links to choose a password, and what they allowed.

For Tenant Administrators; what somebody allowed is theirs to list and to withdraw too.
"""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response

from api import answers
from api.parameters import Caller, ClientId, Ids, IfMatch, Paging, UserId, change_if_match, read_ids
from api.people.held_roles import HEADERS, HeldRoles, answer, held
from api.people.role_shapes import RoleReference, RoleShape
from api.people.user_shapes import (
    Application,
    CreatedUser,
    NewUser,
    PasswordLink,
    UserChanges,
    UserShape,
    refuse_email,
    show,
    show_application,
)
from api.routing import does, reads_many, reads_one, room
from services.access.preconditions import Thing
from services.oauth import allowed_clients
from services.people import user_pages, users
from services.people.user_views import UserView
from web.site import site_of

_ONE = "/Users/{userId}"


def routes() -> APIRouter:
    """The endpoints."""
    router, one = room("Users"), _ONE
    reads_many(router, "/Users", _list, "ListUsers", UserShape, "List people")
    does(
        router,
        "POST /Users",
        _add,
        "CreateUser",
        CreatedUser,
        "Add a person",
        status=201,
        fails=(400, 401, 403, 409),
    )
    reads_one(router, one, _get, "GetUser", UserShape, "Get a person")
    does(router, f"PUT {one}", _change, "UpdateUser", UserShape, "Change a person")
    does(router, f"DELETE {one}", _remove, "DeleteUser", None, "Remove a person", status=204)
    many, words = f"{one}/Roles", "List the roles of a person"
    reads_many(router, many, _list_roles, "ListUserRoles", RoleShape, words, headers=HEADERS)
    does(
        router, f"PUT {many}", _replace_roles, "ReplaceUserRoles", list[RoleShape], "Replace the roles",
        headers=HEADERS,
    )  # fmt: skip
    does(
        router, f"POST {one}/PasswordLink", _make_link, "CreatePasswordLink", PasswordLink,
        "Make a link by which a person chooses a password", status=201, fails=(400, 401, 403, 404), headers={},
    )  # fmt: skip
    many = f"{one}/Applications"
    reads_many(router, many, _list_applications, "ListUserApplications", Application, "List what a person allowed")
    does(
        router, f"DELETE {many}/{{clientId}}", _withdraw, "WithdrawUserApplication", None,
        "Withdraw what a person allowed a client", status=204, fails=(400, 401, 403, 404),
    )  # fmt: skip
    return router


async def _list(actor: Caller, page: Paging, id: Ids = None) -> Response:
    views, total = await user_pages.list_views(
        actor, ids=read_ids(id), search=page.query, offset=page.skip, limit=page.count
    )
    return answers.many([show(view) for view in views], total)


async def _add(request: Request, actor: Caller, body: NewUser) -> Response:
    view, token = await users.add(
        actor, email=body.address() or "", name=body.full_name() or "", role_ids=body.role_ids or ()
    )
    shown = show(view)
    link = site_of(request).one_time_link(token)
    created = CreatedUser(**shown.model_dump(by_alias=False), invitation_link=link)
    return answers.one(created, 201, of=shown)


async def _get(actor: Caller, user_id: UserId) -> Response:
    return answers.one(show(await users.get(actor, user_id)))


async def _change(actor: Caller, user_id: UserId, body: UserChanges, if_match: IfMatch = None) -> Response:
    async def change(view: UserView) -> UserView:
        refuse_email(body, view)
        name, base = body.full_name(), view.fields
        wanted = replace(base, name=base.name if name is None else name)
        if body.role_ids is not None:
            wanted = replace(wanted, role_ids=tuple(body.role_ids))
        changed = await users.edit(actor, user_id, base=base, wanted=wanted)
        if body.enabled is None or body.enabled == view.enabled:
            return changed
        return await users.set_enabled(actor, user_id, body.enabled)

    read = partial(users.get, actor, user_id)
    # "*": whatever it is now, so that several changes of one request hold together or not at all
    return answers.one(
        show(await change_if_match(actor, Thing.USER, user_id, if_match or "*", read=read, show=show, change=change))
    )


async def _remove(actor: Caller, user_id: UserId, if_match: IfMatch = None) -> Response:
    async def remove(_: UserView) -> None:
        await users.remove(actor, user_id)

    await change_if_match(
        actor, Thing.USER, user_id, if_match, read=partial(users.get, actor, user_id), show=show, change=remove
    )
    return answers.nothing()


async def _list_roles(actor: Caller, page: Paging, user_id: UserId) -> Response:
    return answer(_held(await users.get(actor, user_id)), page)


async def _replace_roles(
    actor: Caller, user_id: UserId, body: list[RoleReference], if_match: IfMatch = None
) -> Response:
    async def change(view: UserView) -> UserView:
        wanted = replace(view.fields, role_ids=tuple(role.id for role in body))
        return await users.edit(actor, user_id, base=view.fields, wanted=wanted)

    read = partial(users.get, actor, user_id)
    return answer(
        _held(await change_if_match(actor, Thing.USER, user_id, if_match, read=read, show=_held, change=change))
    )


async def _make_link(request: Request, actor: Caller, user_id: UserId) -> Response:
    _, token = await users.new_password_link(actor, user_id)
    return answers.plain(PasswordLink(link=site_of(request).one_time_link(token)), 201)


async def _list_applications(actor: Caller, page: Paging, user_id: UserId) -> Response:
    part, total = page.part(await allowed_clients.list_allowed(actor, user_id), lambda allowed: allowed.client_name)
    return answers.many([show_application(allowed) for allowed in part], total)


async def _withdraw(actor: Caller, user_id: UserId, client_id: ClientId) -> Response:
    await allowed_clients.withdraw(actor, client_id, user_id)
    return answers.nothing()


def _held(view: UserView) -> HeldRoles:
    return held(view.roles)

"""Clients of the four types: list, add, get, change, remove."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api import answers
from api.clients.client_shapes import KINDS, ClientInput, Kind, show, show_new
from api.parameters import Caller, ClientId, Ids, IfMatch, Paging, State, Tags, change_if_match, read_ids
from api.routing import Endpoint, does, reads_many, reads_one, room, taking
from errors import NotFound, RuleViolation
from services.access.actors import Actor
from services.access.client_lookup import NO_CLIENT
from services.access.preconditions import Thing
from services.clients import client_pages, clients
from services.clients.client_fields import ClientFields
from services.clients.clients import ClientView
from services.secrets.secrets import SecretFields

_OF_SECRETS = ("secret_description", "secret_expiration_date")


def routes() -> APIRouter:
    """The endpoints of every type."""
    router = room("Clients")
    for kind in KINDS:
        word, one = kind.word, f"{kind.path}/{{clientId}}"
        reads_many(router, kind.path, _list(kind), f"List{word}s", kind.shape, f"List {word}s")
        does(
            router, f"POST {kind.path}", _add(kind), f"Create{word}", kind.created, f"Add a {word}",
            status=201, fails=(400, 401, 403, 409),
        )  # fmt: skip
        reads_one(router, one, _get(kind), f"Get{word}", kind.shape, f"Get a {word}")
        does(router, f"PUT {one}", _change(kind), f"Update{word}", kind.shape, f"Change a {word}")
        does(router, f"DELETE {one}", _remove(kind), f"Delete{word}", None, f"Remove a {word}", status=204)
    return router


async def find(actor: Actor, kind: Kind, client_id: UUID) -> ClientView:
    """The client, if it is of this type. Raises NotFound."""
    view = await clients.get(actor, client_id)
    if view.client.type is not kind.type:
        raise NotFound(NO_CLIENT)
    return view


def _list(kind: Kind) -> Endpoint:
    async def list_clients(
        actor: Caller, page: Paging, id: Ids = None, tag: Tags = None, state: State = None
    ) -> Response:
        views, total = await client_pages.list_views(
            actor,
            kind.type,
            ids=read_ids(id),
            tags=[text for text in tag or () if text.strip()],
            search=page.query,
            state=state,
            offset=page.skip,
            limit=page.count,
        )
        return answers.many([show(view) for view in views], total)

    return list_clients


def _add(kind: Kind) -> Endpoint:
    async def add_client(actor: Caller, body: ClientInput) -> Response:
        given = body.given()
        secret = SecretFields(given.get(_OF_SECRETS[0], ""), given.get(_OF_SECRETS[1]))
        new = await clients.add(
            actor,
            kind.type,
            ClientFields(**body.given("id", *_OF_SECRETS)),
            client_id=body.id or "",
            secret=secret if kind.type.has_secrets else None,
        )
        view = await clients.get(actor, new.client.id)
        return answers.one(show_new(new, view), 201, of=show(view))

    return taking(add_client, kind.new)


def _get(kind: Kind) -> Endpoint:
    async def get_client(actor: Caller, client_id: ClientId) -> Response:
        return answers.one(show(await find(actor, kind, client_id)))

    return get_client


def _change(kind: Kind) -> Endpoint:
    async def change_client(
        actor: Caller, client_id: ClientId, body: ClientInput, if_match: IfMatch = None
    ) -> Response:
        if body.id and body.id.lower() != str(client_id):
            raise RuleViolation({"id": f"{body.id} is not the client that the address names. An ID can't be changed."})

        async def change(view: ClientView) -> ClientView:
            base = view.fields
            return await clients.edit(actor, client_id, base=base, wanted=replace(base, **body.given("id")))

        view = await change_if_match(
            actor,
            Thing.CLIENT,
            client_id,
            if_match,
            read=partial(find, actor, kind, client_id),
            show=show,
            change=change,
        )
        return answers.one(show(view))

    return taking(change_client, kind.changes)


def _remove(kind: Kind) -> Endpoint:
    async def remove_client(actor: Caller, client_id: ClientId, if_match: IfMatch = None) -> Response:
        async def remove(_: ClientView) -> None:
            await clients.remove(actor, client_id)

        await change_if_match(
            actor,
            Thing.CLIENT,
            client_id,
            if_match,
            read=partial(find, actor, kind, client_id),
            show=show,
            change=remove,
        )
        return answers.nothing()

    return remove_client

"""Secrets of client-credentials and hybrid clients. A client may list, get and add its own ("Self")."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import answers
from api.clients.client_shapes import KINDS, Kind
from api.clients.clients import find
from api.clients.secret_shapes import ClientSecret, CreatedSecret, SecretInput, show, show_new
from api.parameters import Caller, ClientId, IfMatch, Paging, SecretId, change_if_match
from api.routing import Endpoint, does, reads_many, reads_one, room
from models import Secret
from services.access.preconditions import Thing
from services.leaks.made import Made, made_by
from services.leaks.removal import remove_with_made
from services.secrets import secrets
from services.secrets.secrets import SecretFields

WITH_MADE = (
    "Remove too what this secret's tokens made in the tenant, and what that made in turn: secrets, clients, people, "
    "links and roles. People who were there before, whose password was chosen with a link that it made, are disabled. "
    "Without it all stays, and the answer's headers have the Ids: Made-Secrets, Made-Clients, Made-Users, Made-Roles."
)

_MADE = {
    f"Made-{what}": {
        "description": f"The Ids of the {what.lower()} that this secret's tokens made, which stay.",
        "schema": {"type": "string"},
    }
    for what in ("Secrets", "Clients", "Users", "Roles")
}


def routes() -> APIRouter:
    """The endpoints of both types that have secrets."""
    router = room("Secrets")
    for kind in KINDS:
        if not kind.type.has_secrets:
            continue
        many, word = f"{kind.path}/{{clientId}}/Secrets", f"{kind.word}Secret"
        one = f"{many}/{{secretId}}"
        reads_many(router, many, _list(kind), f"List{word}s", ClientSecret, f"List the secrets of a {kind.word}")
        does(
            router, f"POST {many}", _add(kind), f"Add{word}", CreatedSecret, f"Add a secret to a {kind.word}",
            status=201, fails=(400, 401, 403, 404),
        )  # fmt: skip
        reads_one(router, one, _get(kind), f"Get{word}", ClientSecret, f"Get a secret of a {kind.word}")
        does(router, f"PUT {one}", _change(kind), f"Update{word}", ClientSecret, f"Change a secret of a {kind.word}")
        does(
            router,
            f"DELETE {one}",
            _remove(kind),
            f"Delete{word}",
            None,
            f"Remove a secret of a {kind.word}",
            status=204,
            headers=_MADE,
        )
    return router


def _list(kind: Kind) -> Endpoint:
    async def list_secrets(actor: Caller, page: Paging, client_id: ClientId) -> Response:
        await find(actor, kind, client_id)
        part, total = page.part(await secrets.list_secrets(actor, client_id), lambda secret: secret.description)
        return answers.many([show(secret) for secret in part], total)

    return list_secrets


def _add(kind: Kind) -> Endpoint:
    async def add_secret(actor: Caller, client_id: ClientId, body: SecretInput) -> Response:
        await find(actor, kind, client_id)
        new = await secrets.add(actor, client_id, body.new())
        return answers.one(show_new(new), 201, of=show(new.secret))

    return add_secret


def _get(kind: Kind) -> Endpoint:
    async def get_secret(actor: Caller, client_id: ClientId, secret_id: SecretId) -> Response:
        await find(actor, kind, client_id)
        return answers.one(show(await secrets.get(actor, client_id, secret_id)))

    return get_secret


def _change(kind: Kind) -> Endpoint:
    async def change_secret(
        actor: Caller, client_id: ClientId, secret_id: SecretId, body: SecretInput, if_match: IfMatch = None
    ) -> Response:
        await find(actor, kind, client_id)

        async def change(secret: Secret) -> Secret:
            base = SecretFields(secret.description, secret.expires_at)
            return await secrets.edit(actor, client_id, secret_id, base=base, wanted=body.over(base))

        changed = await change_if_match(
            actor,
            Thing.CLIENT,
            client_id,
            if_match,
            read=partial(secrets.get, actor, client_id, secret_id),
            show=show,
            change=change,
        )
        return answers.one(show(changed))

    return change_secret


def _remove(kind: Kind) -> Endpoint:
    async def remove_secret(
        actor: Caller,
        client_id: ClientId,
        secret_id: SecretId,
        with_made: Annotated[bool, Query(alias="withMade", description=WITH_MADE)] = False,
        if_match: IfMatch = None,
    ) -> Response:
        await find(actor, kind, client_id)

        async def remove(_: Secret) -> Made:
            if with_made:
                await remove_with_made(actor, client_id, secret_id)
                return Made()
            made = await made_by(actor, client_id, secret_id)
            await secrets.remove(actor, client_id, secret_id)
            return made

        read = partial(secrets.get, actor, client_id, secret_id)
        left = await change_if_match(actor, Thing.CLIENT, client_id, if_match, read=read, show=show, change=remove)
        answer = answers.nothing()
        answer.headers.update(_headers(left))
        return answer

    return remove_secret


def _headers(left: Made) -> dict[str, str]:
    people = (*left.people, *left.entered, *left.links)
    kinds: dict[str, Sequence[Any]] = {
        "Secrets": left.secrets,
        "Clients": left.clients,
        "Users": people,
        "Roles": left.roles,
    }
    return {f"Made-{what}": ", ".join(str(each.id) for each in made) for what, made in kinds.items() if made}

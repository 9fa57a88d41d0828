"""Secrets of client-credentials and hybrid clients. A client may list, get and add its own ("Self")."""

from functools import partial

from fastapi import APIRouter, Response

from api import answers
from api.asking import Caller, ClientId, IfMatch, Paging, SecretId, guarded
from api.client_shapes import KINDS, Kind
from api.clients import find
from api.routing import Endpoint, does, reads_many, reads_one, room
from api.secret_shapes import ClientSecret, CreatedSecret, SecretInput, show, show_new
from models import Secret
from services import secrets
from services.preconditions import Thing
from services.secrets import SecretFields


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
        )
    return router


def _list(kind: Kind) -> Endpoint:
    async def list_secrets(actor: Caller, page: Paging, client_id: ClientId) -> Response:
        await find(actor, kind, client_id)
        found = await secrets.list_secrets(actor, client_id)
        wanted = [secret for secret in found if page.query.strip().lower() in secret.description.lower()]
        return answers.many([show(secret) for secret in wanted[page.skip :][: page.count]], len(wanted))

    return list_secrets


def _add(kind: Kind) -> Endpoint:
    async def add_secret(actor: Caller, client_id: ClientId, body: SecretInput) -> Response:
        await find(actor, kind, client_id)
        new = await secrets.add(actor, client_id, body.over(SecretFields()))
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

        changed = await guarded(
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
        actor: Caller, client_id: ClientId, secret_id: SecretId, if_match: IfMatch = None
    ) -> Response:
        await find(actor, kind, client_id)

        async def remove(_: Secret) -> None:
            await secrets.remove(actor, client_id, secret_id)

        await guarded(
            actor,
            Thing.CLIENT,
            client_id,
            if_match,
            read=partial(secrets.get, actor, client_id, secret_id),
            show=show,
            change=remove,
        )
        return answers.nothing()

    return remove_secret

"""How the secrets of a client are used, and where they come from: which one can go. A client may read its own."""

from fastapi import APIRouter, Response

from api import answers
from api.clients.client_shapes import KINDS, Kind
from api.clients.clients import find
from api.parameters import Caller, ClientId, Paging
from api.routing import Endpoint, reads_many, room
from api.shapes import EXAMPLE_TIME, Moment, Shape, example
from models import Secret
from services.secrets import secret_usage, secrets
from services.secrets.secret_usage import SecretUsage


class UsedFrom(Shape):
    """An address that a secret was used from, and when last."""

    model_config = example(Address="203.0.113.9", LastUsedAt=EXAMPLE_TIME)
    address: str
    last_used_at: Moment


class SecretUse(Shape):
    """How a secret is used. `Uses`: in the last 30 days. `Addresses`: the latest 20.

    `Hint` is how its text begins. `MadeWith` is the Id of the secret that the client proved itself with when it added
    this one by itself.
    """

    model_config = example(
        Id=7,
        Description="Build server",
        Hint="kl_3mXb7LdPf4",
        CreatedAt=EXAMPLE_TIME,
        CreatedBy="Elin Berg",
        MadeWith=None,
        LastUsedAt=EXAMPLE_TIME,
        Uses=4102,
        Addresses=[{"Address": "203.0.113.9", "LastUsedAt": EXAMPLE_TIME}],
    )
    id: int
    description: str
    hint: str
    created_at: Moment
    created_by: str
    made_with: int | None
    last_used_at: Moment | None
    uses: int
    addresses: list[UsedFrom]


def routes() -> APIRouter:
    """The endpoints of both types that have secrets."""
    router = room("Secrets")
    for kind in KINDS:
        if kind.type.has_secrets:
            path, name = f"{kind.path}/{{clientId}}/SecretUsage", f"List{kind.word}SecretUsage"
            reads_many(router, path, _list(kind), name, SecretUse, f"List how the secrets of a {kind.word} are used")
    return router


def _list(kind: Kind) -> Endpoint:
    async def list_usage(actor: Caller, page: Paging, client_id: ClientId) -> Response:
        await find(actor, kind, client_id)
        found = await secrets.list_secrets(actor, client_id)
        usage = await secret_usage.of(actor, client_id)
        there = [secret for secret in found if secret.id in usage]  # one may have been added between the two
        part, total = page.part(there, lambda secret: secret.description)
        return answers.many([_show(secret, usage[secret.id]) for secret in part], total)

    return list_usage


def _show(secret: Secret, usage: SecretUsage) -> SecretUse:
    return SecretUse(
        id=secret.id,
        description=secret.description,
        hint=secret.hint,
        created_at=secret.created_at,
        created_by=secret.created_by_name,
        made_with=secret.created_by_secret_id,
        last_used_at=usage.last_used_at,
        uses=usage.uses,
        addresses=[UsedFrom(address=address, last_used_at=at) for address, at in usage.addresses],
    )

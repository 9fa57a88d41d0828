"""Removed clients: list, get, restore. The contract has none of it."""

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from api import answers
from api.clients.client_shapes import ClientShape
from api.clients.client_shapes import show as show_client
from api.parameters import Caller, ClientId, Paging
from api.routing import does, reads_many, reads_one, room
from api.shapes import EXAMPLE_CLIENT, EXAMPLE_TIME, Guid, Moment, Shape, example
from models import ClientType
from services.clients import clients, removed_clients
from services.clients.removed_clients import RemovedClient

_REMOVED = "/RemovedClients"


class RemovedClientShape(Shape):
    """A client that was removed, and until when it can be restored."""

    model_config = ConfigDict(
        title="RemovedClient",
        **example(
            Id=EXAMPLE_CLIENT,
            Name="Leak detection model",
            Type="client-credentials",
            RemovedAt=EXAMPLE_TIME,
            RemovedBy="Elin Berg",
            RestorableUntil=EXAMPLE_TIME,
        ),
    )
    id: Guid
    name: str
    type: ClientType
    removed_at: Moment | None
    removed_by: str
    restorable_until: Moment


def routes() -> APIRouter:
    """The endpoints."""
    router = room("More than the contract")
    reads_many(router, _REMOVED, _list_removed, "ListRemovedClients", RemovedClientShape, "List removed clients")
    one = f"{_REMOVED}/{{clientId}}"
    reads_one(router, one, _get_removed, "GetRemovedClient", RemovedClientShape, "Get a removed client")
    does(
        router, f"POST {one}/Restore", _restore, "RestoreClient", ClientShape, "Restore a removed client",
        fails=(400, 401, 403, 404),
    )  # fmt: skip
    return router


async def _list_removed(actor: Caller, page: Paging) -> Response:
    found, total = await removed_clients.list_removed(
        actor, search=page.query, offset=min(page.skip, 10**9), limit=page.count
    )
    return answers.many([_show(client) for client in found], total)


async def _get_removed(actor: Caller, client_id: ClientId) -> Response:
    return answers.one(_show(await removed_clients.read_removed(actor, client_id)))


async def _restore(actor: Caller, client_id: ClientId) -> Response:
    await removed_clients.restore(actor, client_id)
    return answers.one(show_client(await clients.get(actor, client_id)))


def _show(removed: RemovedClient) -> RemovedClientShape:
    client = removed.client
    return RemovedClientShape(
        id=client.id,
        name=client.name,
        type=client.type,
        removed_at=client.removed_at,
        removed_by=client.removed_by_name,
        restorable_until=removed.restorable_until,
    )

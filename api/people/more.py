"""Beyond the contract: removed clients and restoring them, several clients at once, the audit trail."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from api import answers, faults
from api.clients.client_shapes import ClientShape
from api.clients.client_shapes import show as show_client
from api.parameters import Caller, ClientId, Paging
from api.people.more_shapes import (
    AuditEventShape,
    BulkOutcome,
    BulkRequest,
    RemovedClientShape,
    show_event,
    show_removed,
)
from api.routing import ErrorBody, does, reads_many, reads_one, room
from services.access import activity
from services.clients import bulk, clients, removed_clients
from services.clients.bulk import BulkAction, BulkResult

_REMOVED = "/RemovedClients"
_EVENTS = "/AuditEvents"


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
    does(
        router, "POST /Clients/Bulk", _bulk, "ChangeClients", list[BulkOutcome], "Do something to several clients",
        status=207, fails=(400, 401, 403),
    )  # fmt: skip
    reads_many(router, _EVENTS, _list_events, "ListAuditEvents", AuditEventShape, "List what happened, newest first")
    reads_one(router, f"{_EVENTS}/{{eventId}}", _get_event, "GetAuditEvent", AuditEventShape, "Get an event")
    return router


async def _list_removed(actor: Caller, page: Paging) -> Response:
    found, total = await removed_clients.list_removed(
        actor, search=page.query, offset=min(page.skip, 10**9), limit=page.count
    )
    return answers.many([show_removed(client) for client in found], total)


async def _get_removed(actor: Caller, client_id: ClientId) -> Response:
    return answers.one(show_removed(await removed_clients.read_removed(actor, client_id)))


async def _restore(actor: Caller, client_id: ClientId) -> Response:
    await removed_clients.restore(actor, client_id)
    return answers.one(show_client(await clients.get(actor, client_id)))


async def _bulk(request: Request, actor: Caller, body: BulkRequest) -> Response:
    results = bulk.run(actor, BulkAction(body.action), body.client_ids, tags=body.tags or ())
    outcomes = [_outcome(request, result) async for result in results]
    return answers.many(outcomes, len(outcomes), 207)


async def _list_events(
    actor: Caller, page: Paging, client: Annotated[UUID | None, Query(description="Only of this client.")] = None
) -> Response:
    found, total = await activity.search(actor, page.query, offset=page.skip, limit=page.count, client_id=client)
    return answers.many([show_event(event) for event in found], total)


async def _get_event(actor: Caller, event_id: Annotated[int, Path(alias="eventId")]) -> Response:
    return answers.one(show_event(await activity.get(actor, event_id)))


def _outcome(request: Request, result: BulkResult) -> BulkOutcome:
    if result.refusal is None:
        return BulkOutcome(client_id=result.client_id, status=200, result=result.word)
    body = faults.body_of(request.state.operation_id, result.refusal)
    return BulkOutcome(
        client_id=result.client_id,
        status=faults.status_of(result.refusal),
        result=result.word,
        error=ErrorBody.model_validate(body),
    )

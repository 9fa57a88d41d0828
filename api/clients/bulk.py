"""Several clients at once, each with the answer that it would have had alone. Beyond the contract."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictStr

from api import answers, faults
from api.parameters import Caller
from api.routing import ErrorBody, does, room
from api.shapes import EXAMPLE_CLIENT, Guid, Input, Shape, example
from services.clients import bulk
from services.clients.bulk import BulkAction, BulkResult

_ACTIONS = Literal["Enable", "Disable", "Tag", "Remove"]


class BulkRequest(Input):
    """Something to do to several clients, each by itself. `Tags` for Tag only."""

    model_config = example(Action="Tag", ClientIds=[EXAMPLE_CLIENT], Tags=["night"])
    action: _ACTIONS
    client_ids: list[Guid] = Field(json_schema_extra={"minItems": 1, "maxItems": 100})
    tags: list[StrictStr] | None = None


class BulkOutcome(Shape):
    """What came of one client: the status and the error that it would have had alone."""

    model_config = example(ClientId=EXAMPLE_CLIENT, Status=200, Result="Tagged", Error=None)
    client_id: Guid
    status: int
    result: str
    error: ErrorBody | None = None


def routes() -> APIRouter:
    """The endpoints."""
    router = room("More than the contract")
    does(
        router, "POST /Clients/Bulk", _bulk, "ChangeClients", list[BulkOutcome], "Do something to several clients",
        status=207, fails=(400, 401, 403),
    )  # fmt: skip
    return router


async def _bulk(request: Request, actor: Caller, body: BulkRequest) -> Response:
    results = bulk.run(actor, BulkAction(body.action), body.client_ids, tags=body.tags or ())
    outcomes = [_outcome(request, result) async for result in results]
    return answers.many(outcomes, len(outcomes), 207)


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

"""The audit trail: list what happened, get an event. Beyond the contract."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict

from api import answers
from api.parameters import Caller, Paging
from api.routing import reads_many, reads_one, room
from api.shapes import EXAMPLE_CLIENT, EXAMPLE_TIME, Guid, Moment, Shape, example
from models import AuditEvent
from services.access import activity

_EVENTS = "/AuditEvents"


class AuditEventShape(Shape):
    """One change, refusal or sign-in: who, when, from where, by which way, before and after."""

    model_config = ConfigDict(
        title="AuditEvent",
        **example(
            Id=42,
            At=EXAMPLE_TIME,
            ActorKind="client",
            ActorId=EXAMPLE_CLIENT,
            ActorName="Automation",
            Surface="api",
            Address="203.0.113.9",
            Action="client.edited",
            TargetKind="client",
            TargetId=EXAMPLE_CLIENT,
            TargetName="Leak detection model",
            ClientId=EXAMPLE_CLIENT,
            Before={"Enabled": "Yes"},
            After={"Enabled": "No"},
            RequestId="0af7651916cd43dd8448eb211c80319c",
        ),
    )
    id: int
    at: Moment
    actor_kind: str
    actor_id: Guid | None
    actor_name: str
    surface: str
    address: str
    action: str
    target_kind: str
    target_id: str
    target_name: str
    client_id: Guid | None
    before: dict[str, Any]
    after: dict[str, Any]
    request_id: str | None


def routes() -> APIRouter:
    """The endpoints."""
    router = room("More than the contract")
    reads_many(router, _EVENTS, _list_events, "ListAuditEvents", AuditEventShape, "List what happened, newest first")
    reads_one(router, f"{_EVENTS}/{{eventId}}", _get_event, "GetAuditEvent", AuditEventShape, "Get an event")
    return router


async def _list_events(
    actor: Caller, page: Paging, client: Annotated[UUID | None, Query(description="Only of this client.")] = None
) -> Response:
    found, total = await activity.search(actor, page.query, offset=page.skip, limit=page.count, client_id=client)
    return answers.many([_show(event) for event in found], total)


async def _get_event(actor: Caller, event_id: Annotated[int, Path(alias="eventId")]) -> Response:
    return answers.one(_show(await activity.get(actor, event_id)))


def _show(event: AuditEvent) -> AuditEventShape:
    return AuditEventShape.model_validate({name: getattr(event, name) for name in AuditEventShape.model_fields})

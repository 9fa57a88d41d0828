"""What goes beyond the contract: removed clients, several clients at once, the audit trail."""

from typing import Any, Literal

from pydantic import ConfigDict, Field, StrictStr

from api.routing import ErrorBody
from api.shapes import EXAMPLE_CLIENT, EXAMPLE_TIME, Guid, Input, Moment, Shape, example
from models import AuditEvent, ClientType
from services.clients.removed_clients import RemovedClient

_ACTIONS = Literal["Enable", "Disable", "Tag", "Remove"]


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


def show_removed(removed: RemovedClient) -> RemovedClientShape:
    """A removed client as GET answers it."""
    client = removed.client
    return RemovedClientShape(
        id=client.id,
        name=client.name,
        type=client.type,
        removed_at=client.removed_at,
        removed_by=client.removed_by_name,
        restorable_until=removed.restorable_until,
    )


def show_event(event: AuditEvent) -> AuditEventShape:
    """An event as GET answers it."""
    return AuditEventShape.model_validate({name: getattr(event, name) for name in AuditEventShape.model_fields})

"""Which clients are in a state: a query over clients and their secrets."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Subquery

from models.clients import HAS_NO_SECRET, SOON, ClientState
from models.secrets import Secret

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


def in_state(rows: "QuerySet[Any]", state: ClientState | None, now: datetime) -> "QuerySet[Any]":
    """Those of the clients `rows` that are in `state` at `now` (the database's clock); all of them for None."""
    match state:
        case ClientState.ENABLED | ClientState.DISABLED:
            return rows.filter(enabled=state is ClientState.ENABLED)
        case ClientState.EXPIRING:
            soon = Secret.filter(expires_at__gt=now, expires_at__lte=now + SOON)
            return rows.filter(id__in=Subquery(soon.values("client_id")))
        case ClientState.EXPIRED:
            return rows.filter(first_expiry__lte=now)
        case ClientState.NO_SECRET:
            return rows.filter(first_expiry=HAS_NO_SECRET)
    return rows

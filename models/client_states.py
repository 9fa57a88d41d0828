"""Which clients are in a state, and how many: what follows from their secrets' dates stands in their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from models.clients import EXPIRES_NEVER, HAS_NO_SECRET, SOON, ClientState, ClientType

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client's row says of its secrets, by its columns' names; true until `stands_until` (None: always)."""

    first_expiry: datetime
    expired: bool
    expiring: bool
    stands_until: datetime | None

    @classmethod
    def of(cls, expirations: Collection[datetime | None], now: datetime) -> "Standing":
        """The standing at `now` (the database's clock) of a client whose secrets expire then (None: never)."""
        dates = sorted(date for date in expirations if date)
        turns = [turn for date in dates for turn in (date - SOON, date) if turn > now]
        return cls(
            first_expiry=dates[0] if dates else EXPIRES_NEVER if expirations else HAS_NO_SECRET,
            expired=bool(dates) and dates[0] <= now,
            expiring=any(now < date <= now + SOON for date in dates),
            stands_until=min(turns, default=None),
        )


class ClientTally(Model):
    """So many clients of a tenant and type, not removed, stand like this. Several rows may tell of the same: add them.

    Triggers on `client` keep it (docs/adr/0022-size.md): no service writes here.
    """

    id = fields.BigIntField(primary_key=True)
    tenant_id = fields.UUIDField()
    type = fields.CharEnumField(ClientType, max_length=20)
    enabled = fields.BooleanField()
    no_secret = fields.BooleanField()
    expired = fields.BooleanField()
    expiring = fields.BooleanField()
    number = fields.BigIntField()

    class Meta:
        table = "client_tally"
        indexes = (("tenant_id", "type", "enabled", "no_secret", "expired", "expiring"),)


def in_state(rows: "QuerySet[Any]", state: ClientState | None) -> "QuerySet[Any]":
    """Those of the clients `rows` that are in `state`, as their rows say it; all of them for None."""
    match state:
        case ClientState.ENABLED | ClientState.DISABLED:
            return rows.filter(enabled=state is ClientState.ENABLED)
        case ClientState.EXPIRING:
            return rows.filter(expiring=True)
        case ClientState.EXPIRED:
            return rows.filter(expired=True)
        case ClientState.NO_SECRET:
            return rows.filter(first_expiry=HAS_NO_SECRET)
    return rows

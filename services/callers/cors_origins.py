"""Origins that browsers may ask the token endpoints from: those that clients registered, each for itself."""

from models import Client, ClientType
from services.callers import client_cache
from services.live import freshness
from services.live.changes import Change, Kind


class _Memory:
    origins: frozenset[str] | None = None
    touched = 0
    """How often anything changed that they depend on."""


async def is_registered(origin: str) -> bool:
    """Whether any enabled client registered `origin`: all that is known of a preflight's sender."""
    proven, touched = freshness.is_proven(), _Memory.touched
    if proven and _Memory.origins is not None:
        return origin in _Memory.origins
    origins = await _read()
    if proven and touched == _Memory.touched:
        _Memory.origins = origins
    return origin in origins


async def is_of(origin: str, client_id: str) -> bool:
    """Whether the client with this ID is enabled and registered `origin`."""
    client = await client_cache.find(client_id)
    return client is not None and client.enabled and origin in client.allowed_cors_origins


def forget() -> None:
    """Forget all: at a start."""
    _Memory.origins = None
    _Memory.touched += 1


def hear(change: Change) -> None:
    """Forget all where a client changed."""
    if change.kind in (Kind.CLIENT, Kind.RELOAD):
        forget()


async def _read() -> frozenset[str]:
    rows = Client.filter(removed=False, enabled=True, type=ClientType.AUTHORIZATION_CODE)
    lists = await rows.exclude(allowed_cors_origins=[]).values_list("allowed_cors_origins", flat=True)
    return frozenset(origin for origins in lists for origin in origins)

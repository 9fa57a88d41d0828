"""Origins that browsers may ask the token endpoints from: those that clients registered, each for itself."""

from models import Client, ClientType
from services.callers import client_cache
from services.live import freshness


class _Memory:
    stamp: int | None = None
    origins: frozenset[str] = frozenset()


async def is_registered(origin: str) -> bool:
    """Whether any enabled client registered `origin`: all that is known of a preflight's sender."""
    stamp = freshness.stamp()
    if stamp is None or stamp != _Memory.stamp:
        _Memory.origins = await _read()
        _Memory.stamp = stamp
    return origin in _Memory.origins


async def is_of(origin: str, client_id: str) -> bool:
    """Whether the client with this ID is enabled and registered `origin`."""
    client = await client_cache.find(client_id)
    return client is not None and client.enabled and origin in client.allowed_cors_origins


def forget() -> None:
    """Forget all: at a start."""
    _Memory.stamp, _Memory.origins = None, frozenset()


async def _read() -> frozenset[str]:
    rows = Client.filter(removed=False, enabled=True, type=ClientType.AUTHORIZATION_CODE)
    lists = await rows.exclude(allowed_cors_origins=[]).values_list("allowed_cors_origins", flat=True)
    return frozenset(origin for origins in lists for origin in origins)

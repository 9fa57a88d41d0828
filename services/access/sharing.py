"""One reading for several people of a tenant: each is looked up, and those who may see the same share the answer."""

from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import TypeVar

from services.access import access
from services.access.actors import Actor
from services.live.news import Readings

T = TypeVar("T")


async def read_shared(readings: Readings, actor: Actor, question: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """What `read` answers to the actor, or to somebody of the same tenant and built-in roles who asked the same.

    `question` says all that the answer depends on but who asks, and belongs to one caller. Whoever asks is looked up,
    once a session. Raises SignedOut, and what `read` raises to the actor.
    """
    person = await readings.share(actor, partial(access.identify, actor))
    return await readings.share((person.tenant_id, person.role_types, question), read)

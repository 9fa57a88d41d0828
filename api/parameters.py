"""What endpoints take from a request beside its body: who asks, which page of a list, which ETag."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar, cast
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request

from api.answers import etag_of
from api.shapes import Shape
from errors import Stale
from models import ClientState
from models.folding import fold
from services.access.actors import Actor
from services.access.preconditions import Thing, while_held

T = TypeVar("T")
R = TypeVar("R")
STALE = "If-Match names another state than the present one."


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    skip: int
    count: int
    query: str

    def part(self, found: Sequence[T], words: Callable[[T], str]) -> tuple[list[T], int]:
        """This part of a list that is short enough to be read whole, and how many there are whose `words` match."""
        wanted = [each for each in found if fold(self.query.strip()) in fold(words(each))]
        return wanted[self.skip :][: self.count], len(wanted)


def _actor(request: Request) -> Actor:
    return cast(Actor, request.state.actor)


def _page(
    skip: Annotated[int, Query(ge=0, description="How many to leave out at the start.")] = 0,
    count: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100,
    query: Annotated[str, Query(description="Only what contains this text, whatever its case.")] = "",
) -> Page:
    return Page(skip, count, query)


def _tenant(tenantId: Annotated[UUID, Path(description="The tenant that the access token is for.")]) -> UUID:  # noqa: N803 - as in the path
    return tenantId


Caller = Annotated[Actor, Depends(_actor)]
Paging = Annotated[Page, Depends(_page)]
InTenant = Depends(_tenant)
Ids = Annotated[list[str] | None, Query(description="Only these; may be repeated. Empty ones are left out.")]
Tags = Annotated[list[str] | None, Query(description="Only those with this tag; repeated: with every one.")]
State = Annotated[
    ClientState | None,
    Query(
        description="Only those in this state. `expiring` (within 30 days), `expired` and `no-secret` tell of secrets, "
        "and are for Tenant Administrators."
    ),
]
ClientId = Annotated[UUID, Path(alias="clientId")]
SecretId = Annotated[int, Path(alias="secretId")]
RoleId = Annotated[UUID, Path(alias="roleId")]
UserId = Annotated[UUID, Path(alias="userId")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag that the change is based on.")]


def read_ids(ids: list[str] | None) -> list[UUID] | None:
    """The GUIDs that were asked for; what is none matches nothing. None: all."""
    given = [text.strip() for text in ids or () if text.strip()]
    return [found for text in given if (found := _guid(text))] if given else None


async def change_if_match(
    actor: Actor,
    thing: Thing,
    id: UUID,
    if_match: str | None,
    *,
    read: Callable[[], Awaitable[T]],
    show: Callable[[T], Shape],
    change: Callable[[T], Awaitable[R]],
) -> R:
    """Read the thing and change it; with If-Match only if it is still what the ETag says. Raises Stale."""

    async def work() -> R:
        found = await read()
        if if_match is not None and not _matches(if_match, etag_of(show(found))):
            raise Stale(STALE)
        return await change(found)

    return await (work() if if_match is None else while_held(actor, thing, id, work))


def _matches(given: str, current: str) -> bool:
    """Strong comparison (RFC 9110 section 8.8.3.2): a weak ETag matches nothing."""
    return given.strip() == "*" or current in [etag.strip() for etag in given.split(",")]


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

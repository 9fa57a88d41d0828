"""Several clients at once: one after the other, each by the same call as alone, with a result for each."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from errors import KeylodgeError, RuleViolation, SignedOut, Unavailable
from models.actions import Attempt
from models.folding import fold
from services.access import access
from services.access.actors import Actor
from services.clients import clients

MOST = 100
"""Clients in one go: a page of the grid."""


class BulkAction(StrEnum):
    """What can be done to several clients."""

    ENABLE = "Enable"
    DISABLE = "Disable"
    TAG = "Tag"
    REMOVE = "Remove"


_ATTEMPTS = {
    BulkAction.ENABLE: Attempt.CLIENT_BULK_ENABLE,
    BulkAction.DISABLE: Attempt.CLIENT_BULK_DISABLE,
    BulkAction.TAG: Attempt.CLIENT_BULK_TAG,
    BulkAction.REMOVE: Attempt.CLIENT_BULK_REMOVE,
}


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of one client; `sentence` says why where it was refused."""

    client_id: UUID
    name: str
    done: bool
    word: str
    sentence: str = ""
    refusal: KeylodgeError | None = None


async def run(
    actor: Actor, action: BulkAction, client_ids: Sequence[UUID], *, tags: Sequence[str] = ()
) -> AsyncIterator[BulkResult]:
    """Do `action` to each client, yielding each result as it comes.

    Raises Forbidden, SignedOut before the first, and RuleViolation for no tag or more than MOST clients.
    """
    await access.require_administrator(actor, _ATTEMPTS[action])
    chosen = list(dict.fromkeys(client_ids))
    if len(chosen) > MOST:
        raise RuleViolation({"clients": f"{len(chosen)} clients are selected. {MOST} at once is the most."})
    if action is BulkAction.TAG and not any(tag.strip() for tag in tags):
        raise RuleViolation({"tags": "There is no tag. Write one, then press Enter."})
    for client_id in chosen:
        name = str(client_id)
        try:
            view = await clients.get(actor, client_id)
            name = view.client.name
            word = await _act(actor, action, view, tuple(tags))
        except (SignedOut, Unavailable):
            raise
        except KeylodgeError as error:
            yield BulkResult(client_id, name, False, "Refused", str(error), error)
        else:
            yield BulkResult(client_id, name, True, word)


async def _act(actor: Actor, action: BulkAction, view: clients.ClientView, tags: tuple[str, ...]) -> str:
    if action is BulkAction.REMOVE:
        await clients.remove(actor, view.client.id)
        return "Removed"
    base = view.fields
    if action is BulkAction.TAG:
        there = {fold(tag) for tag in base.tags}
        new = tuple(tag for tag in tags if fold(tag.strip()) not in there)
        wanted, word = replace(base, tags=(*base.tags, *new)), "Tagged"
    else:
        enabled = action is BulkAction.ENABLE
        wanted, word = replace(base, enabled=enabled), "Enabled" if enabled else "Disabled"
    if wanted == base:
        return f"Already {word.lower()}"
    await clients.edit(actor, view.client.id, base=base, wanted=wanted)
    return word

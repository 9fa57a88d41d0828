"""What clients made by their tokens: noted with the event that tells of it, for whoever removes a leaked secret."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from models import MadeKind, Making
from models.actions import Action
from services.access.actors import Actor
from services.live import clock

_MADE: Final[Mapping[Action, MadeKind]] = {
    Action.SECRET_ADDED: MadeKind.SECRET,
    Action.CLIENT_ADDED: MadeKind.CLIENT,
    Action.USER_ADDED: MadeKind.USER,
    Action.ROLE_ADDED: MadeKind.ROLE,
    Action.USER_LINK_MADE: MadeKind.LINK,
}


async def note(tenant_id: UUID | None, actor: Actor, maker_id: UUID | None, action: Action, made_id: str) -> None:
    """Note what was made with a secret's token, or by what was made so. What people make of their own is no matter.

    A new link voids the earlier ones, whoever made them. Joins the caller's transaction.
    """
    kind = _MADE.get(action)
    if kind is None or tenant_id is None:
        return
    if kind is MadeKind.LINK:
        await Making.filter(kind=kind, made_id=made_id, used=False).delete()
    secret_id = actor.bearer.secret_id if actor.bearer else None
    if secret_id is not None or (maker_id is not None and await _is_made(maker_id)):
        made = Making(tenant_id=tenant_id, kind=kind, made_id=made_id, by_id=maker_id, by_secret_id=secret_id)
        made.at = await clock.now()
        await made.save()


async def note_use_of_link(user_id: UUID) -> None:
    """Note that a password was chosen with a link: whoever made the link may be in this account. Joins the caller's."""
    await Making.filter(kind=MadeKind.LINK, made_id=str(user_id)).update(used=True)


async def _is_made(maker_id: UUID) -> bool:
    made = await Making.filter(made_id=str(maker_id))
    return any(row.kind is not MadeKind.LINK or row.used for row in made)

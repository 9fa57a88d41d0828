"""Registering one more redirect URI, beside whatever others change at a client meanwhile."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from errors import RuleViolation
from models.actions import Attempt
from services.access import access
from services.access.actors import Actor
from services.access.preconditions import Thing, while_held
from services.clients import clients, redirects
from services.clients.client_fields import MOST_URIS, fields_of
from services.clients.clients import ClientView

_FULL = f"This client has {MOST_URIS} redirect URIs, the most it can have. Remove one with Edit Client first."


async def register(actor: Actor, client_id: UUID, uri: str) -> ClientView:
    """Add `uri` to the client's redirect URIs; changes nothing where answers may go there already.

    Raises RuleViolation, Forbidden, NotFound.
    """
    await access.require_administrator(actor, Attempt.CLIENT_EDIT, str(client_id))
    return await while_held(actor, Thing.CLIENT, client_id, partial(_add, actor, client_id, uri))


async def _add(actor: Actor, client_id: UUID, uri: str) -> ClientView:
    view = await clients.get(actor, client_id)
    kind, base = view.client.type, view.fields
    if "redirect_uris" not in fields_of(kind):
        raise RuleViolation({"redirect_uris": f"{kind.label} clients have no redirect URIs."})
    if redirects.is_registered(uri, base.redirect_uris):
        return view
    if len(base.redirect_uris) >= MOST_URIS:
        raise RuleViolation({"redirect_uris": _FULL})
    wanted = replace(base, redirect_uris=(*base.redirect_uris, uri))
    return await clients.edit(actor, client_id, base=base, wanted=wanted)

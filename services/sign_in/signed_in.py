"""Who is signed in in a browser, and since when: what an authorization rests on."""

from dataclasses import dataclass
from datetime import datetime

from errors import SignedOut
from models import Session
from services.access import access
from services.access.access import Person
from services.access.actors import Actor, Surface
from services.sign_in import sessions


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session of the console."""

    person: Person
    at: datetime
    """When the person proved themselves: the `auth_time` of ID tokens."""


async def find(token: str, address: str) -> SignedIn | None:
    """Whom the session with this cookie's token belongs to, by the database as it is now; None where it is over."""
    if not token:
        return None
    actor = Actor(Surface.CONSOLE, address, sessions.hash_token(token))
    try:
        person = await access.identify(actor)
    except SignedOut:
        return None
    session = await Session.filter(token_hash=actor.session_hash).first()
    if session is None:
        return None
    await sessions.touch(actor.session_hash)
    return SignedIn(person, session.created_at)

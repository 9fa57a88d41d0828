"""Sessions: signing in and out, staying signed in, ending them. The browser holds a token, the table its SHA-256."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import db
from errors import NotFound, RuleViolation, SignedOut
from models import Session, User
from models.actions import Action, TargetKind
from services.access import access, audit
from services.access.access import IDLE, LONGEST, Person
from services.access.actors import Actor, Surface
from services.access.announcing import announce_user
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.sign_in import passwords, throttle
from services.values import names

TOUCH = timedelta(minutes=1)
"""`seen_at` is written at most this often."""
DISABLED = "This account is disabled. Ask a Tenant Administrator to enable it."
NO_SESSION = "There is no such session, or it has ended."


@dataclass(frozen=True, slots=True)
class SessionView:
    """A signed-in browser as its person sees it; `id` is the token's hash, which signs nobody in."""

    id: str
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class _Stranger:
    """Whoever tried and was refused: an address, and a tenant if the account is known."""

    actor: Actor
    tenant_id: UUID | None
    id: None = None
    name: str = "Somebody"


def hash_token(token: str) -> str:
    """What the table and `Actor.session_hash` hold of a cookie's token (SHA-256, hex)."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


async def sign_in(
    email: str, password: str, *, address: str, agent: str, known_device: bool = False
) -> tuple[str, Person]:
    """Start a session: the cookie's token, which is told once, and the person.

    `known_device`: this browser signed in to this account before (`services.sign_in.devices`).
    Raises RuleViolation at `password`, the same for an unknown email, and TooManyAttempts with the seconds to wait.
    """
    attempt = await throttle.begin(email, address, known_device=known_device)
    user = await User.filter(email_key__in=names.email_keys(email)).first()
    matches = await passwords.verify(password, user.password_hash if user else None)
    if user is None or not matches or not user.enabled:
        await _record_refusal(user, address, attempt.failures)
        disabled = user is not None and matches
        raise RuleViolation({"password": DISABLED if disabled else _not_right(attempt)})
    return await db.tx(partial(_start, user, address, agent, attempt))


async def begin(user_id: UUID, *, address: str, agent: str) -> tuple[str, Person]:
    """Start a session for somebody who just proved themselves by a one-time link. Raises SignedOut if they are gone."""
    user = await User.filter(id=user_id).first()
    if user is None:
        raise SignedOut
    return await db.tx(partial(_start, user, address, agent, None))


async def sign_out(session_hash: str, *, address: str = "") -> None:
    """End one session; one that has ended already is no error."""

    async def work() -> None:
        session = await Session.filter(token_hash=session_hash).select_related("user").first()
        if session is None or not await revoke_all(session.user_id, only=session_hash):
            return
        person = _person(session.user, Actor(Surface.CONSOLE, address or session.address, session_hash))
        await audit.record(person, Action.SESSION_SIGNED_OUT, _target(session.user))

    await db.tx(work)


async def touch(session_hash: str) -> None:
    """Note that a session is in use; written at most once a minute, and never reviving one that has ended."""
    now = await clock.now()
    stale = Session.filter(
        token_hash=session_hash, seen_at__lt=now - TOUCH, seen_at__gt=now - IDLE, created_at__gt=now - LONGEST
    )
    if not await stale.exists():
        return

    async def work() -> None:
        await stale.update(seen_at=now)

    await db.tx(work)


async def revoke_all(user_id: UUID, *, except_hash: str | None = None, only: str | None = None) -> int:
    """End a person's sessions (but one, or only one), reaching their open pages; how many ended.

    Joins the caller's transaction. Records nothing: the caller knows why.
    """

    async def work() -> int:
        user = await User.get(id=user_id)
        rows = Session.filter(user_id=user_id)
        rows = rows.exclude(token_hash=except_hash) if except_hash else rows
        rows = rows.filter(token_hash=only) if only else rows
        ended = [session.token_hash for session in await rows.select_for_update().order_by("token_hash")]
        await Session.filter(token_hash__in=ended).delete()
        for session_hash in ended:
            await feed.announce(Change(user.tenant_id, Kind.SESSION, session_hash))
        return len(ended)

    return await db.tx(work)


async def list_sessions(actor: Actor) -> list[SessionView]:
    """The actor's own sessions, the latest used first."""
    person = await access.identify(actor)
    now = await clock.now()
    rows = Session.filter(user_id=person.id, seen_at__gt=now - IDLE, created_at__gt=now - LONGEST)
    return [
        SessionView(
            row.token_hash, row.address, row.agent, row.created_at, row.seen_at, row.token_hash == actor.session_hash
        )
        for row in await rows.order_by("-seen_at")
    ]


async def revoke(actor: Actor, session_hash: str) -> None:
    """End one of the actor's own sessions. Raises NotFound, for another person's too."""
    person = await access.identify(actor)

    async def work() -> None:
        user = await User.filter(id=person.id).first()
        if user is None or not await revoke_all(user.id, only=session_hash):
            raise NotFound(NO_SESSION)
        await audit.record(person, Action.SESSION_SIGNED_OUT, _target(user))

    await db.tx(work)


async def _start(user: User, address: str, agent: str, attempt: throttle.Attempt | None) -> tuple[str, Person]:
    """The row is read again under a lock: between the hash and here they may have been disabled or given a password."""
    seen_hash = user.password_hash
    locked = await User.filter(id=user.id).select_for_update().first()
    if locked is None or not locked.enabled or locked.password_hash != seen_hash:
        raise RuleViolation({"password": "This account changed just now. Sign in again."})
    now = await clock.now()
    token = secrets.token_urlsafe(32)
    await Session.create(
        token_hash=hash_token(token),
        user_id=user.id,
        created_at=now,
        seen_at=now,
        address=address[:64],
        agent=_printable(agent)[:300],
    )
    await User.filter(id=user.id).update(signed_in_at=now)
    if attempt:
        await throttle.succeed(attempt)
    actor = Actor(Surface.CONSOLE, address, hash_token(token))
    await audit.record(_person(locked, actor), Action.SESSION_SIGNED_IN, _target(locked))
    await announce_user(locked, locked.id)
    return token, await access.identify(actor)


async def _record_refusal(user: User | None, address: str, failures: int) -> None:
    """The first five and then each doubling: enough to see an attack, too few to be one. Never what was typed."""
    if failures > 5 and failures & (failures - 1):
        return
    stranger = _Stranger(Actor(Surface.CONSOLE, address), user.tenant_id if user else None)
    target = _target(user) if user else audit.Target(TargetKind.USER, "", "An unknown email")

    async def work() -> None:
        await audit.record(stranger, Action.SESSION_REFUSED, target, after={"Failures": failures})

    await db.tx(work)


def _not_right(attempt: throttle.Attempt) -> str:
    sentence = "Email or password is not right."
    if attempt.tries_left in (1, 2):
        tries = "one more try" if attempt.tries_left == 1 else "two more tries"
        return f"{sentence} After {tries}, signing in waits."
    return sentence


def _person(user: User, actor: Actor) -> Person:
    return Person(actor=actor, id=user.id, tenant_id=user.tenant_id, name=user.name, email=user.email)


def _target(user: User) -> audit.Target:
    return audit.Target(TargetKind.USER, str(user.id), user.name)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())

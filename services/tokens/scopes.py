"""Scopes: what there is, what an alias means, and what a request may ask (RFC 6749 section 3.3)."""

from collections.abc import Iterable

from services.callers.oauth_errors import invalid_scope

OPENID = "openid"
PROFILE = "profile"
EMAIL = "email"
OFFLINE = "offline_access"
API = "api"
KNOWN = (OPENID, PROFILE, EMAIL, OFFLINE, API)
"""In the order in which they are published and shown."""
ALIASES = {"ocsapi": API}
"""What the reference product's scripts ask for."""
FOR_CLIENTS = (API,)
"""What a client gets for itself; the others tell of a person."""
LONGEST = 500
"""Characters of a `scope` parameter."""


def parse(text: str, allowed: Iterable[str] = KNOWN, *, default: str = "") -> tuple[str, ...]:
    """The scopes that `text` asks for (`default` where it asks for none), each once, aliases resolved, in order.

    Raises OAuthError `invalid_scope` for one that is unknown or not `allowed`.
    """
    wanted = (text or default).split(" ") if text or default else []
    if len(text) > LONGEST:
        raise invalid_scope(f"scope has more than {LONGEST} characters.")
    found = {ALIASES.get(name, name) for name in wanted if name}
    permitted = set(allowed)
    if not found <= set(KNOWN):
        raise invalid_scope(f"A scope is unknown. There are: {' '.join(KNOWN)}.")
    if not found <= permitted:
        there_are = " ".join(name for name in KNOWN if name in permitted)
        raise invalid_scope(f"A scope is not for this client. It may ask for: {there_are}.")
    return tuple(name for name in KNOWN if name in found)


def for_client_itself(text: str) -> str:
    """The scope of a client-credentials token: `api`, whether asked for or not. Raises OAuthError."""
    return " ".join(parse(text, FOR_CLIENTS, default=API))

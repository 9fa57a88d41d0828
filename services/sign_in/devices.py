"""Browsers that an account has signed in from before: what a cookie may say of them, and that only we can say it."""

import base64
import hashlib
import hmac

from models.folding import fold
from services.keys import keys

MOST = 10
"""Accounts that one browser is remembered for; the oldest goes first."""
_SIGNATURE = 32
_NAME = 12
"""Bytes that name an account: enough that two never meet by chance, none of the email."""


def knows(cookie: str, email: str) -> bool:
    """Whether the browser that sent `cookie` signed in to `email`'s account before. A forged cookie knows nobody."""
    return _name(email) in _read(cookie)


def remember(cookie: str, email: str) -> str:
    """The cookie's next value: what `cookie` knew, and `email`'s account."""
    name = _name(email)
    names = [*(known for known in _read(cookie) if known != name), name][-MOST:]
    payload = b"".join(names)
    return base64.urlsafe_b64encode(_sign(payload) + payload).decode().rstrip("=")


def _read(cookie: str) -> list[bytes]:
    try:
        raw = base64.b64decode(cookie.encode("ascii") + b"=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return []
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if len(payload) > MOST * _NAME or len(payload) % _NAME or not hmac.compare_digest(signature, _sign(payload)):
        return []
    return [payload[at : at + _NAME] for at in range(0, len(payload), _NAME)]


def _name(email: str) -> bytes:
    return hmac.new(_key(), fold(email.strip()).encode(errors="replace"), hashlib.sha256).digest()[:_NAME]


def _sign(payload: bytes) -> bytes:
    return hmac.new(_key(), b"known\0" + payload, hashlib.sha256).digest()


def _key() -> bytes:
    return keys.derive("known devices")

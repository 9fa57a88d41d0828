"""Browsers that an account has signed in from before: what a cookie may say of them, and that only we can say it."""

from services.keys import seals
from services.values.names import email_key

MOST = 10
"""Accounts that one browser is remembered for; the oldest goes first."""
_NAME = 16
"""Characters that name an account: enough that two never meet by chance, none of the email."""


def knows(cookie: str, email: str) -> bool:
    """Whether the browser that sent `cookie` signed in to `email`'s account before. A forged cookie knows nobody."""
    return _name(email) in _read(cookie)


def remember(cookie: str, email: str) -> str:
    """The cookie's next value: what `cookie` knew, and `email`'s account."""
    name = _name(email)
    names = [*(known for known in _read(cookie) if known != name), name][-MOST:]
    return seals.sign("known devices", ".".join(names))


def _read(cookie: str) -> list[str]:
    return seals.read("known devices", cookie).split(".")


def _name(email: str) -> str:
    return seals.seal("names of accounts", email_key(email))[:_NAME]

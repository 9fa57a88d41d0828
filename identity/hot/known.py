"""What is asked the short way, and by whom. What bytes mean is remembered; whether it holds is judged each time."""

import secrets
from dataclasses import dataclass, field
from hashlib import blake2b

from cachetools import LRUCache

from identity import forms
from identity.forms import Form
from services.callers import client_authentication
from services.callers.client_authentication import AuthenticatedClient

REMEMBERED = 4096
"""Requests whose meaning is kept in mind, under a keyed hash of their bytes."""
LONGEST = 4096
"""Bytes of a body that is remembered."""


@dataclass(frozen=True, slots=True)
class Known:
    """A request's form, but for the secret that may stand in it, and the client that proved itself with that secret."""

    form: Form = field(repr=False)
    caller: AuthenticatedClient


def read(authorization: bytes, body: bytes) -> Known | None:
    """What these bytes ask, of a client that is known as it is now; None: somebody has to look. Raises OAuthError."""
    key = blake2b(b"\0".join((authorization, body)), key=_key).digest()  # no header holds a zero
    before = _meanings.get(key)
    if before is not None:
        caller = client_authentication.confirm(before.caller)
        return None if caller is None else Known(before.form, caller)
    form = forms.parse(body)
    caller = client_authentication.recognise(client_authentication.credentials(authorization.decode("latin-1"), form))
    if caller is None:
        return None
    found = Known({name: value for name, value in form.items() if name != "client_secret"}, caller)
    if len(body) <= LONGEST:
        _meanings[key] = found
    return found


_key = secrets.token_bytes(32)
_meanings: LRUCache[bytes, Known] = LRUCache(REMEMBERED)

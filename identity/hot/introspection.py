"""Introspection (RFC 7662)."""

import orjson

from identity.hot.known import Known
from services.tokens.token_introspection import introspect


async def answer(asked: Known) -> bytes | None:
    """What there is to know of a token; None: the full endpoint has to look. Raises OAuthError likewise."""
    token = asked.form.get("token")
    return None if token is None else orjson.dumps(await introspect(token, asked.caller))

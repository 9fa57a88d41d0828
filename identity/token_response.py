"""What the token endpoint answers (RFC 6749 section 5.1)."""

from dataclasses import dataclass, field

import orjson
from starlette.responses import Response

from identity.errors import NO_STORE
from services.tokens.access_tokens import IssuedToken


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """An access token, and what was asked for beside it."""

    access_token: IssuedToken
    scope: str
    refresh_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)


def token_response(given: TokenAnswer) -> Response:
    """The answer as JSON, never to be stored."""
    return Response(token_body(given), 200, NO_STORE, media_type="application/json")


def token_body(given: TokenAnswer) -> bytes:
    """The answer's JSON."""
    body = {
        "access_token": given.access_token.text,
        "token_type": "Bearer",
        "expires_in": given.access_token.expires_in,
        "scope": given.scope,
    }
    if given.refresh_token:
        body["refresh_token"] = given.refresh_token
    if given.id_token:
        body["id_token"] = given.id_token
    return orjson.dumps(body)

"""Introspection (RFC 7662), for confidential clients: is this token good now?"""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from identity import client_requests
from identity.errors import NO_STORE
from services.callers.oauth_errors import invalid_request
from services.tokens.token_introspection import introspect


async def introspection(request: Request) -> Response:
    """What there is to know of a token. Raises OAuthError."""
    form = await client_requests.read_form(request)
    authenticated = await client_requests.authenticate(request, form)
    if "token" not in form:
        raise invalid_request("token is missing.")
    told = await introspect(form["token"], authenticated)
    return Response(orjson.dumps(told), headers=NO_STORE, media_type="application/json")

"""Revocation (RFC 7009): a client gives up a token of its own."""

from starlette.requests import Request
from starlette.responses import Response

from identity import client_requests
from identity.errors import NO_STORE
from services.callers.oauth_errors import OAuthError, invalid_request
from services.tokens import access_tokens, token_revocation


async def revocation(request: Request) -> Response:
    """200 whether or not there was such a token (section 2.2). Public clients say who they are. Raises OAuthError."""
    form = await client_requests.read_form(request)
    client = (await client_requests.authenticate(request, form)).client
    if "token" not in form:
        raise invalid_request("token is missing.")
    try:
        claims = access_tokens.verify_signature(form["token"], access_tokens.TYPE)
    except OAuthError:
        await token_revocation.revoke_refresh_token(form["token"], client)
    else:
        await token_revocation.revoke_access_token(claims, client)
    return Response(status_code=200, headers=NO_STORE)

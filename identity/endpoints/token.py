"""The token endpoint (RFC 6749 section 3.2)."""

from starlette.requests import Request
from starlette.responses import Response

from identity import client_requests
from identity.grants import GRANTS
from identity.token_response import token_response
from services.callers.oauth_errors import OAuthError, invalid_request
from services.oauth import authorizations
from services.tokens import token_figures
from web.requests import address


async def token(request: Request) -> Response:
    """Give tokens for a grant. Raises OAuthError."""
    form = await client_requests.read_form(request)
    grant_type = form.get("grant_type", "")
    if not grant_type:
        raise invalid_request("grant_type is missing.")
    redeem = GRANTS.get(grant_type)
    if redeem is None:
        raise OAuthError("unsupported_grant_type", f"There are: {' '.join(GRANTS)}.")
    authenticated = await client_requests.authenticate(request, form)
    authorizations.refuse_foreign_tenant(form, authenticated.client)
    answer = await redeem(form, authenticated, address(request.scope))
    token_figures.TOKENS.add(grant_type)
    return token_response(answer)

"""The grant type `authorization_code` (RFC 6749 section 4.1.3)."""

from identity.forms import Form
from identity.grants import for_people
from identity.token_response import TokenAnswer
from models import ClientType
from services.callers.client_authentication import AuthenticatedClient
from services.callers.oauth_errors import invalid_request, unauthorized_client
from services.oauth import authorization_codes

TYPES = (ClientType.AUTHORIZATION_CODE, ClientType.HYBRID)


async def redeem(form: Form, authenticated: AuthenticatedClient, _address: str) -> TokenAnswer:
    """Tokens for a code. Raises OAuthError."""
    client = authenticated.client
    if client.type not in TYPES:
        raise unauthorized_client(f"{client.type.label} clients may not use this grant type.")
    for name in ("code", "redirect_uri"):
        if name not in form:
            raise invalid_request(f"{name} is missing.")
    redeemed = await authorization_codes.redeem(
        client,
        code=form["code"],
        redirect_uri=form["redirect_uri"],
        verifier=form.get("code_verifier", ""),
        resource=form.get("resource", ""),
    )
    grant = redeemed.grant
    return for_people.answer(
        client, grant, redeemed.person, scope=grant.scope, refresh_token=redeemed.refresh_token, nonce=grant.nonce
    )

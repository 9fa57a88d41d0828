"""The token endpoint for clients that act for themselves (RFC 6749 section 4.4)."""

from identity.grants import client_credentials
from identity.hot.known import Known
from identity.token_response import token_body
from services.oauth import authorizations
from services.tokens import token_figures

GRANT_TYPE = "client_credentials"


async def answer(asked: Known) -> bytes | None:
    """An access token; None: the full endpoint has to look. Raises OAuthError likewise."""
    if asked.form.get("grant_type") != GRANT_TYPE:
        return None
    authorizations.refuse_foreign_tenant(asked.form, asked.caller.client)
    body = token_body(client_credentials.give(asked.form, asked.caller))
    token_figures.TOKENS.add(GRANT_TYPE)
    return body

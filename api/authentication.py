"""Who asks: a bearer token of ours for this API, judged afresh at every request (RFC 6750)."""

from starlette.datastructures import Headers
from starlette.types import Scope

from services.access import access
from services.access.actors import Actor, Surface
from services.callers.oauth_errors import OAuthError, insufficient_scope, invalid_token
from services.tokens import access_tokens, audiences
from web.requests import address

SCOPE = "api"
MISSING = "This needs an access token: Authorization: Bearer …"


async def authenticate(scope: Scope) -> Actor:
    """The actor that the request's token makes ask; notes the token's tenant in the scope's state.

    Raises OAuthError for a token that is missing, wrong, or for something else, and SignedOut where what it rests on
    (client, secret, person, consent) is gone.
    """
    token = await access_tokens.read(_bearer(Headers(scope=scope)), audiences.api())
    if SCOPE not in token.scopes:
        raise insufficient_scope(SCOPE)
    actor = Actor(Surface.API, address(scope), bearer=token.bearer)
    person = await access.identify(actor)
    if person.tenant_id != token.tenant_id:
        raise invalid_token()
    scope["state"]["tenant_id"] = token.tenant_id
    return actor


def _bearer(headers: Headers) -> str:
    given = headers.getlist("authorization")
    scheme, _, text = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not text.strip():
        raise OAuthError("", MISSING, status=401)
    return text.strip()

"""ID tokens (OpenID Connect Core section 2): who signed in, when, and for which client."""

from typing import Any

from authlib.oidc.core.util import create_half_hash

from models import Grant
from services.access.access import Person
from services.callers import issuers
from services.callers.client_cache import KnownClient
from services.keys import signing_keys
from services.live import clock
from services.tokens import access_tokens, scopes

TYPE = "JWT"
LIFETIME = 300
"""Seconds: it is read when it comes, and proves nothing later."""


def issue(
    client: KnownClient, grant: Grant, person: Person, *, nonce: str = "", access_token: str = "", code: str = ""
) -> str:
    """Sign one. With `code` it goes through the browser, and names nobody: name and email are asked for elsewhere."""
    algorithm = signing_keys.id_token_algorithm()
    now = int(clock.seconds())
    claims: dict[str, Any] = {
        "iss": issuers.current().url,
        "sub": str(grant.user_id),
        "aud": client.text_id,
        "exp": now + LIFETIME,
        "iat": now,
        "auth_time": int(grant.authenticated_at.timestamp()),
        "tid": str(client.tenant_id),
    }
    if nonce:
        claims["nonce"] = nonce
    if code:
        claims["c_hash"] = create_half_hash(code, algorithm).decode()
    else:
        claims |= about(person, grant.scope.split())
    if access_token:
        claims["at_hash"] = create_half_hash(access_token, algorithm).decode()
    return access_tokens.sign(claims, TYPE, signing_keys.signer(algorithm))


def about(person: Person, granted: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """The claims of a person that these scopes open (section 5.4). No mail was ever sent to prove an address."""
    claims: dict[str, Any] = {}
    if scopes.PROFILE in granted:
        claims["name"] = person.name
    if scopes.EMAIL in granted:
        claims |= {"email": person.email, "email_verified": False}
    return claims

"""What this issuer can do, for clients that ask: OpenID Connect Discovery 1.0 and RFC 8414, one document for both."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from identity.grants import GRANTS
from services.callers import issuers
from services.keys import signing_keys
from services.oauth import authorizations
from services.tokens import scopes

SECONDS = 3600
_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "tid", "name", "email", "email_verified")
_CONFIDENTIAL = ["client_secret_basic", "client_secret_post"]


async def discovery(_: Request) -> Response:
    """The document, made of the settings and never of the request."""
    return Response(
        orjson.dumps(document()),
        headers={"cache-control": f"public, max-age={SECONDS}", "access-control-allow-origin": "*"},
        media_type="application/json",
    )


def document() -> dict[str, Any]:
    """The metadata."""
    endpoint = issuers.current().endpoint
    return {
        "issuer": issuers.current().url,
        "authorization_endpoint": endpoint("/connect/authorize"),
        "token_endpoint": endpoint("/connect/token"),
        "userinfo_endpoint": endpoint("/connect/userinfo"),
        "jwks_uri": endpoint("/.well-known/openid-configuration/jwks"),
        "introspection_endpoint": endpoint("/connect/introspect"),
        "revocation_endpoint": endpoint("/connect/revocation"),
        "end_session_endpoint": endpoint("/connect/endsession"),
        "device_authorization_endpoint": endpoint("/connect/deviceauthorization"),
        "scopes_supported": list(scopes.KNOWN),
        "claims_supported": list(_CLAIMS),
        "response_types_supported": list(authorizations.RESPONSE_TYPES),
        "response_modes_supported": list(authorizations.RESPONSE_MODES),
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [signing_keys.id_token_algorithm()],
        "token_endpoint_auth_methods_supported": [*_CONFIDENTIAL, "none"],
        "introspection_endpoint_auth_methods_supported": _CONFIDENTIAL,
        "revocation_endpoint_auth_methods_supported": [*_CONFIDENTIAL, "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": list(authorizations.PROMPTS),
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }

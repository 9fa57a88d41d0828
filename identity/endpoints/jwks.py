"""The keys that tokens are signed with (RFC 7517)."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from services.keys import signing_keys


async def jwks(_: Request) -> Response:
    """The key set. Keys are published an hour before they sign, so an hour is how long it may be kept."""
    return Response(
        orjson.dumps(signing_keys.key_set()),
        headers={
            "cache-control": f"public, max-age={signing_keys.JWKS_SECONDS}",
            "access-control-allow-origin": "*",
        },
        media_type="application/jwk-set+json",
    )

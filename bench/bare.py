"""The measure: a bare Starlette route that only signs (or verifies) ES256, and looks at nothing of the request."""

import time
import uuid
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

KEY = ECKey.generate_key("P-256", {"kid": "bench"}, private=True)


def sign() -> str:
    """A token with as many claims as Keylodge's."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": "http://127.0.0.1:8080/identity",
        "sub": "00000000-0000-0000-0000-000000000000",
        "aud": "http://127.0.0.1:8080/api/v1",
        "exp": now + 3600,
        "iat": now,
        "jti": uuid.uuid4().hex,
        "client_id": "00000000-0000-0000-0000-000000000000",
        "scope": "api",
    }
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "bench"}, claims, KEY, ["ES256"])


TOKEN = sign()


async def token(request: Request) -> JSONResponse:
    """Sign one."""
    await request.body()
    return JSONResponse({"access_token": sign(), "token_type": "Bearer", "expires_in": 3600})


async def introspect(request: Request) -> JSONResponse:
    """Verify one."""
    await request.body()
    return JSONResponse({"active": True, **jwt.decode(TOKEN, KEY, ["ES256"]).claims})


app = Starlette(
    routes=[Route("/token", token, methods=["POST"]), Route("/introspect", introspect, methods=["POST"])],
)

"""The device authorization endpoint (RFC 8628 section 3.1)."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from identity import client_requests
from identity.endpoints.device import PATH
from identity.errors import NO_STORE
from models import ClientType
from services.callers.oauth_errors import invalid_scope, unauthorized_client
from services.oauth import authorizations, device_codes
from services.tokens import audiences, scopes
from web.site import site_of

ALLOWED = tuple(name for name in scopes.KNOWN if name != scopes.OFFLINE)
"""Device clients have no refresh tokens."""


async def device_authorization(request: Request) -> Response:
    """Codes for a device that wants somebody to sign in on it. Raises OAuthError."""
    form = await client_requests.read_form(request)
    client = (await client_requests.authenticate(request, form)).client
    if client.type is not ClientType.DEVICE_CODE:
        raise unauthorized_client(f"{client.type.label} clients may not use this endpoint.")
    authorizations.refuse_foreign_tenant(form, client)
    scope = " ".join(scopes.parse(form.get("scope", ""), ALLOWED))
    if not scope:
        raise invalid_scope(f"scope is missing. There are: {' '.join(ALLOWED)}.")
    audience = audiences.choose(form.get("resource", ""), client.audiences)
    new = await device_codes.begin(client, scope=scope, audience=audience)
    page = site_of(request).url(PATH)
    body = {
        "device_code": new.device_code,
        "user_code": new.user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={new.user_code}",
        "expires_in": new.expires_in,
        "interval": new.interval,
    }
    return Response(orjson.dumps(body), headers=NO_STORE, media_type="application/json")

"""The grant type of devices (RFC 8628 section 3.4)."""

from identity.forms import Form
from identity.grants import for_people
from identity.token_response import TokenAnswer
from models import ClientType
from services.callers.client_authentication import AuthenticatedClient
from services.callers.oauth_errors import invalid_request, unauthorized_client
from services.oauth import device_codes

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"


async def redeem(form: Form, authenticated: AuthenticatedClient, _address: str) -> TokenAnswer:
    """Tokens for a device once somebody allowed it. Raises OAuthError, `authorization_pending` until then."""
    client = authenticated.client
    if client.type is not ClientType.DEVICE_CODE:
        raise unauthorized_client(f"{client.type.label} clients may not use this grant type.")
    if "device_code" not in form:
        raise invalid_request("device_code is missing.")
    grant, person = await device_codes.redeem(client, form["device_code"])
    return for_people.answer(client, grant, person, scope=grant.scope)

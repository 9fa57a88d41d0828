"""Grant types of the token endpoint, one file each.

`GRANTS` says which there are; each redeems what a client sends for tokens, or raises OAuthError.
"""

from collections.abc import Awaitable, Callable

from identity.forms import Form
from identity.grants import authorization_code, client_credentials, device_code, refresh_token
from identity.token_response import TokenAnswer
from services.callers.client_authentication import AuthenticatedClient

Redeem = Callable[[Form, AuthenticatedClient, str], Awaitable[TokenAnswer]]
"""(form, client, address): raises OAuthError."""

GRANTS: dict[str, Redeem] = {
    "client_credentials": client_credentials.redeem,
    "authorization_code": authorization_code.redeem,
    "refresh_token": refresh_token.redeem,
    device_code.GRANT_TYPE: device_code.redeem,
}

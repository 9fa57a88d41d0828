"""The grant type `client_credentials`: a client acts for itself (RFC 6749 section 4.4)."""

from identity.forms import Form
from identity.token_response import TokenAnswer
from models import ClientType
from services.callers.client_authentication import AuthenticatedClient
from services.callers.oauth_errors import unauthorized_client
from services.tokens import access_tokens, audiences, scopes


async def redeem(form: Form, authenticated: AuthenticatedClient, _address: str) -> TokenAnswer:
    """An access token that rests on the secret the client proved itself with. Raises OAuthError."""
    return give(form, authenticated)


def give(form: Form, authenticated: AuthenticatedClient) -> TokenAnswer:
    """The same for whoever can't wait: it asks nobody. Raises OAuthError."""
    client, secret = authenticated.client, authenticated.secret
    if client.type is not ClientType.CLIENT_CREDENTIALS or secret is None:
        raise unauthorized_client(f"{client.type.label} clients may not use this grant type.")
    scope = scopes.for_client_itself(form.get("scope", ""))
    audience = audiences.choose(form.get("resource", ""), client.audiences)
    token = access_tokens.issue(
        client, scope=scope, audience=audience, handle=secret.handle, role_names=client.role_names
    )
    return TokenAnswer(token, scope)

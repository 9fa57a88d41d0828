"""The grant type `refresh_token` (RFC 6749 section 6), rotated at each use."""

from identity.forms import Form
from identity.grants import for_people
from identity.token_response import TokenAnswer
from services.callers.client_authentication import AuthenticatedClient
from services.callers.oauth_errors import invalid_request, invalid_target, unauthorized_client
from services.tokens import grants, refresh_tokens, scopes


async def redeem(form: Form, authenticated: AuthenticatedClient, _address: str) -> TokenAnswer:
    """New tokens for a refresh token. Raises OAuthError; nothing is used up by a request that asks for too much."""
    client = authenticated.client
    if not client.allow_offline_access:
        raise unauthorized_client("This client may not use refresh tokens.")
    if "refresh_token" not in form:
        raise invalid_request("refresh_token is missing.")
    token = await refresh_tokens.find(client, form["refresh_token"])
    grant = token.grant
    person = await grants.holder(client, grant)
    if form.get("resource", grant.resource) != grant.resource:
        raise invalid_target("resource is not the one that the person agreed to.")
    scope = " ".join(scopes.parse(form.get("scope", ""), grant.scope.split(), default=grant.scope))
    following = await refresh_tokens.rotate(client, token)
    return for_people.answer(client, grant, person, scope=scope, refresh_token=following)

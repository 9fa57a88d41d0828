"""What the grant types answer that let a client act for a person."""

from identity.token_response import TokenAnswer
from models import Grant
from services.access.access import Person
from services.callers.client_cache import KnownClient
from services.tokens import access_tokens, id_tokens, scopes


def answer(
    client: KnownClient, grant: Grant, person: Person, *, scope: str, refresh_token: str = "", nonce: str = ""
) -> TokenAnswer:
    """An access token that rests on the grant, and an ID token where `openid` was granted."""
    token = access_tokens.issue(
        client,
        scope=scope,
        audience=grant.resource,
        handle=str(grant.id),
        subject=str(grant.user_id),
        role_names=person.role_names,
        more={"auth_time": int(grant.authenticated_at.timestamp())},
    )
    id_token = ""
    if scopes.OPENID in scope.split():
        id_token = id_tokens.issue(client, grant, person, nonce=nonce, access_token=token.text)
    return TokenAnswer(token, scope, refresh_token, id_token)

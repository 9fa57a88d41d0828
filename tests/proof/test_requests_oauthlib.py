"""requests-oauthlib signs in, and is refused, as Authlib is: another hand, the same server."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from models import Tenant
from tests.e2e.server import Server
from tests.identity.clients import TestClient
from tests.proof.conftest import CALLBACK
from tests.proof.visitor import Visitor
from tests.services.world import Somebody

TOKEN = "/identity/connect/token"
USERINFO = "/identity/connect/userinfo"
SCOPE = ["openid", "profile", "email", "api", "offline_access"]
BY_BASIC_AND_BY_FORM = pytest.mark.parametrize("in_form", [False, True])


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library asks for this before it speaks to a server on the loopback address without TLS."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


async def elsewhere(function: Callable[..., Any], *values: Any, **options: Any) -> Any:
    """Call what blocks in a thread of its own."""
    return await asyncio.to_thread(function, *values, **options)


def as_itself(machine: TestClient, *, in_form: bool) -> tuple[OAuth2Session, dict[str, Any]]:
    session = OAuth2Session(client=BackendApplicationClient(machine.id))
    how = {"include_client_id": True, "client_secret": machine.secret} if in_form else {"auth": machine.basic}
    return session, how


@BY_BASIC_AND_BY_FORM
async def test_program_gets_a_token_and_reads_the_api(
    server: Server, machine: TestClient, tenant: Tenant, in_form: bool
) -> None:
    session, how = as_itself(machine, in_form=in_form)
    token = await elsewhere(session.fetch_token, server.url + TOKEN, **how)
    assert token["scope"] == ["api"]
    answer = await elsewhere(session.get, f"{server.url}/api/v1/Tenants/{tenant.id}/ClientCredentialClients")
    assert [found["Id"] for found in answer.json()] == [machine.id]


@BY_BASIC_AND_BY_FORM
async def test_program_with_a_wrong_secret_is_refused(server: Server, machine: TestClient, in_form: bool) -> None:
    session, how = as_itself(TestClient(machine.id, "wrong", 0), in_form=in_form)
    with pytest.raises(OAuth2Error, match="invalid_client"):
        await elsewhere(session.fetch_token, server.url + TOKEN, **how)


async def sign_in(server: Server, session: OAuth2Session, secret: str, visitor: Visitor) -> dict[str, Any]:
    url, _ = session.authorization_url(f"{server.url}/identity/connect/authorize")
    back = await visitor.walk(url, CALLBACK)
    more = {"client_secret": secret} if secret else {}
    token: dict[str, Any] = await elsewhere(
        session.fetch_token, server.url + TOKEN, authorization_response=back, include_client_id=True, **more
    )
    return token


@pytest.mark.parametrize("kind", ["app", "web"])
async def test_person_signs_in_and_stays_signed_in(
    server: Server, visitor: Visitor, elin: Somebody, kind: str, app: TestClient, web: TestClient
) -> None:
    registered = app if kind == "app" else web
    session = OAuth2Session(registered.id, redirect_uri=CALLBACK, scope=SCOPE, pkce="S256")
    first = await sign_in(server, session, registered.secret, visitor)
    how = {"auth": registered.basic} if registered.secret else {"client_id": registered.id}
    renewed = await elsewhere(session.refresh_token, server.url + TOKEN, **how)
    assert renewed["refresh_token"] != first["refresh_token"]
    assert (await elsewhere(session.get, server.url + USERINFO)).json()["sub"] == str(elin.id)


async def test_person_who_denies_ends_it_for_the_application(server: Server, app: TestClient, visitor: Visitor) -> None:
    session = OAuth2Session(app.id, redirect_uri=CALLBACK, scope=SCOPE, pkce="S256")
    url, _ = session.authorization_url(f"{server.url}/identity/connect/authorize")
    back = await visitor.walk(url, CALLBACK, "deny")
    with pytest.raises(OAuth2Error, match="access_denied"):
        await elsewhere(session.fetch_token, server.url + TOKEN, authorization_response=back, include_client_id=True)


async def test_code_is_nothing_without_its_verifier(server: Server, app: TestClient, visitor: Visitor) -> None:
    session = OAuth2Session(app.id, redirect_uri=CALLBACK, scope=SCOPE, pkce="S256")
    url, _ = session.authorization_url(f"{server.url}/identity/connect/authorize")
    back = await visitor.walk(url, CALLBACK)
    forgetful = OAuth2Session(app.id, redirect_uri=CALLBACK, scope=SCOPE)
    with pytest.raises(OAuth2Error, match="invalid_request"):
        await elsewhere(forgetful.fetch_token, server.url + TOKEN, authorization_response=back, include_client_id=True)


async def test_refresh_token_of_another_client_is_refused(
    server: Server, app: TestClient, web: TestClient, visitor: Visitor
) -> None:
    session = OAuth2Session(app.id, redirect_uri=CALLBACK, scope=SCOPE, pkce="S256")
    token = await sign_in(server, session, "", visitor)
    thief = OAuth2Session(web.id, token=token)
    with pytest.raises(OAuth2Error, match="invalid_grant"):
        await elsewhere(thief.refresh_token, server.url + TOKEN, auth=web.basic)

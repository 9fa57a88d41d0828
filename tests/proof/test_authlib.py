"""Authlib's client for httpx signs in as programs and applications do, and is refused as they are."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from models import Tenant
from tests.e2e.server import Server
from tests.identity.clients import TestClient
from tests.proof.conftest import CALLBACK
from tests.proof.visitor import Visitor
from tests.services.world import Somebody

VERIFIER = "authlib-" * 6
BOTH_WAYS = pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])


def client_of(registered: TestClient, method: str = "none", **options: Any) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        registered.id, registered.secret or None, token_endpoint_auth_method=method, timeout=30, **options
    )


def person_client(registered: TestClient, method: str = "none") -> AsyncOAuth2Client:
    scope = "openid profile email api offline_access"
    return client_of(registered, method, scope=scope, redirect_uri=CALLBACK, code_challenge_method="S256")


async def metadata(server: Server) -> dict[str, Any]:
    """What the server says of itself: no address is made up here."""
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.get(f"{server.url}/identity/.well-known/openid-configuration")
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


@BOTH_WAYS
async def test_program_gets_a_token_and_reads_the_api(
    server: Server, machine: TestClient, tenant: Tenant, method: str
) -> None:
    async with client_of(machine, method) as client:
        token = await client.fetch_token((await metadata(server))["token_endpoint"], grant_type="client_credentials")
        assert (token["token_type"], token["scope"]) == ("Bearer", "api")
        answer = await client.get(f"{server.url}/api/v1/Tenants/{tenant.id}/ClientCredentialClients")
    assert [found["Id"] for found in answer.raise_for_status().json()] == [machine.id]


@BOTH_WAYS
async def test_program_with_a_wrong_secret_is_refused(server: Server, machine: TestClient, method: str) -> None:
    wrong = TestClient(machine.id, machine.secret[:-1] + "é", 0)
    async with client_of(wrong, method) as client:
        with pytest.raises(OAuthError, match="invalid_client"):
            await client.fetch_token((await metadata(server))["token_endpoint"], grant_type="client_credentials")


async def test_program_may_ask_what_a_token_is_and_take_it_back(server: Server, machine: TestClient) -> None:
    known = await metadata(server)
    async with client_of(machine, "client_secret_basic") as client:
        token = (await client.fetch_token(known["token_endpoint"], grant_type="client_credentials"))["access_token"]
        assert (await client.introspect_token(known["introspection_endpoint"], token)).json()["active"] is True
        await client.revoke_token(known["revocation_endpoint"], token)
        assert (await client.introspect_token(known["introspection_endpoint"], token)).json() == {"active": False}


async def sign_in(client: AsyncOAuth2Client, known: dict[str, Any], visitor: Visitor) -> dict[str, Any]:
    """What the application gets when its person signs in and allows what it asks."""
    url, state = client.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-7")
    back = await visitor.walk(url, CALLBACK)
    token: dict[str, Any] = await client.fetch_token(
        known["token_endpoint"], authorization_response=back, state=state, code_verifier=VERIFIER
    )
    return token


async def test_person_signs_in_to_an_application_without_a_secret(
    server: Server, app: TestClient, visitor: Visitor, elin: Somebody
) -> None:
    known = await metadata(server)
    async with person_client(app) as client:
        token = await sign_in(client, known, visitor)
        told = (await client.get(known["userinfo_endpoint"])).raise_for_status().json()
        keys = KeySet.import_key_set((await client.get(known["jwks_uri"])).json())
    assert (told["sub"], told["email"]) == (str(elin.id), elin.user.email)
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (known["issuer"], app.id, "n-7")


@BOTH_WAYS
async def test_person_signs_in_to_an_application_with_a_secret(
    server: Server, web: TestClient, visitor: Visitor, elin: Somebody, method: str
) -> None:
    known = await metadata(server)
    async with person_client(web, method) as client:
        await sign_in(client, known, visitor)
        assert (await client.get(known["userinfo_endpoint"])).json()["sub"] == str(elin.id)


async def test_tokens_are_renewed_and_an_old_refresh_token_ends_them_all(
    server: Server, app: TestClient, visitor: Visitor
) -> None:
    known = await metadata(server)
    async with person_client(app) as client:
        first = await sign_in(client, known, visitor)
        second = await client.refresh_token(known["token_endpoint"], first["refresh_token"])
        assert (await client.get(known["userinfo_endpoint"])).status_code == 200
        third = await client.refresh_token(known["token_endpoint"], second["refresh_token"])
        with pytest.raises(OAuthError, match="invalid_grant"):
            await client.refresh_token(known["token_endpoint"], first["refresh_token"])
        with pytest.raises(OAuthError, match="invalid_grant"):
            await client.refresh_token(known["token_endpoint"], third["refresh_token"])


async def test_person_who_denies_ends_it_for_the_application(server: Server, app: TestClient, visitor: Visitor) -> None:
    known = await metadata(server)
    async with person_client(app) as client:
        url, state = client.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER)
        told = dict(parse_qsl(urlsplit(await visitor.walk(url, CALLBACK, "deny")).query))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", state, known["issuer"])


async def test_code_is_nothing_to_whoever_lacks_its_verifier(server: Server, app: TestClient, visitor: Visitor) -> None:
    known = await metadata(server)
    async with person_client(app) as client:
        url, _ = client.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER)
        code = dict(parse_qsl(urlsplit(await visitor.walk(url, CALLBACK)).query))["code"]
        with pytest.raises(OAuthError, match="invalid_grant"):
            await client.fetch_token(known["token_endpoint"], code=code, code_verifier="x" * 43)

"""A client gets tokens with its secret, by basic authentication or in the body, and they say what they should."""

import time
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

import db
from errors import SignedOut
from models import ClientType, Tenant
from services.access import access
from services.access.actors import Actor, Surface
from services.callers.oauth_errors import OAuthError
from services.clients import clients, removed_clients
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.people import tenant_audiences
from services.secrets import secrets
from services.tokens import access_tokens
from tests.identity.clients import API, ISSUER, TOKEN, TestClient, add_client, ask, get_token
from tests.services.world import Somebody


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


async def who(text: str) -> access.Person:
    return await access.identify(Actor(Surface.API, bearer=await access_tokens.verify(text, API, "api")))


async def test_secret_by_basic_gets_a_token(http: httpx.AsyncClient, client: TestClient) -> None:
    answer = await ask(http, client)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "api")


async def test_secret_in_the_body_gets_a_token(http: httpx.AsyncClient, client: TestClient) -> None:
    form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    answer = await http.post(TOKEN, data=form)
    assert answer.status_code == 200, answer.text


async def test_token_verifies_with_the_published_keys_alone(
    http: httpx.AsyncClient, client: TestClient, tenant: Tenant
) -> None:
    text = await get_token(http, client)
    published = (await http.get("/identity/.well-known/openid-configuration/jwks")).json()
    token = jwt.decode(text, KeySet.import_key_set(published), algorithms=["ES256"])
    assert (token.header["typ"], token.header["alg"]) == ("at+jwt", "ES256")
    claims = token.claims
    assert (claims["iss"], claims["aud"], claims["sub"], claims["client_id"]) == (ISSUER, API, client.id, client.id)
    assert (claims["tid"], claims["roles"], claims["scope"]) == (str(tenant.id), ["Tenant Member"], "api")
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 5
    assert str(client.secret_id) != claims["handle"]
    assert all("d" not in key for key in published["keys"]), "no private part"


async def test_token_makes_its_client_ask(http: httpx.AsyncClient, client: TestClient, tenant: Tenant) -> None:
    person = await who(await get_token(http, client))
    assert (str(person.id), person.tenant_id, person.is_client) == (client.id, tenant.id, True)


async def test_alias_of_the_reference_products_scripts_means_api(http: httpx.AsyncClient, client: TestClient) -> None:
    assert (await ask(http, client, scope="ocsapi")).json()["scope"] == "api"


@pytest.mark.parametrize("scope", ["openid", "offline_access", "everything", 'a"b', "api openid"])
async def test_other_scopes_are_refused(http: httpx.AsyncClient, client: TestClient, scope: str) -> None:
    answer = await ask(http, client, scope=scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_audience_comes_from_the_tenants_list(
    http: httpx.AsyncClient, client: TestClient, tenant: Tenant
) -> None:
    tenant.audiences = ["https://meters.example.com/"]

    async def work() -> None:
        await tenant.save()
        await feed.announce(Change(tenant.id, Kind.TENANT, str(tenant.id)))

    await db.tx(work)
    text = await get_token(http, client, resource="https://meters.example.com/")
    assert (await access_tokens.read(text)).claims["aud"] == "https://meters.example.com/"
    with pytest.raises(OAuthError):
        await who(text)


async def test_unlisted_audience_is_refused(http: httpx.AsyncClient, client: TestClient) -> None:
    answer = await ask(http, client, resource="https://elsewhere.example.com/")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")


async def test_one_audience_a_token(http: httpx.AsyncClient, client: TestClient, elin: Somebody) -> None:
    both = ["https://meters.example.com", "https://pumps.example.com"]
    await tenant_audiences.set_audiences(elin.actor, both, base=[])
    for asked, error in ((both, "invalid_target"), (both[:1] * 2, None)):
        form = {"grant_type": "client_credentials", "resource": asked}
        answer = await http.post(TOKEN, data=form, auth=client.basic)
        assert answer.json().get("error") == error


async def test_tenant_in_acr_values_has_to_be_the_clients(
    http: httpx.AsyncClient, client: TestClient, tenant: Tenant, stranger: Somebody
) -> None:
    await get_token(http, client, acr_values=f"tenant:{tenant.id}")
    answer = await ask(http, client, acr_values=f"tenant:{stranger.user.tenant_id}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_wrong_secret_is_refused_with_a_challenge(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody, stranger: Somebody
) -> None:
    for owner in (elin, stranger):
        other = await add_client(owner, name="Another")
        wrong = TestClient(client.id, other.secret, 0)
        answer = await ask(http, wrong)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("kind", [ClientType.HYBRID, ClientType.AUTHORIZATION_CODE, ClientType.DEVICE_CODE])
async def test_other_types_of_clients_may_not(http: httpx.AsyncClient, elin: Somebody, kind: ClientType) -> None:
    client = await add_client(elin, kind)
    form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    answer = await http.post(TOKEN, data={name: value for name, value in form.items() if value})
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_removed_secret_gets_no_token_and_ends_those_it_gave(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody
) -> None:
    text = await get_token(http, client)
    await secrets.remove(elin.actor, UUID(client.id), client.secret_id)
    assert (await ask(http, client)).status_code == 401
    with pytest.raises((OAuthError, SignedOut)):
        await who(text)


async def test_restored_client_gets_tokens_again_while_those_before_stay_dead(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody
) -> None:
    before = await get_token(http, client)
    await clients.remove(elin.actor, UUID(client.id))
    assert (await ask(http, client)).status_code == 401
    await removed_clients.restore(elin.actor, UUID(client.id))
    after = await get_token(http, client)  # within the same second
    assert (await who(after)).is_client
    with pytest.raises(SignedOut):
        await who(before)


async def test_discovery_names_the_issuer_whatever_host_is_asked(http: httpx.AsyncClient) -> None:
    forged = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}
    one = await http.get("/identity/.well-known/openid-configuration", headers=forged)
    other = await http.get("/.well-known/oauth-authorization-server/identity", headers=forged)
    assert one.json() == other.json()
    assert one.json()["issuer"] == ISSUER
    assert "evil" not in one.text


async def test_token_lives_an_hour_and_its_secret_a_year(http: httpx.AsyncClient, client: TestClient) -> None:
    text = await get_token(http, client)
    with clock.later(timedelta(minutes=59)):
        assert (await access_tokens.read(text)).claims["client_id"] == client.id
    with clock.later(timedelta(minutes=61)), pytest.raises(OAuthError):
        await access_tokens.read(text)
    with clock.later(timedelta(days=364)):
        assert (await ask(http, client)).status_code == 200
    with clock.later(timedelta(days=366)):
        assert (await ask(http, client)).status_code == 401

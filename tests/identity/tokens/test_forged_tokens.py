"""Test 6 of the ten: what is no access token of ours, for the place where it is shown, opens nothing."""

import base64
import hmac
import time
from typing import Any

import httpx
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from errors import SignedOut
from services.access import access
from services.access.actors import Actor, Surface
from services.callers.oauth_errors import OAuthError
from services.keys import signing_keys
from services.tokens import access_tokens
from tests.identity.clients import API, ISSUER, TestClient, add_client, get_token
from tests.services.world import Somebody


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


@pytest.fixture
async def good(http: httpx.AsyncClient, client: TestClient) -> str:
    return await get_token(http, client)


@pytest.fixture
def claims(good: str) -> dict[str, Any]:
    """The claims of a good token: each test makes one thing of it wrong."""
    return access_tokens.verify_signature(good, access_tokens.TYPE)


async def is_refused(text: str) -> bool:
    try:
        bearer = await access_tokens.verify(text, API)
        await access.identify(Actor(Surface.API, bearer=bearer))
    except (OAuthError, SignedOut):
        return True
    return False


def resigned(claims: dict[str, Any], type: str = access_tokens.TYPE, algorithm: str = "ES256") -> str:
    return access_tokens.sign(claims, type, signing_keys.signer(algorithm))


def part(values: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


async def test_good_token_opens(good: str, claims: dict[str, Any]) -> None:
    assert not await is_refused(good)
    assert not await is_refused(resigned(claims))


async def test_id_token_is_no_access_token(claims: dict[str, Any]) -> None:
    assert await is_refused(resigned(claims, "JWT", "RS256"))
    assert await is_refused(resigned(claims, "JWT"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://elsewhere.example.com"},
        {"aud": [API]},
        {"iss": "https://evil.example/identity"},
        {"iss": ISSUER + "/"},
        {"exp": int(time.time()) - 1},
        {"exp": None},
        {"exp": "9999999999"},
        {"iat": int(time.time()) + 3600},
        {"gen": 1},
        {"handle": "nobodys"},
    ],
    ids=" ".join,
)
async def test_wrong_claims_are_refused(claims: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert await is_refused(resigned({**claims, **wrong}))


async def test_token_without_signature_is_refused(good: str, claims: dict[str, Any]) -> None:
    kid = signing_keys.signer("ES256").id
    for algorithm in ("none", "None", "NONE", ""):
        head = part({"alg": algorithm, "typ": "at+jwt", "kid": kid})
        assert await is_refused(f"{head}.{part(claims)}.")
    head, body, _ = good.split(".")
    assert await is_refused(f"{head}.{body}.")


async def test_token_signed_with_the_public_key_as_a_password_is_refused(claims: dict[str, Any]) -> None:
    for algorithm in ("ES256", "RS256"):
        pair = signing_keys.signer(algorithm)
        for secret in (pair.key.as_pem(private=False), orjson.dumps(pair.public)):
            signed = f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': pair.id})}.{part(claims)}"
            signature = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), "sha256")).rstrip(b"=").decode()
            assert await is_refused(f"{signed}.{signature}")


async def test_token_signed_with_a_key_of_its_own_is_refused(claims: dict[str, Any]) -> None:
    own = ECKey.generate_key("P-256", private=True)
    kid = signing_keys.signer("ES256").id
    public = own.as_dict(private=False)
    for header in ({"kid": kid}, {"kid": own.thumbprint()}, {"kid": kid, "jwk": public}, {}):
        assert await is_refused(jwt.encode({"alg": "ES256", "typ": "at+jwt", **header}, claims, own, ["ES256"]))


async def test_token_whose_content_was_changed_is_refused(good: str, claims: dict[str, Any]) -> None:
    head, _, signature = good.split(".")
    assert await is_refused(f"{head}.{part({**claims, 'roles': ['Tenant Administrator']})}.{signature}")


async def test_token_for_another_audience_does_not_open_our_api(http: httpx.AsyncClient, good: str) -> None:
    with pytest.raises(OAuthError) as caught:
        await access_tokens.verify(good, "https://elsewhere.example.com")
    assert (caught.value.code, caught.value.status) == ("invalid_token", 401)


async def test_token_without_the_scope_is_told_so(good: str) -> None:
    with pytest.raises(OAuthError) as caught:
        await access_tokens.verify(good, API, "email")
    assert (caught.value.code, caught.value.status) == ("insufficient_scope", 403)


async def test_clients_of_another_tenant_are_of_another_tenant(good: str, elin: Somebody, stranger: Somebody) -> None:
    person = await access.identify(Actor(Surface.API, bearer=await access_tokens.verify(good, API)))
    assert person.tenant_id == elin.user.tenant_id != stranger.user.tenant_id

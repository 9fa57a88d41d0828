"""Hybrid: an ID token comes with the code, tells of it, and never stands in an address that servers log."""

import base64
import hashlib

import pytest

from models import ClientType
from services.tokens import access_tokens
from tests.identity.browsing import Browser, answered, redeem
from tests.identity.clients import REDIRECT_URI, TestClient, add_client
from tests.services.world import Somebody

BOTH = "code id_token"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.HYBRID, name="Portal", allow_access_tokens_via_browser=True)


@pytest.mark.parametrize("response_type", [BOTH, "id_token code"])
@pytest.mark.parametrize("mode", [None, "fragment", "form_post"])
async def test_id_token_comes_with_the_code_and_tells_its_half_hash(
    browser: Browser, client: TestClient, response_type: str, mode: str | None, elin: Somebody
) -> None:
    answer = await browser.authorize(client, response_type=response_type, response_mode=mode)
    answer = await browser.decide(answer)
    if answer.status_code == 303:
        assert answer.headers["location"].startswith(REDIRECT_URI + "#")
    told = answered(answer)
    assert "access_token" not in told
    claims = access_tokens.verify_signature(told["id_token"], "JWT")
    assert claims["c_hash"] == half_hash(told["code"])
    assert (claims["nonce"], claims["sub"]) == ("n-0S6", str(elin.id))
    assert "email" not in claims, "no more than needed goes through the browser"
    tokens = (await redeem(browser.http, client, told["code"])).json()
    claims = access_tokens.verify_signature(tokens["id_token"], "JWT")
    assert claims["at_hash"] == half_hash(tokens["access_token"])


@pytest.mark.parametrize(
    "changes",
    [{"nonce": None}, {"scope": "api"}, {"response_mode": "query"}],
)
async def test_without_nonce_or_openid_or_in_the_query_there_is_none(
    browser: Browser, client: TestClient, changes: dict[str, str | None]
) -> None:
    answer = await browser.authorize(client, response_type=BOTH, **changes)
    assert answer.headers["location"].startswith(REDIRECT_URI + "#"), "errors stay out of the query too"
    assert answered(answer)["error"] == "invalid_request"


async def test_plain_code_needs_no_nonce_and_comes_in_the_query(browser: Browser, client: TestClient) -> None:
    answer = await browser.decide(await browser.authorize(client, nonce=None))
    assert answer.headers["location"].startswith(REDIRECT_URI + "?code=")


async def test_tokens_never_come_from_the_authorization_endpoint(browser: Browser, client: TestClient) -> None:
    for kind in ("token", "code token", "id_token", "id_token token", "code id_token token"):
        assert answered(await browser.authorize(client, response_type=kind))["error"] == "unsupported_response_type"


def half_hash(text: str) -> str:
    """OpenID Connect Core section 3.3.2.11, written a second time."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()

"""A device without a browser gets its tokens by Authlib, while a person decides in a browser elsewhere."""

from datetime import timedelta
from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from models import ClientType, DeviceCode
from services.live import clock
from tests.e2e.server import Server
from tests.identity.clients import TestClient, add_client
from tests.proof.test_authlib import client_of, metadata
from tests.proof.visitor import Visitor
from tests.services.world import Somebody

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
async def meter(elin: Somebody) -> TestClient:
    """A device code client."""
    return await add_client(elin, ClientType.DEVICE_CODE, name="Wall panel")


async def begin(client: AsyncOAuth2Client, known: dict[str, Any]) -> dict[str, Any]:
    form = {"client_id": client.client_id, "scope": "openid email"}
    answer = await client.request("POST", known["device_authorization_endpoint"], data=form, withhold_token=True)
    begun: dict[str, Any] = answer.raise_for_status().json()
    return begun


async def poll(client: AsyncOAuth2Client, known: dict[str, Any], code: str) -> dict[str, Any]:
    token: dict[str, Any] = await client.fetch_token(known["token_endpoint"], grant_type=DEVICE_CODE, device_code=code)
    return token


async def wait_for_the_next_poll(meter: TestClient) -> None:
    """Let as many seconds pass as the device was told to wait."""
    row = await DeviceCode.get(client_id=meter.id)
    await DeviceCode.filter(code_hash=row.code_hash).update(
        polled_at=await clock.now() - timedelta(seconds=row.interval)
    )


async def test_device_waits_until_its_person_allows_it(
    server: Server, meter: TestClient, visitor: Visitor, elin: Somebody
) -> None:
    known = await metadata(server)
    async with client_of(meter) as client:
        begun = await begin(client, known)
        with pytest.raises(OAuthError, match="authorization_pending"):
            await poll(client, known, begun["device_code"])
        with pytest.raises(OAuthError, match="slow_down"):
            await poll(client, known, begun["device_code"])
        await visitor.visit(begun["verification_uri_complete"])
        await wait_for_the_next_poll(meter)
        token = await poll(client, known, begun["device_code"])
        assert token["scope"] == "openid email"
        assert (await client.get(known["userinfo_endpoint"])).json()["sub"] == str(elin.id)


async def test_device_that_its_person_denies_is_refused(server: Server, meter: TestClient, visitor: Visitor) -> None:
    known = await metadata(server)
    async with client_of(meter) as client:
        begun = await begin(client, known)
        await visitor.visit(begun["verification_uri_complete"], "deny")
        with pytest.raises(OAuthError, match="access_denied"):
            await poll(client, known, begun["device_code"])

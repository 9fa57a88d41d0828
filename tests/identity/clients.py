"""Clients of a test, added as an administrator adds them, and what they ask of the token endpoint."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx

from models import ClientType
from services.clients import clients
from services.clients.client_fields import ClientFields
from tests.services.world import Somebody
from web.site import Site

ORIGIN = "https://keys.example.com"
SITE = Site(ORIGIN, frozenset({ORIGIN}))
ISSUER = f"{ORIGIN}/identity"
API = f"{ORIGIN}/api/v1"
TOKEN = "/identity/connect/token"
REDIRECT_URI = "https://app.example.com/callback"


@dataclass(frozen=True)
class TestClient:
    """A client and its first secret."""

    __test__ = False
    id: str
    secret: str
    secret_id: int

    @property
    def basic(self) -> tuple[str, str]:
        return self.id, self.secret


async def add_client(
    by: Somebody, kind: ClientType = ClientType.CLIENT_CREDENTIALS, name: str = "Meter reader", **fields: Any
) -> TestClient:
    if kind in (ClientType.AUTHORIZATION_CODE, ClientType.HYBRID):
        fields.setdefault("redirect_uris", (REDIRECT_URI,))
    new = await clients.add(by.actor, kind, ClientFields(name=name, **fields))
    secret = new.secret
    return TestClient(str(new.client.id), secret.text if secret else "", secret.secret.id if secret else 0)


async def ask(http: httpx.AsyncClient, client: TestClient, **form: str) -> httpx.Response:
    """Ask for a client-credentials token by basic authentication."""
    return await http.post(TOKEN, data={"grant_type": "client_credentials", **form}, auth=client.basic)


async def get_token(http: httpx.AsyncClient, client: TestClient, **form: str) -> str:
    answer = await ask(http, client, **form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def edit(by: Somebody, client: TestClient, **changes: Any) -> None:
    """Change fields of a client as an administrator does."""
    base = (await clients.get(by.actor, UUID(client.id))).fields
    await clients.edit(by.actor, UUID(client.id), base=base, wanted=replace(base, **changes))

"""Scripts that use the API: a client-credentials client, its token, and requests below its tenant."""

from dataclasses import dataclass
from typing import Any

import httpx

from models import BuiltInRole
from services.people import people
from tests.identity.clients import TestClient, add_client, get_token
from tests.services.world import Somebody

ERROR_BODY = {"OperationId", "Error", "Reason", "Resolution", "DynamicProperties"}


@dataclass(frozen=True)
class Script:
    """A client with a token, and where it asks."""

    http: httpx.AsyncClient
    client: TestClient
    tenant_id: str
    token: str

    @property
    def id(self) -> str:
        return self.client.id

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        url = f"/api/v1/Tenants/{self.tenant_id}{path}"
        if body is not None:
            more["json"] = body
        return await self.http.request(method, url, headers=headers, **more)

    async def get(self, path: str, **query: Any) -> Any:
        """What a GET answers, which has to be 200."""
        answer = await self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        """What a request answers, which has to have this status; an error is whole."""
        answer = await self.ask(method, path, body, **more)
        assert answer.status_code == status, answer.text
        found: Any = answer.json() if answer.content else None
        if status >= 400:
            assert set(found) == ERROR_BODY, found
        return found


async def make_script(http: httpx.AsyncClient, by: Somebody, name: str, *kinds: BuiltInRole) -> Script:
    roles = await people.built_in(by.user.tenant_id, *kinds)
    client = await add_client(by, name=name, role_ids=tuple(role.id for role in roles))
    return Script(http, client, str(by.user.tenant_id), await get_token(http, client))

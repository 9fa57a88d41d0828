"""The API over a real database of either kind, asked as a script asks: with a token of our own token endpoint."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import PlainTextResponse

from api.app import Api
from identity.app import Identity
from tests.api.scripts import Script, make_script
from tests.identity.browsing import visit
from tests.identity.conftest import issuer, made_keys, own_settings
from tests.services.conftest import elin, stranger, tenant
from tests.services.world import ADMINISTRATOR, Somebody

__all__ = ["elin", "issuer", "made_keys", "own_settings", "stranger", "tenant"]


@pytest.fixture(scope="session")
def app() -> Api:
    """Building it takes a second or so, and it keeps nothing."""
    return Api(Identity(PlainTextResponse("Not ours.", 418)))


@pytest.fixture
async def http(issuer: None, app: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with visit(app) as client:
        yield client


@pytest.fixture
async def admin(http: httpx.AsyncClient, elin: Somebody) -> Script:
    """A script whose client has the Tenant Administrator role."""
    return await make_script(http, elin, "Automation", ADMINISTRATOR)


@pytest.fixture
async def member(http: httpx.AsyncClient, elin: Somebody) -> Script:
    """A script whose client has no role but Tenant Member."""
    return await make_script(http, elin, "Reader")


@pytest.fixture
async def foreigner(http: httpx.AsyncClient, stranger: Somebody) -> Script:
    """A script of another tenant, with the Tenant Administrator role there."""
    return await make_script(http, stranger, "Southmoor automation", ADMINISTRATOR)

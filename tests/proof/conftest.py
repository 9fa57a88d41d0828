"""A real `main.py serve` over a database of either kind, which all tests share; each has a tenant of its own."""

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import db
from models import ClientType
from tests.conftest import BOTH
from tests.e2e.server import Server
from tests.identity.clients import TestClient, add_client
from tests.postgres import create_database
from tests.proof.visitor import Visitor
from tests.services.conftest import elin, tenant
from tests.services.world import Somebody

__all__ = ["elin", "tenant"]

CALLBACK = "http://127.0.0.1:9/callback"
"""Where nobody listens: what is sent there is read from the redirect."""
_KEY = base64.b64encode(b"p" * 32).decode()


@pytest.fixture(scope="session", params=BOTH)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server, started and ready: once over SQLite, once over PostgreSQL."""
    with serving(request, tmp_path_factory.mktemp("proof")) as own:
        yield own


@contextmanager
def serving(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    """A server over the kind of database that is the fixture's parameter, started and ready."""
    extra = {"KEYLODGE_MASTER_KEY": _KEY}
    if request.param == "postgres":
        extra["KEYLODGE_DATABASE_URL"] = create_database(request.getfixturevalue("postgres_socket"))
    own = Server(folder, extra=extra)
    own.start()
    yield own
    assert own.stop() == 0, own.log


@pytest.fixture
async def database(server: Server) -> AsyncIterator[str]:
    """The server's database, where a test makes what it starts from."""
    async with db.connect(server.database_url):
        yield server.database_url


@pytest.fixture
async def visitor(server: Server, elin: Somebody) -> AsyncIterator[Visitor]:
    """A browser that Elin has, where nobody is signed in yet."""
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        yield Visitor(http, elin.user.email)


@pytest.fixture
async def machine(elin: Somebody) -> TestClient:
    """A client-credentials client."""
    return await add_client(elin)


@pytest.fixture
async def app(elin: Somebody) -> TestClient:
    """A public client that signs people in."""
    return await add_client(
        elin, ClientType.AUTHORIZATION_CODE, name="Crew app", redirect_uris=(CALLBACK,), allow_offline_access=True
    )


@pytest.fixture
async def web(elin: Somebody) -> TestClient:
    """A client with a secret that signs people in."""
    return await add_client(elin, ClientType.HYBRID, name="Yard", redirect_uris=(CALLBACK,), allow_offline_access=True)

"""The token endpoints over a real database of either kind, asked as a client asks: through ASGI, without a socket."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

import settings
from identity.app import Identity
from identity.hot.app import HotEndpoints
from models import SigningKey
from services.keys import keys, sealed_keys
from services.live import clock, feed
from services.oauth import protocol
from tests.identity.browsing import Browser, visit
from tests.identity.clients import ORIGIN
from tests.services.conftest import elin, stranger, tenant
from tests.services.live.hearing import poll
from tests.services.world import Somebody
from web import requests

__all__ = ["elin", "stranger", "tenant"]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of this test's own, with a master key in a folder of its own."""
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(tmp_path / "data"))
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SigningKey]]:
    """A master key's file, and the signing keys of an installation that ran before: making them takes long."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEYLODGE_DATA_DIR", str(folder))
        return folder / keys.FILE, [sealed_keys.make(algorithm) for algorithm in ("ES256", "RS256")]


async def bring_keys(made: tuple[Path, list[SigningKey]]) -> None:
    """Have this installation find them."""
    file, rows = made
    folder = settings.current().data_dir
    folder.mkdir(mode=0o700, parents=True)
    shutil.copy(file, folder)
    now = await clock.now()
    for row in rows:
        copy = row.clone(pk=row.id)
        copy.created_at = copy.signs_from = now
        await copy.save(force_create=True)


@pytest.fixture
async def issuer(database: str, made_keys: tuple[Path, list[SigningKey]]) -> AsyncIterator[None]:
    """The change feed and all that the token endpoints keep, as a running server has them."""
    await bring_keys(made_keys)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(feed.running(database))
        await poll(lambda: feed.is_alive() and (database.startswith("sqlite") or feed.proven_within(1)))
        await stack.enter_async_context(protocol.running(database, ORIGIN))
        yield


@pytest.fixture
async def http(issuer: None) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever asks the endpoints, the short way first, as they do a server."""
    app = HotEndpoints(Identity(PlainTextResponse("Not ours.", 418)), headers=[], sender=requests.address)
    async with visit(app) as client:
        yield client


@pytest.fixture
async def browser(http: httpx.AsyncClient, elin: Somebody) -> Browser:
    """A browser that Elin is signed in with."""
    made = Browser(http)
    await made.sign_in(elin.user)
    return made

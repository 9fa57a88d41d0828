"""Two replicas over PostgreSQL behind deploy/Caddyfile: one cluster for all tests of this folder."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from tests.cluster.proxies import caddy
from tests.e2e.conftest import contexts, open_page, pytest_runtest_makereport  # noqa: F401 - fixtures, and its hook
from tests.e2e.server import Server, free_port, make_replicas
from tests.e2e.tenants import Tenant
from tests.postgres import create_database, drop_database

STICKY = "keylodge_replica"
"""The cookie of deploy/Caddyfile."""
KNOWN_S = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These run with the browser tests: one of them is one, and none leaves a loop of its own running."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Cluster:
    """Where it is, and what it is made of."""

    url: str
    replicas: list[Server]
    database_url: str

    def start(self, server: Server) -> None:
        """Start a replica, and wait until the proxy sends somebody there."""
        server.start()
        self.wait_until_known(server)

    def wait_until_known(self, server: Server) -> None:
        """Until the proxy has seen that it is ready."""
        deadline = time.monotonic() + KNOWN_S
        while self._newcomers_cookie() != _cookie_of(server):
            assert time.monotonic() < deadline, server.log
            time.sleep(0.05)

    def _newcomers_cookie(self) -> str | None:
        return httpx.get(f"{self.url}/health/live", verify=False).cookies.get(STICKY)  # noqa: S501 - of its own making

    def serving(self, page: Page) -> Server:
        """The replica that has the page: the proxy's cookie is made from its address."""
        kept = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies()}[STICKY]
        return next(server for server in self.replicas if _cookie_of(server) == kept)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, postgres_socket: str) -> Iterator[Cluster]:
    """Started, both replicas ready."""
    folder = tmp_path_factory.mktemp("cluster")
    database_url = create_database(postgres_socket)
    port = free_port()
    url = f"https://localhost:{port}"
    replicas = make_replicas(
        folder,
        database_url,
        KEYLODGE_PUBLIC_URL=url,
        KEYLODGE_TRUSTED_PROXIES="127.0.0.1",
        KEYLODGE_DRAIN_SECONDS="3",
    )
    with ThreadPoolExecutor() as together:
        list(together.map(Server.start, replicas))
    with caddy(folder, port, free_port(), replicas):
        yield Cluster(url, replicas, database_url)
    for server in replicas:
        server.kill()
    drop_database(postgres_socket, database_url)


@pytest.fixture
def whole(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster with both replicas running, as the proxy sees it; and again after the test."""
    for server in cluster.replicas:
        cluster.wait_until_known(server)
    yield cluster
    for server in cluster.replicas:
        if server.process is None:
            server.start()


@pytest.fixture
def home(whole: Cluster) -> Tenant:
    """A tenant of the test's own, which its people reach through the proxy."""
    return Tenant(whole.replicas[0])


def _cookie_of(server: Server) -> str:
    return hmac.new(b"", f"127.0.0.1:{server.port}".encode(), hashlib.sha256).hexdigest()

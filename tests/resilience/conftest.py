"""Servers whose database is taken away, and what they have to go on with."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from models import BuiltInRole
from services.people import people
from tests.e2e.server import Server, make_replicas
from tests.e2e.tenants import Tenant, seed
from tests.resilience.asking import Asker
from tests.resilience.postgres import Postgres, own_postgres


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long part runs where it is asked for by its mark: `make test-faults`."""
    if "faults" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("faults")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[Postgres]:
    """A PostgreSQL that can be stopped."""
    with own_postgres() as made:
        yield made


@pytest.fixture(scope="module")
def replicas(own_postgresql: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two servers over it."""
    made = make_replicas(tmp_path_factory.mktemp("replicas"), own_postgresql.url)
    made[0].run("migrate")
    with ThreadPoolExecutor() as together:
        list(together.map(Server.start, made))
    yield made
    for server in made:
        server.kill()


@pytest.fixture
def askers(replicas: list[Server]) -> list[Asker]:
    """A program for each of them, in a tenant of the test's own."""
    home = Tenant(replicas[0])
    return [make_asker(home, server) for server in replicas]


def make_asker(home: Tenant, server: Server) -> Asker:
    """A program that may change things."""
    roles = seed(server, partial(people.built_in, home.id, BuiltInRole.TENANT_ADMINISTRATOR))
    client = home.add_client(f"Automation {server.port}", role_ids=tuple(role.id for role in roles))
    return Asker.of(home, server, client)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """Where a server of the test's own keeps its data."""
    return tmp_path / "server"

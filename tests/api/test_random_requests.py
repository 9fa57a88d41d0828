"""Requests that schemathesis makes up, one after the other along the links of the document: whatever comes, no fault
and no answer that the document doesn't know.

`KEYLODGE_API_CASES` is how many requests at least, over both kinds of database; without it a few, over SQLite.
"""

import os
import secrets
from collections.abc import Iterator
from itertools import count

import httpx
import hypothesis
import pytest
from hypothesis import HealthCheck, Phase

from models import BuiltInRole
from services.people import people
from tests.api.walking import Walker
from tests.conftest import BOTH
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed
from tests.proof.conftest import serving

MANY = int(os.environ.get("KEYLODGE_API_CASES", "0"))
KINDS = BOTH if MANY else ("sqlite",)
CASES = MANY // len(KINDS) if MANY else 60
SELDOM = {"DELETE /Users/{userId}/Applications/{clientId}"}
"""What no walk can bring about: nobody signs in and allows something."""
SETTINGS = hypothesis.settings(
    max_examples=10,
    stateful_step_count=15,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""So many walks in one go, of so many requests at most."""


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, over one kind of database."""
    with serving(request, tmp_path_factory.mktemp("walks")) as own:
        yield own


@pytest.fixture
def walker(server: Server) -> Iterator[Walker]:
    tenant = Tenant(server)
    held = seed(server, lambda: people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR))
    client = tenant.add_client("Walker", role_ids=tuple(role.id for role in held))
    with httpx.Client(timeout=30) as http:
        yield Walker(server, client, str(tenant.id), http)


@pytest.mark.timeout(7200)
def test_walks_along_the_documents_links_find_no_fault_and_no_undocumented_answer(walker: Walker) -> None:
    machine = walker.machine()
    wanted = walker.labels(machine) - SELDOM if MANY else set()
    done: set[str] = set()
    for go in count():
        hypothesis.seed(go if not MANY else secrets.randbits(64))(machine)
        machine.run(settings=SETTINGS)
        asked = walker.answered.total()
        done = {label for label, status in walker.answered if status < 300}
        if asked >= CASES and wanted <= done:
            break
        assert asked < 2 * CASES, f"Nobody succeeded with {wanted - done}."
    assert len(done) > 15

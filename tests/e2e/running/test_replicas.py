"""Two replicas over one PostgreSQL: people see each other, whichever of them they have open."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, select_row
from tests.e2e.pairs import Pair
from tests.e2e.server import Server, make_replicas
from tests.e2e.tenants import Tenant

pytestmark = [pytest.mark.process, pytest.mark.parametrize("dialect", ["postgres"], indirect=True)]
SOON = 60_000
"""Milliseconds: seconds, on a machine with nothing else to do."""


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[list[Server]]:
    """Two replicas that miss each other sooner than usual."""
    made = make_replicas(tmp_path, database_url, KEYLODGE_PRESENCE_SECONDS="2")
    for server in made:
        server.start()
    yield made
    for server in made:
        server.kill()


@pytest.fixture
def apart(both: list[Server], open_page: OpenPage) -> Pair:
    """Elin on the first replica and Maya on the second, each on the Clients page."""
    here, there = both
    tenant = Tenant(here)
    client = tenant.add_client("Pump historian")
    elin = open_page(here, person=tenant.administrator)
    return Pair(elin, open_page(there, person=tenant.colleague), client)


def _sees(page: Page, name: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(f"{name} is here", timeout=SOON)


def _sees_nobody(page: Page) -> None:
    expect(page.get_by_role("main")).not_to_contain_text("is here", timeout=SOON)


def test_people_on_two_replicas_see_each_other_and_what_they_look_at(apart: Pair) -> None:
    _sees(apart.elin, "Maya Berg")
    _sees(apart.maya, "Elin Berg")
    region = select_row(apart.maya, "Pump historian")
    expect(region).not_to_contain_text("Open now")
    select_row(apart.elin, "Pump historian")
    expect(region).to_contain_text(re.compile("Open now(EB)?Elin Berg"), timeout=SOON)
    expect(details(apart.elin)).to_contain_text(re.compile("Open now(MB)?Maya Berg"), timeout=SOON)
    button(details(apart.elin), "Close Details").click()
    expect(region).not_to_contain_text("Open now", timeout=SOON)
    _sees(apart.maya, "Elin Berg")
    apart.elin.close()
    _sees_nobody(apart.maya)


@pytest.mark.parametrize("end", [Server.kill, Server.stop])
def test_people_of_a_replica_that_ended_are_gone_and_return_with_it(
    apart: Pair, both: list[Server], end: Callable[[Server], int]
) -> None:
    here, _ = both
    _sees(apart.maya, "Elin Berg")
    end(here)
    _sees_nobody(apart.maya)
    here.start()
    _sees(apart.maya, "Elin Berg")  # whose page comes back by itself: another reload would cut that one off
    _sees(apart.elin, "Maya Berg")

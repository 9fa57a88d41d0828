"""The server as an operator knows it: it starts, says where to go, ends cleanly, and comes back with everything."""

import base64
import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.people import ADMINISTRATOR, PASSWORD, Person, sign_in
from tests.e2e.server import Server

ELIN = Person("elin@example.com")


@pytest.fixture
def server_on_postgres(own_server: Server, empty_postgres_url: str) -> Server:
    """`own_server`, but its data is in PostgreSQL."""
    key = base64.b64encode(os.urandom(32)).decode()
    own_server.extra |= {"KEYLODGE_DATABASE_URL": empty_postgres_url, "KEYLODGE_MASTER_KEY": key}
    return own_server


def _add_elin(server: Server) -> None:
    server.run("create-user", "--email", ELIN.email, "--role", ADMINISTRATOR, "--password-stdin", stdin=f"{PASSWORD}\n")


def test_first_start_says_where_to_go_and_prints_a_link_for_the_first_administrator(own_server: Server) -> None:
    own_server.start()
    assert own_server.url in own_server.log
    assert re.search(rf"{own_server.url}/setup/\S{{20,}}", own_server.log)


def test_sigterm_ends_the_server_cleanly(own_server: Server) -> None:
    own_server.start()
    assert own_server.stop() == 0
    assert "Traceback" not in own_server.log


@pytest.mark.parametrize("end", [Server.stop, Server.kill], ids=["SIGTERM", "kill -9"])
def test_account_made_before_the_server_ended_signs_in_after_it_came_back(
    own_server: Server, open_page: OpenPage, end: Callable[[Server], int]
) -> None:
    _add_elin(own_server)
    own_server.start()
    end(own_server)
    own_server.start()
    page = open_page(own_server)
    page.goto("/")
    sign_in(page, ELIN)
    expect(page.get_by_role("heading", name="Clients", exact=True)).to_be_visible()


def test_server_on_postgres_migrates_an_empty_database_and_lets_people_sign_in(
    server_on_postgres: Server, open_page: OpenPage
) -> None:
    _add_elin(server_on_postgres)
    server_on_postgres.start()
    page = open_page(server_on_postgres, person=ELIN)
    expect(page.get_by_role("heading", name="Clients", exact=True)).to_be_visible()
    assert server_on_postgres.stop() == 0


def test_server_on_postgres_without_a_master_key_does_not_start(server_on_postgres: Server) -> None:
    del server_on_postgres.extra["KEYLODGE_MASTER_KEY"]
    with pytest.raises(AssertionError, match="KEYLODGE_MASTER_KEY"):
        server_on_postgres.start()
    assert "Traceback" not in server_on_postgres.log


def test_session_outlives_a_restart(own_server: Server, open_page: OpenPage) -> None:
    _add_elin(own_server)
    own_server.start()
    page = open_page(own_server, person=ELIN)
    own_server.stop()
    own_server.start()
    page.goto("/")
    expect(page.get_by_role("heading", name="Clients", exact=True)).to_be_visible()


def test_account_made_on_the_command_line_voids_the_first_link(own_server: Server, open_page: OpenPage) -> None:
    own_server.start()
    link = re.search(r"/setup/\S+", own_server.log)
    assert link
    _add_elin(own_server)
    page = open_page(own_server)
    page.goto(link[0])
    expect(page.get_by_role("textbox", name="Password")).to_have_count(0)

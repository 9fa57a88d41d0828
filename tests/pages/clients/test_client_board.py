"""The Clients page hears what others do: what it shows is read again, and nothing else is."""

from typing import Any
from uuid import uuid4

import pytest
from nicegui.client import Client as Browser

from components.text import box
from models import Client, ClientType, Tenant
from pages.clients import clients as route
from pages.clients.client_board import ClientBoard
from pages.console.sources import View
from services.clients import client_list, clients
from services.clients.client_fields import ClientFields
from services.clients.client_list import ClientQuery
from services.live.changes import Change, Kind
from services.live.news import News
from services.people import roles
from services.people.roles import RoleFields
from tests.pages.opened import enter, words_in
from tests.services.world import Somebody, make_person

CREDENTIALS = ClientType.CLIENT_CREDENTIALS


@pytest.fixture
async def elin(tenant: Tenant) -> Somebody:
    return await make_person(tenant, "Elin Berg")


@pytest.fixture
async def page(browser: Browser, elin: Somebody, tenant: Tenant) -> ClientBoard:
    """The Clients page, as its route composes it, on the Client-Credentials clients."""
    person = await enter(browser, elin, tenant)
    with browser, box() as split:
        made = ClientBoard(person, View(ClientQuery(CREDENTIALS)))
        route._toolbar(made)
        made.split = split
        route._listing(made)
        route._details(made)
        await made.start()
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which of the page's large reads were made."""
    made: list[str] = []
    for name in ("list_clients", "count_by_state"):
        monkeypatch.setattr(client_list, name, _noting(made, name, getattr(client_list, name)))
    monkeypatch.setattr(clients, "get", _noting(made, "get", clients.get))
    return made


def _noting(made: list[str], name: str, read: Any) -> Any:
    async def noted(*about: Any, **more: Any) -> Any:
        made.append(name)
        return await read(*about, **more)

    return noted


async def _add(elin: Somebody, name: str, kind: ClientType = CREDENTIALS, **values: Any) -> Client:
    uris = () if kind is CREDENTIALS else ("https://plant.example/cb",)
    return (await clients.add(elin.actor, kind, ClientFields(name=name, redirect_uris=uris, **values))).client


def _changed(*changed: Client) -> News:
    return News(tuple(Change(each.tenant_id, Kind.CLIENT, str(each.id), each.version, uuid4()) for each in changed))


async def test_many_changes_at_once_are_read_once(
    page: ClientBoard, elin: Somebody, browser: Browser, reads: list[str]
) -> None:
    added = [await _add(elin, f"Pump {number}") for number in range(5)]
    with browser:
        await page.hear(_changed(*added))
    assert reads == ["list_clients", "count_by_state"]
    assert [row.name for row in page.grid.rows] == [f"Pump {number}" for number in range(5)]


async def test_pages_that_hear_the_same_share_one_reading(
    page: ClientBoard, elin: Somebody, browser: Browser, reads: list[str]
) -> None:
    news = _changed(await _add(elin, "Pump historian"))
    with browser:
        await page.hear(news)
        await page.hear(news)
    assert reads == ["list_clients", "count_by_state"]


async def test_a_client_of_a_type_that_is_not_shown_has_nothing_read_again(
    page: ClientBoard, elin: Somebody, browser: Browser, reads: list[str]
) -> None:
    shown = await _add(elin, "Pump historian")
    with browser:
        await page.hear(_changed(shown))
        await page.board.select(shown.id)
        reads.clear()
        await page.hear(_changed(await _add(elin, "Control room", ClientType.AUTHORIZATION_CODE)))
    assert reads == []


async def test_a_role_that_is_renamed_or_removed_shows_in_open_details(
    page: ClientBoard, elin: Somebody, browser: Browser
) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    client = await _add(elin, "Pump historian", role_ids=(lab.id,))
    with browser:
        await page.board.select(client.id)
        await page.details.panel._choose("roles")
        assert "Lab" in words_in(page.details.panel.body)
        await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Laboratory"))
        await page.hear(News((Change(client.tenant_id, Kind.ROLE, str(lab.id)),)))
        assert "Laboratory" in words_in(page.details.panel.body)
        await roles.remove(elin.actor, lab.id)
        await page.hear(News((Change(client.tenant_id, Kind.ROLE, str(lab.id)),)))
    assert "Laboratory" not in words_in(page.details.panel.body)


async def test_commands_act_on_the_client_that_details_show(
    page: ClientBoard, elin: Somebody, browser: Browser
) -> None:
    client = await _add(elin, "Pump historian")
    with browser:
        assert not page.toolbar.edit[0].enabled
        await page.board.select(client.id)
        assert page.toolbar.edit[0].enabled
        assert page.board.item is not None
        assert page.board.item.id == client.id
        await clients.remove((await make_person(await Tenant.get(id=client.tenant_id), "Maya Chen")).actor, client.id)
        await page.hear(_changed(client))
    assert not page.toolbar.edit[0].enabled
    assert "Maya Chen removed this client" in words_in(page.details.panel.region)

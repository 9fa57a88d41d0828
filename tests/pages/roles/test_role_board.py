"""The Roles page while answers are on their way."""

import asyncio
from typing import Any

import pytest
from nicegui.client import Client as Browser

from components.buttons import button
from components.side_panel import SidePanel
from components.tables.search_box import SearchBox
from components.text import box
from models import Tenant
from pages.console.listing import Listing
from pages.roles import role_rows
from pages.roles.role_board import RoleBoard
from services.people import roles
from services.people.roles import RoleFields, RoleView
from tests.pages.opened import enter, words_in
from tests.services.live.hearing import poll
from tests.services.world import Somebody, make_person


@pytest.fixture
async def elin(tenant: Tenant) -> Somebody:
    return await make_person(tenant, "Elin Berg")


@pytest.fixture
async def lab(elin: Somebody) -> RoleView:
    return await roles.add(elin.actor, RoleFields("Lab"))


@pytest.fixture
async def page(browser: Browser, elin: Somebody, tenant: Tenant) -> RoleBoard:
    """The Roles page, as its route composes it."""
    person = await enter(browser, elin, tenant)
    with browser, box() as split:
        made = RoleBoard(person, "", "")
        made.search = SearchBox("Search roles", "", made.board.search)
        made.commands = [button("Edit Role", made.actions.edit)]
        made.listing = Listing(made.board, "roles", "Roles", role_rows.COLUMNS, chips=True, opens=True, ticks=True)
        made.panel = SidePanel(split, made.close, back="Back")
        await made.board.load()
    return made


async def test_a_role_that_is_left_while_its_holders_are_read_is_no_fault(
    page: RoleBoard, lab: RoleView, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, held = roles.holders, asyncio.Event()

    async def read_slowly(*about: Any, **more: Any) -> object:
        await held.wait()
        return await read(*about, **more)

    monkeypatch.setattr(roles, "holders", read_slowly)

    async def select() -> None:
        with browser:
            await page.board.select(lab.id)

    async with asyncio.TaskGroup() as clicks:
        clicks.create_task(select())
        await poll(lambda: page.board.view.opened == lab.id)
        with browser:
            await page.board.select(None)
        held.set()
    assert not page.panel.region.visible
    assert not page.commands[0].enabled


async def test_a_selected_role_shows_who_has_it_and_what_can_be_done(
    page: RoleBoard, lab: RoleView, browser: Browser
) -> None:
    with browser:
        await page.board.select(lab.id)
    assert words_in(page.panel.region).startswith("Lab Custom")
    assert page.commands[0].enabled

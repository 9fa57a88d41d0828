"""The Users page hears what others do: Details follow, and say so where their person is gone."""

from uuid import uuid4

import pytest
from nicegui.client import Client as Browser

from components.side_panel import SidePanel
from components.text import box
from models import Tenant
from pages.console.frame import current_shell
from pages.console.listing import Listing
from pages.users import user_rows
from pages.users import users as route
from pages.users.user_board import UserBoard
from services.live.changes import Change, Kind
from services.live.news import News
from services.people import roles, users
from services.people.roles import RoleFields
from services.people.user_views import UserFields
from tests.pages.opened import enter, words_in
from tests.services.world import MEMBER, Somebody, make_person


@pytest.fixture
async def elin(tenant: Tenant) -> Somebody:
    return await make_person(tenant, "Elin Berg")


@pytest.fixture
async def noor(tenant: Tenant) -> Somebody:
    return await make_person(tenant, "Noor Berg", MEMBER)


@pytest.fixture
async def page(browser: Browser, elin: Somebody, noor: Somebody, tenant: Tenant) -> UserBoard:
    """The Users page, as its route composes it, with Details open on Noor."""
    person = await enter(browser, elin, tenant)
    with browser, box() as split:
        made = UserBoard(person, str(noor.id), "")
        route._toolbar(made)
        made.listing = Listing(made.board, "people", "Users", user_rows.COLUMNS, chips=True, opens=True, ticks=True)
        made.panel = SidePanel(split, made.close, back="Back to users")
        await made.board.load()
        await made.board.load_item()
    return made


async def test_a_role_that_is_renamed_shows_in_open_details(
    page: UserBoard, elin: Somebody, noor: Somebody, tenant: Tenant, browser: Browser
) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    base = (await users.get(elin.actor, noor.id)).fields
    await users.edit(elin.actor, noor.id, base=base, wanted=UserFields(base.name, (*base.role_ids, lab.id)))
    with browser:
        await page.board.hear(News((Change(tenant.id, Kind.USER, str(noor.id)),)))
        assert "Lab Custom role" in words_in(page.panel.region)
        await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Laboratory"))
        await page.board.hear(News((Change(tenant.id, Kind.ROLE, str(lab.id)),)))
    assert "Laboratory Custom role" in words_in(page.panel.region)


async def test_details_of_somebody_who_was_removed_close_and_say_so(
    page: UserBoard, elin: Somebody, noor: Somebody, tenant: Tenant, browser: Browser
) -> None:
    await users.remove(elin.actor, noor.id)
    with browser:
        await page.board.hear(News((Change(tenant.id, Kind.USER, str(noor.id), 2, uuid4()),)))
        said = words_in(current_shell().toasts.region)
    assert "Noor Berg was removed." in said
    assert (page.board.view.opened, page.panel.region.visible) == (None, False)
    assert not page.commands["edit"].enabled

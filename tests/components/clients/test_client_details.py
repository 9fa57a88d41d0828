"""Details of a client show the tab that was chosen last, once, however long its reading takes."""

import asyncio
from collections.abc import Callable

import pytest
from nicegui.client import Client as Browser

from components.clients.client_details import ClientDetails, DetailsData, RoleWords
from components.text import text
from tests.pages.opened import words_in
from tests.services.live.hearing import poll

PUMP = DetailsData("1", "Pump historian", True, "Client-Credentials", (), (RoleWords("Lab", ""),), True, "No secret.")


class _Trail:
    """What tells a client's activity, once it is let go on."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[str]] = []

    async def read(self) -> Callable[[], object]:
        self.waiting.append(asyncio.get_running_loop().create_future())
        words = await self.waiting[-1]
        return lambda: text("p", words)


@pytest.fixture
def trail() -> _Trail:
    return _Trail()


@pytest.fixture
async def details(browser: Browser, trail: _Trail) -> ClientDetails:
    """Details, open on Pump historian."""

    async def nothing() -> None: ...

    with browser:
        made = ClientDetails(
            on_close=nothing, build_secrets=lambda _: None, read_activity=trail.read, commands=None, on_token=None
        )
        await made.show(PUMP)
    return made


async def test_activity_that_is_chosen_twice_while_it_is_read_is_shown_once(
    details: ClientDetails, trail: _Trail
) -> None:
    async with asyncio.TaskGroup() as clicks:
        clicks.create_task(details._choose("activity"))
        clicks.create_task(details._choose("activity"))
        await poll(lambda: len(trail.waiting) == 2)
        for each in trail.waiting:
            each.set_result("Elin Berg added the client")
    assert words_in(details.body) == "Elin Berg added the client"


async def test_activity_that_comes_after_another_tab_was_chosen_is_not_shown(
    details: ClientDetails, trail: _Trail
) -> None:
    async with asyncio.TaskGroup() as clicks:
        clicks.create_task(details._choose("activity"))
        await poll(lambda: trail.waiting)
        await details._choose("roles")
        trail.waiting[0].set_result("Elin Berg added the client")
    assert words_in(details.body).split() == ["Lab"]


async def test_activity_of_a_client_that_was_left_is_not_shown_with_another(
    details: ClientDetails, trail: _Trail
) -> None:
    async with asyncio.TaskGroup() as clicks:
        clicks.create_task(details._choose("activity"))
        await poll(lambda: trail.waiting)
        await details.show(DetailsData("2", "Energy export", True, "Client-Credentials", ()))
        trail.waiting[0].set_result("Elin Berg added the client")
    assert "Elin Berg" not in words_in(details.body)

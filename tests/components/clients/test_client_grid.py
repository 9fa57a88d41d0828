"""To the browser go only the rows that differ, and chips that stay are the same buttons."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from nicegui.client import Client as Browser

from components.clients.client_filters import ClientFilters
from components.clients.client_grid import ClientGrid, GridRow, GridView
from models import ClientState

PUMP = GridRow("1", "Pump historian", True, (), "just now", "", "Elin Berg", "EB", "w1")
EXPORT = replace(PUMP, id="2", name="Energy export")
Sent = Callable[[], Awaitable[list[Any]]]


async def _nothing(*_: object) -> None: ...


@pytest.fixture
def sent(browser: Browser) -> Sent:
    """What was put into the outbox since it was asked for last: elements whole, and code."""

    async def taken() -> list[Any]:
        await asyncio.sleep(0)  # NiceGUI puts code into it a moment later
        outbox = browser.outbox
        found = [*outbox.updates.values(), *(data["code"] for _, _, data in outbox.messages)]
        outbox.updates.clear()
        outbox.messages.clear()
        return found

    return taken


@pytest.fixture
async def grid(browser: Browser, sent: Sent) -> ClientGrid:
    with browser:
        made = ClientGrid(on_open=_nothing, on_toggle=_nothing, on_toggle_all=_nothing, on_sort=_nothing)
        made.show([PUMP, EXPORT], GridView())
    await sent()
    return made


async def test_rows_that_stay_as_they_are_send_nothing(grid: ClientGrid, browser: Browser, sent: Sent) -> None:
    with browser:
        grid.show([PUMP, EXPORT], GridView())
    assert await sent() == []


async def test_a_row_that_changed_is_sent_alone(grid: ClientGrid, browser: Browser, sent: Sent) -> None:
    with browser:
        grid.show([PUMP, replace(EXPORT, enabled=False)], GridView())
    (code,) = await sent()
    assert "patch" in code
    assert "Energy export" in code
    assert "Pump historian" not in code


async def test_other_rows_are_sent_whole(grid: ClientGrid, browser: Browser, sent: Sent) -> None:
    with browser:
        grid.show([EXPORT], GridView())
    assert await sent() == [grid.table]
    assert [row["name"] for row in grid.table._to_dict()["props"]["rows"]] == ["Energy export"]


async def test_a_chip_whose_count_changes_is_still_the_same_button(browser: Browser, sent: Sent) -> None:
    chosen: list[ClientState | None] = []

    async def choose(state: ClientState | None) -> None:
        chosen.append(state)

    with browser:
        filters = ClientFilters(on_state=choose, on_bulk=_nothing, on_clear=_nothing)
        filters.show_chips({None: 2, ClientState.DISABLED: 0}, None)
        before, _ = set(browser.elements), await sent()
        filters.show_chips({None: 2, ClientState.DISABLED: 1}, None)
    assert set(browser.elements) == before
    assert [each.text for each in await sent()] == ["1"]

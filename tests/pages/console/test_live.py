"""An open page follows changes: gathered for a moment, never lost to a handler that fails."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from nicegui.client import Client as Browser
from nicegui.events import GenericEventArguments, handle_event
from nicegui.helpers import event_type_to_camel_case

from errors import Forbidden
from pages.console import live
from pages.console.live import follow, look
from services.live.changes import RELOAD, Change, Kind
from services.live.feed import _hub
from services.live.news import News
from tests.services.live.hearing import poll

TENANT = uuid4()


def _change(number: int = 1, tenant_id: UUID = TENANT) -> Change:
    return Change(tenant_id, Kind.CLIENT, f"client {number}", number)


class _Page:
    """What an open page heard, and what it does when it hears."""

    def __init__(self) -> None:
        self.heard: list[News] = []
        self.on_hear: Callable[[News], Awaitable[None]] | None = None

    async def hear(self, news: News) -> None:
        self.heard.append(news)
        if self.on_hear is not None:
            await self.on_hear(news)


@pytest.fixture
def opened(browser: Browser) -> _Page:
    page = _Page()
    with browser:
        follow(TENANT, page.hear, pause=0.05)
    return page


async def test_the_first_change_is_heard_at_once_and_a_burst_after_it_once(opened: _Page) -> None:
    _hub.deliver(_change(0))
    await poll(lambda: opened.heard)
    for number in range(1, 101):
        _hub.deliver(_change(number))
        _hub.deliver(_change(number))
    await poll(lambda: len(opened.heard) > 1)
    assert [len(news.changes) for news in opened.heard] == [1, 100]


async def test_while_a_burst_lasts_a_page_hears_once_in_the_pause(opened: _Page) -> None:
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def note(_: News) -> None:
        times.append(loop.time())

    opened.on_hear = note
    for number in range(60):
        _hub.deliver(_change(number))
        await asyncio.sleep(0.005)
    await poll(lambda: opened.heard[-1].changes[-1] == _change(59))
    assert all(later - earlier >= 0.045 for earlier, later in itertools.pairwise(times))


async def test_a_handler_that_fails_loses_nothing(opened: _Page, caplog: pytest.LogCaptureFixture) -> None:
    async def fail_twice(_: News) -> None:
        if len(opened.heard) < 3:
            raise ValueError("a bug")

    opened.on_hear = fail_twice
    _hub.deliver(_change())
    await poll(lambda: len(opened.heard) == 3)
    assert [news.changes for news in opened.heard[1:]] == [(RELOAD,), (RELOAD,)]
    assert [record.message.split()[0] for record in caplog.records] == ["Fault"]
    opened.on_hear = None
    _hub.deliver(_change(2))
    await poll(lambda: opened.heard[-1].changes == (_change(2),))


async def test_a_handler_that_is_refused_says_so_and_is_not_called_again(
    opened: _Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Exception] = []
    monkeypatch.setattr(live, "tell", told.append)

    async def refuse(_: News) -> None:
        raise Forbidden("Not for your roles.")

    opened.on_hear = refuse
    _hub.deliver(_change())
    await poll(lambda: told)
    opened.on_hear = None
    _hub.deliver(_change(2))
    await poll(lambda: len(opened.heard) == 2)
    assert opened.heard[1].changes == (_change(2),)


async def test_another_tenants_changes_are_not_heard_and_a_reload_is(opened: _Page) -> None:
    _hub.deliver(_change(1, uuid4()))
    _hub.deliver(RELOAD)
    await poll(lambda: opened.heard)
    assert opened.heard[0].changes == (RELOAD,)


async def test_whoever_left_hears_nothing(browser: Browser) -> None:
    page = _Page()
    with browser:
        end = follow(TENANT, page.hear)
    _hub.deliver(_change())
    end()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert page.heard == []


async def test_a_hidden_tab_waits_until_it_is_seen(opened: _Page, browser: Browser) -> None:
    _say_seen(browser, False)
    _hub.deliver(_change(1))
    _hub.deliver(_change(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert opened.heard == []
    _say_seen(browser, True)
    await poll(lambda: opened.heard)
    assert opened.heard[0].changes == (_change(1), _change(2))


async def test_what_is_opened_in_a_hidden_tab_waits_too(browser: Browser) -> None:
    page, looked = _Page(), []

    async def note() -> None:
        looked.append(1)

    with browser:
        follow(TENANT, page.hear)
        _say_seen(browser, False)
        look_again = look(TENANT, note)
    for _ in range(3):
        look_again()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert looked == []
    _say_seen(browser, True)
    await poll(lambda: looked)
    assert looked == [1]


def _say_seen(browser: Browser, seen: bool) -> None:
    """What the browser says when its tab is hidden or shown."""
    (listener,) = [
        each for each in browser.layout._event_listeners.values() if each.type == event_type_to_camel_case(live.SEEN)
    ]
    handle_event(listener.handler, GenericEventArguments(sender=browser.layout, client=browser, args=seen))

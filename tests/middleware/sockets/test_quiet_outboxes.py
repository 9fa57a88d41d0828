"""A page that nobody touches wakes nobody: its outbox has no timer, and still sends and ends at once."""

import asyncio

import pytest
from nicegui import outbox as of_nicegui
from nicegui.client import Client as Browser

from middleware.sockets import quiet_outboxes
from tests.components.conftest import browser
from tests.services.live.hearing import poll

__all__ = ["browser"]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_nicegui, "asyncio", quiet_outboxes.PATIENT)


@pytest.mark.usefixtures("quiet")
async def test_an_outbox_that_has_nothing_to_send_sets_no_timer_and_ends_with_its_page(browser: Browser) -> None:
    loop, outbox = asyncio.get_running_loop(), browser.outbox
    (task,) = [each for each in asyncio.all_tasks() if each.get_name() == f"outbox loop {browser.id}"]
    await poll(lambda: outbox._enqueue_event and not outbox._enqueue_event.is_set())
    await asyncio.sleep(0)
    assert not [each for each in loop._scheduled if "_release_waiter" in repr(each)]  # type: ignore[attr-defined]
    outbox.stop()
    await poll(task.done)

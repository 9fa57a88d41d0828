"""A task that lives as long as the server goes on, whatever it raises, and the log hears of it once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from errors import KeylodgeError, Unavailable
from services.tasks import supervision
from services.tasks.supervision import supervised
from tests.services.live.hearing import poll

FAILURES = [
    ValueError("a bug"),
    asyncpg.InternalClientError("got result for unknown protocol state 3"),
    asyncio.CancelledError(),
    KeylodgeError("It stopped. Do this."),
    Unavailable("Away."),
    None,
]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "RETRY_SECONDS", 0)


class Task:
    """Fails so often, then goes on for ever."""

    def __init__(self, failure: BaseException | None, times: int = 3) -> None:
        self.failure, self.times, self.started = failure, times, 0
        self.steady = False

    async def work(self) -> None:
        self.started += 1
        if self.started > self.times:
            self.steady = True
            await asyncio.sleep(3600)
        if self.failure:
            raise self.failure


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_task_goes_on_whatever_it_raised(failure: BaseException | None) -> None:
    task = Task(failure)
    async with supervised("The task", task.work):
        await poll(lambda: task.steady)
    assert task.started == 4


@pytest.mark.parametrize(
    ("failure", "words", "traces"), [(FAILURES[0], 1, 1), (FAILURES[3], 1, 0), (FAILURES[4], 0, 0)]
)
async def test_log_hears_of_it_once_and_of_an_outage_not_from_each_task(
    failure: BaseException, words: int, traces: int, caplog: pytest.LogCaptureFixture
) -> None:
    task = Task(failure)
    with caplog.at_level(logging.INFO, "keylodge.tasks"):
        async with supervised("The task", task.work):
            await poll(lambda: task.steady)
    assert len(caplog.records) == words
    assert sum(record.exc_info is not None for record in caplog.records) == traces


async def test_task_ends_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stop_amid(work: Callable[[], Awaitable[None]]) -> None:
        async with supervised("The task", work):
            await asyncio.sleep(0.01)

    monkeypatch.setattr(supervision, "RETRY_SECONDS", 3600)
    async with asyncio.timeout(5):
        await stop_amid(Task(None, times=0).work)
        await stop_amid(Task(ValueError("waits to be started again")).work)

"""Changes are told in rounds: the same news to all, which share what they read, and time is left for the rest."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest

from errors import Forbidden
from services.live.changes import RELOAD, Change, Kind
from services.live.feed import _hub
from services.live.gathering import Follower, Pace
from services.live.news import MOST, News, Readings
from tests.services.live.hearing import poll

TENANT = uuid4()
Follow = Callable[..., tuple[Follower, list[News]]]


def _change(number: int = 1) -> Change:
    return Change(TENANT, Kind.CLIENT, f"client {number}", number)


@pytest.fixture
def follow(request: pytest.FixtureRequest) -> Follow:
    """Makes a follower, and the list of what it heard."""

    def made(pause: float = 0.05) -> tuple[Follower, list[News]]:
        heard: list[News] = []

        async def hear(news: News) -> None:
            heard.append(news)

        follower = Follower(TENANT, hear, pause)
        request.addfinalizer(follower.end)
        return follower, heard

    return made


async def test_all_who_follow_hear_the_same_news(follow: Follow) -> None:
    (_, first), (_, second) = follow(), follow()
    _hub.deliver(_change())
    await poll(lambda: first and second)
    assert first[0].readings is second[0].readings


async def test_whoever_is_away_hears_everything_when_they_come_back(follow: Follow) -> None:
    (hidden, heard), (_, seen) = follow(), follow()
    hidden.go_away()
    for number in range(3):
        _hub.deliver(_change(number))
        await poll(lambda number=number: seen and seen[-1].changes[-1] == _change(number))  # type: ignore[misc]
    assert heard == []
    hidden.come_back()
    await poll(lambda: heard)
    assert [news.changes for news in heard] == [(_change(0), _change(1), _change(2))]


async def test_more_changes_than_are_kept_become_one_reload(follow: Follow) -> None:
    hidden, heard = follow()
    hidden.go_away()
    for number in range(MOST + 1):
        _hub.deliver(_change(number))
    hidden.come_back()
    await poll(lambda: heard)
    assert heard[0].changes == (RELOAD,)


async def test_whoever_takes_long_does_not_hold_up_the_others(follow: Follow) -> None:
    slow, _ = follow()
    ended = asyncio.Event()
    slow.hear = lambda _: ended.wait()  # type: ignore[assignment, return-value]
    _, heard = follow()
    _hub.deliver(_change(1))
    await poll(lambda: heard)
    _hub.deliver(_change(2))
    await poll(lambda: len(heard) == 2)
    ended.set()


def test_after_a_burst_telling_takes_its_share_of_the_time() -> None:
    time = 0.0
    pace = Pace(share=1 / 3, burst=0.5, clock=lambda: time)
    assert [pace.spend(0.25), pace.spend(0.25)] == [0, 0]
    assert pace.spend(0.1) == pytest.approx(0.3)
    time = 0.3
    assert pace.spend(0.1) == pytest.approx(0.3)


async def test_those_who_ask_the_same_share_one_answer() -> None:
    readings, asked = Readings(), []

    async def read() -> int:
        asked.append(1)
        await asyncio.sleep(0)
        return len(asked)

    answers = await asyncio.gather(*(readings.share("a question", read) for _ in range(5)))
    assert (answers, await readings.share("another", read)) == ([1] * 5, 2)


async def test_an_answer_is_read_to_its_end_though_the_first_who_asked_is_gone() -> None:
    readings, goes_on = Readings(), asyncio.Event()

    async def read() -> str:
        await goes_on.wait()
        return "answer"

    first = asyncio.create_task(readings.share("a question", read))
    second = asyncio.create_task(readings.share("a question", read))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    goes_on.set()
    assert await second == "answer"


async def test_what_one_is_refused_another_may_have() -> None:
    readings = Readings()

    async def refuse() -> str:
        raise Forbidden("Not for your roles.")

    async def read() -> str:
        return "answer"

    with pytest.raises(Forbidden):
        await readings.share("a question", refuse)
    assert await readings.share("a question", read) == "answer"

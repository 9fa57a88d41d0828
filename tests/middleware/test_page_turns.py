"""A crowd at the console's door: a few pages are made at once, in order, and whoever waits too long is told."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from middleware import page_turns
from middleware.page_turns import AT_A_TIME, PageTurns
from middleware.sockets.returning import EVERY_S, LONGEST_S, Returning
from pages.console import plain

SOMEBODY: Any = object()


@dataclass
class Kitchen:
    """An application whose pages are made when the test says so."""

    begun: list[str] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(scope["path"])
        await self.done.wait()
        await PlainTextResponse("A page.")(scope, receive, send)


async def ask(app: PageTurns, path: str, **other: object) -> list[Message]:
    """What comes back for a page that somebody who is signed in asks for."""
    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": [], "state": {"person": SOMEBODY}}
    heard: list[Message] = []

    async def note(message: Message) -> None:
        heard.append(message)

    await app({**scope, **other}, _nothing, note)
    return heard


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def settled() -> None:
    """Everybody has come as far as they can."""
    for _ in range(20):
        await asyncio.sleep(0)


def crowd(app: PageTurns, number: int) -> list["asyncio.Task[list[Message]]"]:
    return [asyncio.create_task(ask(app, f"/{each}")) for each in range(number)]


async def test_few_pages_are_made_at_once_and_the_others_in_their_order() -> None:
    kitchen = Kitchen()
    asked = crowd(PageTurns(kitchen, busy=plain.busy), 3 * AT_A_TIME)
    await settled()
    assert kitchen.begun == [f"/{each}" for each in range(AT_A_TIME)]
    kitchen.done.set()
    assert [heard[0]["status"] for heard in await asyncio.gather(*asked)] == [200] * 3 * AT_A_TIME
    assert kitchen.begun == [f"/{each}" for each in range(3 * AT_A_TIME)]


async def test_whoever_waits_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_turns, "WAIT_S", 0.01)
    kitchen = Kitchen()
    app = PageTurns(kitchen, busy=plain.busy)
    asked = crowd(app, AT_A_TIME)
    await settled()
    start, body = await ask(app, "/late")
    assert start["status"] == 503
    assert (b"retry-after", str(plain.RETRY_S).encode()) in start["headers"]
    assert b"Keylodge is busy" in body["body"]
    assert b"again.js" in body["body"]
    kitchen.done.set()
    assert {heard[0]["status"] for heard in await asyncio.gather(*asked)} == {200}
    assert (await ask(app, "/later"))[0]["status"] == 200


async def test_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_turns, "MOST_WAITING", 2)
    kitchen = Kitchen()
    app = PageTurns(kitchen, busy=plain.busy)
    asked = crowd(app, AT_A_TIME + 3)
    await settled()
    assert [task.done() for task in asked] == [False] * (AT_A_TIME + 2) + [True]
    kitchen.done.set()
    assert [heard[0]["status"] for heard in await asyncio.gather(*asked)] == [200] * (AT_A_TIME + 2) + [503]


async def test_somebody_who_goes_away_leaves_their_turn_to_others() -> None:
    kitchen = Kitchen()
    app = PageTurns(kitchen, busy=plain.busy)
    gone = crowd(app, 2 * AT_A_TIME)
    await settled()
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    kitchen.done.set()
    assert (await ask(app, "/next"))[0]["status"] == 200


async def test_slow_reader_holds_no_turn() -> None:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("A page.")(scope, receive, send)

    async def stuck(_: Message) -> None:
        await asyncio.Event().wait()

    app = PageTurns(answer, busy=plain.busy)
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "state": {"person": SOMEBODY}}
    slow = [asyncio.create_task(app(scope, _nothing, stuck)) for _ in range(AT_A_TIME)]
    await settled()
    assert (await ask(app, "/next"))[0]["status"] == 200
    for task in slow:
        task.cancel()


@pytest.mark.parametrize(
    "other",
    [{"state": {}}, {"method": "POST"}, {"path": "/_nicegui_ws/socket.io/"}, {"type": "websocket"}],
    ids=["stranger", "form", "polling", "socket"],
)
async def test_what_is_no_page_waits_for_nobody(other: dict[str, object]) -> None:
    kitchen = Kitchen()
    app = PageTurns(kitchen, busy=plain.busy)
    asked = crowd(app, 2 * AT_A_TIME)
    await settled()
    passing = asyncio.create_task(ask(app, "/passing", **other) if "path" not in other else ask(app, **other))  # type: ignore[arg-type]
    await settled()
    assert len(kitchen.begun) == AT_A_TIME + 1
    kitchen.done.set()
    await asyncio.gather(passing, *asked)


async def test_pages_are_told_to_load_again_one_after_the_other() -> None:
    returning, told = Returning(), []
    loop = asyncio.get_running_loop()
    begun = loop.time()

    async def page(number: int) -> None:
        await returning.turn()
        told.append((number, loop.time() - begun))

    await asyncio.gather(*(page(number) for number in range(4)))
    assert [number for number, _ in told] == [0, 1, 2, 3]
    assert all(at >= number * EVERY_S * 0.99 for number, at in told)


async def test_nobody_is_kept_longer_than_a_socket_lives() -> None:
    returning = Returning()
    now = asyncio.get_running_loop().time()
    waiting = [asyncio.create_task(returning.turn()) for _ in range(10_000)]
    await settled()
    assert returning.next <= asyncio.get_running_loop().time() + LONGEST_S
    assert returning.next > now
    for task in waiting:
        task.cancel()

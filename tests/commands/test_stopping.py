"""A server that drains, in this process: who is connected when it is told to stop is answered before it ends."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from commands import serving
from commands.leaving import Leaving
from services.people import links
from web.site import Site

REQUEST = b"GET / HTTP/1.1\r\nHost: keys.example.com\r\n\r\n"


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[serving._Server]:
    """One that drains until it is hurried."""

    async def nobody() -> None:
        return None

    monkeypatch.setattr(links, "create_first_run", nobody)
    monkeypatch.setattr(serving, "READ_S", 60)
    leaving = Leaving(Starlette(routes=[Route("/", lambda _: PlainTextResponse("a page"))]))
    site = Site("https://keys.example.com", frozenset())
    made = serving._Server(serving._config(leaving, None), leaving, site, None, drain=0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(made.serve(sockets=[listener]))
        async with asyncio.timeout(10):
            while not made.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
        yield made
        leaving.hurry()
        await running


async def test_who_is_connected_is_answered_though_nobody_is_let_in_any_more(server: serving._Server) -> None:
    port = server.servers[0].sockets[0].getsockname()[1]
    async with _connected(port) as kept, _connected(port) as silent:
        assert b"connection: close" not in await _ask(*kept)
        server.should_exit = True
        async with asyncio.timeout(10):
            while await _lets_in(port):  # noqa: ASYNC110 - a closed door has no event
                await asyncio.sleep(0.01)
        for connection in (kept, silent):
            answer = await _ask(*connection)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert b"connection: close" in answer


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(REQUEST)
    return await reader.readuntil(b"a page")


async def _lets_in(port: int) -> bool:
    try:
        async with _connected(port):
            return True
    except OSError:
        return False

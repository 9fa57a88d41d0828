"""Pages as browsers hold them, without a browser: loaded, kept by a socket, loaded again after the server restarted."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

ACK_S = 3.0
"""How often a browser says what it has got, if there was anything (nicegui.js)."""
BACKOFF_S = (1.0, 5.0)
"""What socket.io waits before it connects again: first, and at most; give or take a half."""
BUSY_S = (2.0, 6.0)
"""What a page waits that Keylodge was too busy to make (static/again.js)."""
_CLIENT = re.compile(r"'client_id': '([0-9a-f-]{36})'")
_MESSAGE = re.compile(r'"_id": ?(\d+)')


@dataclass
class Crowd:
    """Pages of one server, and what became of their requests: answers by status, and seconds until a page was there."""

    url: str
    shown: re.Pattern[str]
    """Finds what a page shows: a name, and the round in which it was last changed."""
    answers: Counter[str] = field(default_factory=Counter)
    opened: list[float] = field(default_factory=list)
    pages: list["Page"] = field(default_factory=list)
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self.http = httpx.AsyncClient(base_url=self.url, timeout=120, limits=limits)

    async def open(self, path: str, session: str) -> None:
        """Open a page, and hold it."""
        page = Page(self, path, {"cookie": f"keylodge_session={session}", "accept": "text/html"})
        self.pages.append(page)
        page.task = asyncio.create_task(page.live())
        await page.there.wait()

    def back(self) -> int:
        """How many pages are there and connected."""
        return sum(page.there.is_set() for page in self.pages)

    def equal(self, round_: int) -> int:
        """How many pages show all they show as it was changed in this round."""
        return sum(set(page.rows.values()) == {round_} for page in self.pages)

    async def close(self) -> None:
        """Everybody leaves."""
        for page in self.pages:
            page.task.cancel()
        await asyncio.gather(*(page.task for page in self.pages), return_exceptions=True)
        await self.http.aclose()


@dataclass
class Page:
    """One of them."""

    crowd: Crowd
    path: str
    headers: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    """The names that it showed when it was loaded, and the round of each as told last."""
    there: asyncio.Event = field(default_factory=asyncio.Event)
    client_id: str = ""
    received: int = 0
    task: "asyncio.Task[None]" = field(init=False)

    async def live(self) -> None:
        """Load, connect, listen; load again where the server doesn't know the page any more."""
        await self._load()
        tries = 0
        while True:
            try:
                async with connect(self._socket(), additional_headers=self._socket_headers(), max_size=None) as socket:
                    if await self._enter(socket):
                        tries = 0
                        await self._listen(socket)
                    else:
                        await self._load()
                        continue
            except (OSError, WebSocketException, TimeoutError):
                pass
            self.there.clear()
            tries += 1
            await asyncio.sleep(min(BACKOFF_S[0] * 2 ** (tries - 1), BACKOFF_S[1]) * random.uniform(0.5, 1.5))  # noqa: S311

    async def _load(self) -> None:
        begun = time.perf_counter()
        while True:
            answer = await self._get()
            self.crowd.answers[str(answer.status_code) if answer is not None else "no answer"] += 1
            found = _CLIENT.search(answer.text) if answer else None
            if answer and found and answer.status_code == 200:
                break
            await asyncio.sleep(random.uniform(*BUSY_S))  # noqa: S311
        self.client_id, self.received, self.rows = found[1], 0, {}
        self._read(answer.text)
        self.crowd.opened.append(time.perf_counter() - begun)

    async def _get(self) -> httpx.Response | None:
        try:
            return await self.crowd.http.get(self.path, headers=self.headers)
        except httpx.HTTPError:
            return None

    async def _enter(self, socket: ClientConnection) -> bool:
        """Say which page this is; False where the server doesn't know it."""
        await socket.recv()  # engine.io's first packet
        await socket.send("40")
        while not (text := str(await socket.recv())).startswith(("40", "44")):
            if text == "2":
                await socket.send("3")
        if text.startswith("40"):
            self.there.set()
        return text.startswith("40")

    async def _listen(self, socket: ClientConnection) -> None:
        acked = asyncio.create_task(self._acknowledge(socket))
        try:
            async for packet in socket:
                text = str(packet)
                if text == "2":
                    await socket.send("3")
                else:
                    self._read(text)
                    self.received = max([self.received, *(int(number) + 1 for number in _MESSAGE.findall(text))])
        finally:
            acked.cancel()

    async def _acknowledge(self, socket: ClientConnection) -> None:
        told = 0
        while True:
            await asyncio.sleep(ACK_S)
            if self.received > told:
                told = self.received
                await socket.send("42" + json.dumps(["ack", {"client_id": self.client_id, "next_message_id": told}]))

    def _read(self, text: str) -> None:
        for name, round_ in self.crowd.shown.findall(text):
            self.rows[name] = int(round_)

    def _socket(self) -> str:
        asked = {"client_id": self.client_id, "tab_id": uuid4(), "document_id": uuid4(), "old_tab_id": ""}
        asked |= {"next_message_id": self.received, "implicit_handshake": "true", "EIO": 4, "transport": "websocket"}
        return f"ws://{urlsplit(self.crowd.url).netloc}/_nicegui_ws/socket.io/?{urlencode(asked)}"

    def _socket_headers(self) -> dict[str, str]:
        return {"Cookie": self.headers["cookie"], "Origin": self.crowd.url}

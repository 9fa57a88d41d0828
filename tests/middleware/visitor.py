"""Somebody with a browser, or worse: requests and sockets by hand, so that they can be wrong on purpose."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import socketio

from services.sign_in.sessions import hash_token

PASSWORD = "wet-otter-counts-7-lamps"
DONE_S = 30
PEOPLE = {
    "elin@example.com": "Tenant Administrator",
    "maya@example.com": "Tenant Administrator",
    "noor@example.com": "Tenant Member",
}


@dataclass
class Page:
    """An open page: its client id, and the element and listener behind each mark."""

    client_id: str
    marks: dict[str, list[Any]]
    tab_id: str = field(default_factory=lambda: str(uuid4()))


class Visitor:
    """One browser with cookies of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, headers={"accept": "text/html"}, timeout=20)
        self.sockets: list[socketio.AsyncClient] = []

    async def sign_in(self, email: str) -> "Visitor":
        """Come in by the front door."""
        answer = await self.post("/login", email=email, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self

    async def post(self, path: str, origin: str | None = "", **values: str) -> httpx.Response:
        """Send a form; from our own origin unless another one, or None, is given."""
        headers = {} if origin is None else {"origin": origin or self.url}
        return await self.http.post(path, data=values, headers=headers)

    @property
    def session_hash(self) -> str:
        """What the session table holds of this browser's cookie."""
        return hash_token(self.http.cookies["keylodge_session"])

    async def open(self, path: str = "/rehearsal") -> Page:
        """Load a page and find its parts."""
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        found = re.search(r"'client_id': '([0-9a-f-]{36})'", answer.text)
        assert found, answer.text
        return Page(found[1], (await self.http.get(f"/rehearsal/where/{found[1]}")).json())

    async def connect(self, page: Page, *, origin: str | None = "", **query: str) -> "Socket":
        """Open the page's socket as its script does. ConnectionError where it is refused."""
        asked = {"client_id": page.client_id, "tab_id": page.tab_id, "document_id": str(uuid4()), "old_tab_id": ""}
        asked |= {"next_message_id": "0", "implicit_handshake": "true", **query}
        headers = {} if origin is None else {"Origin": origin or self.url}
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        socket = Socket(page)
        self.sockets.append(socket.sio)
        await socket.sio.connect(
            f"{self.url}?{urlencode(asked)}",
            headers={**headers, "Cookie": cookies} if cookies else headers,
            socketio_path="/_nicegui_ws/socket.io",
            transports=["websocket"],
            wait_timeout=5,
        )
        return socket

    async def told(self) -> dict[str, Any]:
        """What the server counted so far."""
        return dict((await self.http.get("/rehearsal/counts")).json())

    async def leave(self) -> None:
        """Close everything."""
        for socket in self.sockets:
            await socket.disconnect()
        await self.http.aclose()


class Socket:
    """A page's socket, and what the server said on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sio = socketio.AsyncClient(reconnection=False)
        self.heard: list[tuple[str, Any]] = []
        self.sio.on("*", self._hear)
        self.cut = asyncio.Event()
        self.sio.on("disconnect", lambda *_: self.cut.set())

    async def click(self, page: Page | None = None) -> bool:
        """Press the button; on another page where one is given.

        Returns once the server is done with it, whatever it did: True, or False where it ended the socket instead.
        """
        done = asyncio.create_task(self.sio.call("event", _event(page or self.page, "count"), timeout=DONE_S))
        cut = asyncio.create_task(self.cut.wait())
        first, _ = await asyncio.wait((done, cut), return_when=asyncio.FIRST_COMPLETED)
        for task in (done, cut):
            task.cancel()
        if done in first:
            done.result()
        return done in first

    async def note(self, words: str) -> None:
        """Send what the page writes down, without waiting for it to arrive."""
        await self.sio.emit("event", _event(self.page, "note", words))

    async def wait_for(self, words: str, seconds: float = 1.0) -> float:
        """How long until the server says `words`; fails after `seconds`."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        while not any(words in str(data) for _, data in self.heard):
            assert loop.time() - start < seconds, f"{words} was not said within {seconds} s: {self.heard}"
            await asyncio.sleep(0.01)
        return loop.time() - start

    async def _hear(self, name: str, *data: Any) -> None:
        self.heard.append((name, data))


def _event(page: Page, mark: str, *args: str) -> dict[str, object]:
    element, listener = page.marks[mark][:2]
    return {"id": element, "client_id": page.client_id, "listener_id": listener, "args": args}

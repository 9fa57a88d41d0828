"""A pooler between Keylodge and PostgreSQL that can lose what PostgreSQL tells by itself: its notifications."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
NOTIFICATION = b"A"
"""The message's type: https://www.postgresql.org/docs/current/protocol-message-formats.html."""


class Pooler:
    """Hands everything on, but for notifications while `loses`."""

    loses = False
    url = ""
    """Of the database behind it, for whoever says so."""

    def __init__(self, behind: Path) -> None:
        self.behind = behind

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        there, back = await asyncio.open_unix_connection(self.behind / SOCKET)
        try:
            asked = asyncio.create_task(_hand_on(reader, back))
            await self._answer(there, writer)
            asked.cancel()
        finally:
            back.close()
            writer.close()

    async def _answer(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                kind, length = await there.readexactly(1), await there.readexactly(4)
                body = await there.readexactly(int.from_bytes(length) - 4)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            if not (self.loses and kind == NOTIFICATION):
                writer.write(kind + length + body)


@asynccontextmanager
async def pooler(behind: str, folder: Path) -> AsyncIterator[Pooler]:
    """Run one before the PostgreSQL whose socket is in `behind`, with a socket of its own in `folder`."""
    made = Pooler(Path(behind))
    server = await asyncio.start_unix_server(made.serve, folder / SOCKET)
    try:
        yield made
    finally:
        server.close()


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()

"""What the page of removed clients shows, and what restores one."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial
from typing import Final
from uuid import UUID

from components.clients.client_words import short_search_words
from components.tables.empty_place import Empty
from components.tables.plain_table import Row
from components.tables.search_box import SearchBox
from components.waiting import waiting
from pages.console.board import Board
from pages.console.frame import current_actor, say
from pages.console.listing import Address, Listing, ListQuery
from pages.console.sources import Page, Source
from pages.console.zone import browser_zone
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.clients import removed_clients
from services.clients.removed_clients import RemovedClient
from services.live.changes import Kind
from services.live.news import News, Readings

ADDRESS: Final = Address("/security/removed-clients")
ToRow = Callable[[RemovedClient, datetime, tzinfo, UUID | None], Row]


class RemovedBoard:
    """The parts of the page, and what fills them."""

    search: SearchBox
    listing: Listing

    def __init__(self, me: Person, text: str, to_row: ToRow) -> None:
        self.me, self.to_row, self.zone = me, to_row, browser_zone()
        source: Source[ListQuery, RemovedClient, None] = Source(self._read, self._draw, ADDRESS.write, self._is_touched)
        self.board: Board[ListQuery, RemovedClient, None] = Board(source, ADDRESS.read(text), me.id)

    async def restore(self, client_id: str) -> None:
        """Bring a client back."""
        client = await removed_clients.restore(current_actor(), UUID(client_id))
        say(f"{client.name} is back among the {client.type.label} clients.")
        await self.board.load()

    async def _read(self, query: ListQuery, readings: Readings) -> Page[RemovedClient]:
        actor = current_actor()
        with waiting(self.listing.frame):
            return await read_shared(readings, actor, query, partial(_read_page, actor, query))

    async def _is_touched(self, news: News) -> bool:
        return news.touches(Kind.CLIENT)

    def _draw(self) -> None:
        board = self.board
        rows = [self.to_row(gone, board.now, self.zone, self.me.id) for gone in board.page.rows]
        self.listing.show(rows, self._empty)

    def _empty(self) -> Empty:
        text = self.board.shown.search
        if text:
            words = short_search_words(text)
            return Empty(f"No removed client matches “{text}”.", words, "Clear search", self.search.clear)
        words = "A client that is removed stays here for 30 days. Until then it can be restored, secrets included."
        return Empty("Nothing was removed in the last 30 days", words)


async def _read_page(actor: Actor, query: ListQuery) -> Page[RemovedClient]:
    found = removed_clients.list_removed(actor, search=query.search, offset=query.offset, limit=query.limit)
    return Page(*await found)

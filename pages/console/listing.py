"""A plain list on a page: its query, its address, and its table with chips above, foot below, and words while empty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from nicegui import ui

from components.chips import Chip, Chips
from components.tables.empty_place import Empty, EmptyPlace
from components.tables.page_foot import PageFoot
from components.tables.plain_table import Column, OnRow, PlainTable, Row
from components.tables.search_box import clean_search
from pages.console.board import Board
from pages.console.browser_values import read_id
from pages.console.frame import current_site
from pages.console.sources import View

ALL: Final = "all"
"""The chip that filters nothing."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked of a plain list: `group` is the key of the chip that is pressed."""

    search: str = ""
    group: str = ALL
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Address:
    """The page's address; `opened` names the parameter that holds the row that Details is open on."""

    path: str
    opened: str = ""

    def read(self, search: str, opened: str = "") -> View[ListQuery]:
        """The view that these parameters name; what is none is left out."""
        return View(ListQuery(clean_search(search)), read_id(opened))

    def write(self, view: View[ListQuery], _step: bool = False) -> None:
        """Show the view's address in the browser, in place of the one before."""
        ui.navigate.history.replace(self.path_of(view))

    def link(self, view: View[ListQuery]) -> str:
        """The whole address, to hand to somebody."""
        return current_site().url(self.path_of(view))

    def path_of(self, view: View[ListQuery]) -> str:
        """The path, with what is searched and selected."""
        given = {self.opened: str(view.opened or ""), "q": view.query.search}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{self.path}?{query}" if query else self.path


class Listing:
    """The table and what stands around it, built where it is made. A press on a chip asks the board for its group."""

    def __init__(
        self,
        board: Board[ListQuery, Any, Any],
        kind: Literal["people", "roles", "gone"],
        label: str,
        columns: Sequence[Column],
        *,
        chips: bool = False,
        opens: bool = False,
        ticks: bool = False,
        on_act: OnRow | None = None,
    ) -> None:
        self.board = board
        self.chips = Chips(self.narrow) if chips else None
        with ui.element("div").classes("gridbox scrolls" if chips else "gridbox scrolls first") as self.frame:
            on_open, on_toggle = board.open if opens else None, board.toggle if ticks else None
            self.table = PlainTable(kind, label, columns, on_open=on_open, on_toggle=on_toggle, on_act=on_act)
        self.nothing = EmptyPlace()
        self.foot = PageFoot(board.turn)

    async def narrow(self, group: str) -> None:
        """Show one group only."""
        await self.board.ask(replace(self.board.view.query, group=group, offset=0))

    async def show_all(self) -> None:
        """Show every group."""
        await self.narrow(ALL)

    def show(self, rows: Sequence[Row], empty: Callable[[], Empty], chips: Sequence[Chip] = ()) -> None:
        """Show these rows; where there are none, what `empty` says."""
        board = self.board
        if self.chips is not None:
            self.chips.show(chips, board.view.query.group)
        self.table.show(rows, str(board.view.opened or ""))
        self.frame.set_visibility(bool(rows))
        said = None if rows else empty()
        self.nothing.show(said, said.build if said else None)
        self.foot.show(board.shown.offset, len(rows), board.page.total)

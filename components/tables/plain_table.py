"""Small tables of which the server sends every row: users, roles, removed clients. On a phone each row is a card."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.notes import Hue
from web.assets import ICON_NAME, asset_url

OnRow = Callable[[str], Awaitable[None]]
Cell = dict[str, Any]
Tone = Literal["", "soon", "bad", "quiet", "two"]

LONGEST_ID: Final = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words, its class (which places it on a phone), its width, and whether rows are sorted by it."""

    key: str
    label: str
    css: str
    width: str = ""
    sorted: bool = False
    hidden: bool = False
    """The words are for screen readers only."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells in the order of the columns. `name` is what its check box is named by, `live` a colleague's hue."""

    id: str
    name: str
    cells: tuple[Cell, ...]
    off: bool = False
    live: Hue = ""


class PlainTable(ui.element, component="plain_table.js"):
    """The table. Handlers get a row's ID, and only that of a row that is shown.

    `on_open` makes rows reachable by keys and gives them check boxes, `on_act` is for `action_cell`.
    """

    def __init__(
        self,
        kind: Literal["people", "roles", "gone"],
        label: str,
        columns: Sequence[Column],
        *,
        on_open: OnRow | None = None,
        on_toggle: OnRow | None = None,
        on_act: OnRow | None = None,
    ) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._selected = ""
        self._acting: set[str] = set()
        self._acted: Counter[str] = Counter()
        self._on_act = on_act
        self._props.update({"kind": kind, "label": label, "sprite": asset_url("icons.svg"), "rows": []})
        self._props.update({"columns": [_as_dict(column) for column in columns]})
        self._props.update({"checks": on_toggle is not None, "opens": on_open is not None})
        for name, handler in (("open", on_open), ("toggle", on_toggle), ("act", self._act)):
            if handler is not None:
                self.on(name, self._for_a_row(handler))

    def show(self, rows: Iterable[Row], selected: str = "") -> None:
        """Show these rows, the one with the ID `selected` as selected."""
        self._rows, self._selected = list(rows), selected
        self._draw()

    async def _act(self, row_id: str) -> None:
        if row_id in self._acting or self._on_act is None:
            return
        self._acting.add(row_id)
        try:
            await self._on_act(row_id)
        finally:
            self._acting.discard(row_id)
            self._acted[row_id] += 1
            self._draw()

    def _draw(self) -> None:
        if self.is_deleted:
            return
        self._props["rows"] = [
            {
                "id": row.id,
                "name": row.name,
                "cells": list(row.cells),
                "off": row.off,
                "live": row.live,
                "selected": row.id == self._selected,
                "acted": self._acted[row.id],
            }
            for row in self._rows
        ]
        self.update()

    def _for_a_row(self, handler: OnRow) -> Callable[[GenericEventArguments], Awaitable[None]]:
        async def handle(event: GenericEventArguments) -> None:
            if any(row.id == event.args for row in self._rows):
                await handler(event.args)

        return handle


def words_cell(words: str, *, tip: str = "", before: str = "", after: str = "", number: bool = False) -> Cell:
    """Words; `before` and `after` stand around them on a phone, where there are no headers."""
    return {"kind": "number" if number else "words", "words": words, "tip": tip, "before": before, "after": after}


def mono_cell(words: str, *, tip: str = "") -> Cell:
    """What a machine reads."""
    return {"kind": "mono", "words": words, "tip": tip}


def person_cell(name: str, initials: str, hue: Hue, note: str = "") -> Cell:
    """A person with their initials; `note` stands behind the name in grey."""
    return {"kind": "person", "words": name, "initials": initials, "hue": hue, "note": note}


def author_cell(when: str, by: str, initials: str, hue: Hue, tip: str) -> Cell:
    """When something was done and by whom."""
    return {"kind": "author", "words": when, "by": by, "initials": initials, "hue": hue, "tip": tip}


def status_cell(words: str, tone: Tone = "", *, icon: str = "", led: Literal["", "on", "off"] = "") -> Cell:
    """A state, with an icon or a dot. ValueError for a name that no icon can have."""
    if icon and not ICON_NAME.fullmatch(icon):
        raise ValueError(f"{icon!r} is no name of an icon")
    return {"kind": "status", "words": words, "tone": tone, "icon": icon, "led": led}


def tags_cell(tags: Sequence[str]) -> Cell:
    """The first tag and how many more."""
    return {"kind": "tags", "tags": list(tags)}


def action_cell(words: str, name: str, icon: str) -> Cell:
    """A button that acts on its row; `name` is its accessible name, which contains the words."""
    return {"kind": "action", "words": words, "name": name, "icon": icon}


def _as_dict(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "css": column.css,
        "width": column.width or None,
        "sorted": column.sorted,
        "hidden": column.hidden,
    }

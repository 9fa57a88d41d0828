"""The grid of clients. Not a `ui.table`, whose slots are built anew at each change: focus and scroll would be lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.text import box
from web.assets import asset_url

OnRow = Callable[[str], Awaitable[None]]
SecretKind = Literal["", "soon", "bad", "quiet"]
Cells = dict[str, Any]

COLUMNS: Final = (
    ("name", "Name", "c-name", "", ""),
    ("id", "Client ID", "c-id", "312px", "102px"),
    ("enabled", "Enabled", "c-en", "92px", "76px"),
    ("secrets", "Secrets", "c-sec", "232px", "222px"),
    ("tags", "Tags", "c-tags", "120px", "102px"),
    ("changed", "Last changed", "c-chg", "212px", "126px"),
)
"""Sort key, label, class, width with Details closed, and with Details open."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A client as the grid shows it: words only. `live` is the hue of a colleague who changed it just now."""

    id: str
    name: str
    enabled: bool
    tags: tuple[str, ...]
    changed: str
    changed_title: str
    by: str
    by_initials: str
    by_hue: str
    secrets_kind: SecretKind = ""
    secrets_rest: str = ""
    secrets_bold: str = ""
    live: str = ""

    def as_dict(self, *, selected: bool) -> Cells:
        """What the browser gets of it."""
        short = f"{self.id[:4]}…{self.id[-4:]}"
        words = {name: getattr(self, name) for name in self.__slots__}
        return {**words, "short": short, "selected": selected, "tags": list(self.tags)}


@dataclass(slots=True)
class GridView:
    """How the grid is shown: what is sorted, selected and left out."""

    sort: str = "name"
    descending: bool = False
    selected: set[str] = field(default_factory=set)
    compact: bool = False
    """Details are open beside it: IDs shortened, people as avatars."""
    secrets: bool = True
    selectable: bool = True


class _Table(ui.element, component="client_grid.js"):
    """The table in the browser. Its rows are no props: NiceGUI would watch each of their values."""

    def __init__(self) -> None:
        super().__init__()
        self._props["sprite"] = asset_url("icons.svg")
        self._shown: Cells = {"columns": [], "rows": [], "turn": 0}

    def show(self, columns: list[Cells], rows: list[Cells]) -> None:
        """Send what differs: nothing, the rows that are another, or all where there are others or other columns."""
        before, turn = self._shown["rows"], self._shown["turn"] + 1
        if columns != self._shown["columns"] or [row["id"] for row in rows] != [row["id"] for row in before]:
            self._shown = {"columns": columns, "rows": rows, "turn": turn}
            self.update()
        elif differing := {at: row for at, row in enumerate(rows) if row != before[at]}:
            self._shown = {"columns": columns, "rows": rows, "turn": turn}
            self.run_method("patch", turn, differing)

    def _to_dict(self) -> dict[str, Any]:
        made = super()._to_dict()
        return {**made, "props": {**made["props"], **self._shown}}


class ClientGrid:
    """The grid. Handlers get what the browser sent, a client's ID as text or a column's key: check it."""

    def __init__(
        self, *, on_open: OnRow, on_toggle: OnRow, on_toggle_all: Callable[[], Awaitable[None]], on_sort: OnRow
    ) -> None:
        self.rows: list[GridRow] = []
        self.view = GridView()
        with box("gridbox scrolls") as self.frame:
            self.table = _Table()
        self.table.on("open", _with_text(on_open))
        self.table.on("toggle", _with_text(on_toggle))
        self.table.on("sort", _with_text(on_sort))

        async def toggle_all(_: GenericEventArguments) -> None:
            await on_toggle_all()

        self.table.on("toggle_all", toggle_all)

    def show(self, rows: Sequence[GridRow], view: GridView) -> None:
        """Show these rows this way."""
        self.rows, self.view = list(rows), view
        self.table.show(self._columns(), [row.as_dict(selected=row.id in view.selected) for row in rows])

    def _columns(self) -> list[Cells]:
        view = self.view
        chosen = [row.id in view.selected for row in self.rows]
        check: Cells = {"name": "check", "label": "", "css": "c-check", "width": "44px"}
        check |= {"all": bool(chosen) and all(chosen), "some": any(chosen)}
        columns = [check] if view.selectable else []
        for key, label, css, wide, narrow in COLUMNS:
            if key == "secrets" and not view.secrets:
                continue
            column: Cells = {
                "name": key,
                "label": label,
                "css": css,
                "width": narrow if view.compact else wide,
            }
            if key == view.sort:
                column["sorted"] = "descending" if view.descending else "ascending"
            columns.append(column | {"compact": view.compact})
        return columns


def _with_text(handler: OnRow) -> Callable[[GenericEventArguments], Awaitable[None]]:
    async def handle(event: GenericEventArguments) -> None:
        if isinstance(event.args, str):
            await handler(event.args[:64])

    return handle

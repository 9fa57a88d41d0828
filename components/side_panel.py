"""The region "Details" beside a list; on a phone a sheet over it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

from nicegui import context, ui

from components.buttons import icon_button
from components.text import box, text

FOCUS_SHEET: Final = (
    "requestAnimationFrame(() => matchMedia('(max-width: 760px)').matches && document.getElementById('%s')?.focus())"
)
FOCUS_ROW: Final = "requestAnimationFrame(() => document.querySelector('[data-row=\"%s\"]')?.focus())"


class SidePanel:
    """Closed at first. `split` is the frame that holds the list and this."""

    def __init__(self, split: ui.element, on_close: Callable[[], Awaitable[None]], *, back: str) -> None:
        self.split, self.on_close, self.back = split, steady(on_close), back
        self.region = box("details", "aside")
        self.region.props.update({"role": "region", "aria-label": "Details", "tabindex": "-1"})
        self._row = ""
        self.region.set_visibility(False)
        self._body = ui.query("body")

    def begin(
        self, row: UUID, title: str, about: Sequence[ui.element | str], link: str = ""
    ) -> tuple[ui.element, ui.element]:
        """Open, empty, and name it: returns the body to fill and a bar for commands on a phone.

        `row` is the ID of the row it belongs to, `about` stands below the title: words, or elements that are moved
        there. `link` is what "Copy link" copies. Opened on another row, a phone's sheet gets the focus.
        """
        if self._row != str(row):
            ui.run_javascript(FOCUS_SHEET % self.region.html_id)
        self._row = str(row)
        self.split.classes(remove="wide")
        self._body.classes(add="p-sheet")
        self.region.set_visibility(True)
        self.region.clear()
        with self.region:
            with box("d-head"):
                self._build_title(title, link)
                _build_about(about)
                box("d-gap")
            body = box("d-body")
            body.props.update({"tabindex": "0", "role": "group", "aria-label": f"About {title}"})
            bar = box("bottombar only-phone sheet-bar")
        return body, bar

    def close(self) -> None:
        """Hide it and forget what it held."""
        self.split.classes(add="wide")
        self._body.classes(remove="p-sheet")
        self.region.set_visibility(False)
        self.region.clear()
        self._row = ""

    def close_by_hand(self) -> None:
        """Close it; the focus goes back to its row, if that is shown."""
        row = self._row
        self.close()
        if row:
            ui.run_javascript(FOCUS_ROW % row)

    def _build_title(self, title: str, link: str) -> None:
        with box("d-title"):
            icon_button("arrow-left", self.back, self.on_close).classes("only-phone back")
            text("h2", title)
            if link:
                icon_button("link", "Copy link").classes("no-phone").props["data-copy"] = link
            icon_button("x", "Close Details", self.on_close).classes("no-phone")


def steady(handler: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A handler for a button of a panel that goes on to its end, even if the panel and its button are drawn anew."""
    page = context.client

    async def handle() -> None:
        with page.layout:
            await handler()

    return handle


def _build_about(about: Sequence[ui.element | str]) -> None:
    with box("d-sub") as place:
        for index, part in enumerate(about):
            if index:
                text("span", "", "dot").props["aria-hidden"] = "true"
            if isinstance(part, str):
                text("span", part)
            else:
                part.move(place)

"""The region "Details" beside a list; on a phone a sheet over it."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from components.buttons import icon_button
from components.text import box, text


class SidePanel:
    """Closed at first. `split` is the frame that holds the list and this."""

    def __init__(self, split: ui.element, on_close: Callable[[], Awaitable[None]], *, back: str) -> None:
        self.split, self.on_close, self.back = split, on_close, back
        self.region = box("details", "aside")
        self.region.props.update({"role": "region", "aria-label": "Details"})
        self.region.set_visibility(False)
        self._body = ui.query("body")

    def begin(self, title: str, about: Sequence[ui.element | str], link: str = "") -> tuple[ui.element, ui.element]:
        """Open, empty, and name it: returns the body to fill and a bar for commands on a phone.

        `about` stands below the title: words, or elements that are moved there. `link` is what "Copy link" copies.
        """
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

    def _build_title(self, title: str, link: str) -> None:
        with box("d-title"):
            icon_button("arrow-left", self.back, self.on_close).classes("only-phone back")
            text("h2", title)
            if link:
                icon_button("link", "Copy link").classes("no-phone").props["data-copy"] = link
            icon_button("x", "Close Details", self.on_close).classes("no-phone")


def _build_about(about: Sequence[ui.element | str]) -> None:
    with box("d-sub") as place:
        for index, part in enumerate(about):
            if index:
                text("span", "", "dot").props["aria-hidden"] = "true"
            if isinstance(part, str):
                text("span", part)
            else:
                part.move(place)

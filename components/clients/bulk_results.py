"""What came of each client when several are changed at once, beside the grid while it goes on."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from components.buttons import button, icon_button
from components.text import box, icon, text

Do = Callable[[], Awaitable[None]]


class BulkResults:
    """A region named Results. `begin`, then `add` for each client as it is done."""

    def __init__(self, *, on_close: Do) -> None:
        self.on_close = on_close
        self.done = self.refused = self.total = 0
        self.region = box("details", "aside").props('role=region aria-label="Results"')
        self.region.set_visibility(False)

    def begin(self, title: str, total: int, on_again: Do) -> None:
        """Start showing `title` ("Disable 3 clients"); `on_again` tries those that were refused."""
        self.done, self.refused, self.total, self.on_again = 0, 0, total, on_again
        self.region.clear()
        self.region.set_visibility(True)
        with self.region:
            with box("d-head"), box("d-title"):
                icon_button("arrow-left", "Back to clients", self.on_close).classes("only-phone back")
                text("h2", title)
                icon_button("x", "Close Results", self.on_close).classes("no-phone")
            with box("d-body"):
                with box("res-head").props("role=status"):
                    self.count = text("span", "", "strong grow")
                    self.bad = text("span", "", "muted")
                with box("prog") as bar:
                    self.fill = ui.element("i")
                bar.props.update({"role": "progressbar", "aria-label": title, "aria-valuemin": "0"})
                bar.props["aria-valuemax"] = str(total)
                self.bar = bar
                self.list = box("results", "ul")
                with box("sec-act") as self.way_on:
                    button("Try again", on_again, size="small")
        self._show()

    def add(self, name: str, word: str, sentence: str, *, done: bool) -> None:
        """One client is done, or was refused with a sentence."""
        self.done += 1
        self.refused += not done
        with self.list, box("ok" if done else "bad", "li"):
            icon("check" if done else "circle-x")
            text("span", name, "strong clip")
            text("span", word, "muted" if done else "st bad")
            if sentence:
                text("p", sentence)
        self._show()

    def hide(self) -> None:
        """Close the region."""
        self.region.clear()
        self.region.set_visibility(False)

    def _show(self) -> None:
        self.count.set_text(f"{self.done} of {self.total} done")
        self.bad.set_text(f"{self.refused} refused" if self.refused else "")
        self.fill.style(f"width: {100 * self.done // max(1, self.total)}%")
        self.bar.props["aria-valuenow"] = str(self.done)
        self.bar.update()
        self.way_on.set_visibility(self.refused > 0 and self.done == self.total)

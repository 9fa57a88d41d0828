"""The foot of a list: which rows these are, previous and next."""

from collections.abc import Awaitable, Callable

from components.buttons import icon_button
from components.text import box, text


class PageFoot:
    """`on_page` gets -1 or +1. `previous` and `next` name the buttons."""

    def __init__(
        self,
        on_page: Callable[[int], Awaitable[None]],
        *,
        previous: str = "Previous page",
        next: str = "Next page",
    ) -> None:
        with box("foot") as self.frame:
            self.words = text("span", "", "num")
            self.words.props["role"] = "status"
            box("grow", "span")
            self.previous = icon_button("chevron-left", previous, lambda: on_page(-1))
            self.next = icon_button("chevron-right", next, lambda: on_page(1))

    def show(self, offset: int, shown: int, total: int, none: str = "0 of 0", *, more: bool = False) -> None:
        """Say which rows are shown; `none` where there are none. `more`: there are others, which no page shows."""
        of = f"{total:,}{'+' if more else ''}"
        self.words.set_text(f"{offset + 1:,}–{offset + shown:,} of {of}" if shown else none)
        self.previous.set_enabled(offset > 0)
        self.next.set_enabled(offset + shown < total)

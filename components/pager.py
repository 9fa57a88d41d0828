"""The foot of a grid: which rows these are, rows per page, previous and next."""

from collections.abc import Awaitable, Callable

from components.buttons import icon_button
from components.selects import Select
from components.text import box, icon, text


class Pager:
    """`on_page` gets +1 or -1, `on_size` the chosen number of rows as text."""

    def __init__(
        self,
        sizes: tuple[int, ...],
        size: int,
        *,
        on_page: Callable[[int], Awaitable[None]],
        on_size: Callable[[str], Awaitable[None]],
        removed_href: str = "",
    ) -> None:
        with box("foot"):
            self.words = text("span", "", "num")
            self.words.props("role=status")
            if removed_href:
                with box("rem", "a") as link:
                    icon("archive-restore", small=True)
                    text("span", "Recently removed")
                link.props["href"] = removed_href
            box("grow", "span")
            with box("no-phone per-page", "span"):
                self.size = Select(
                    "Rows per page", {str(each): str(each) for each in sizes}, str(size), on_change=on_size, inline=True
                )
            self.previous = icon_button("chevron-left", "Previous page", lambda: on_page(-1))
            self.next = icon_button("chevron-right", "Next page", lambda: on_page(1))

    def show(self, offset: int, shown: int, total: int, size: int) -> None:
        """Say which rows are shown."""
        self.words.set_text(f"{offset + 1:,}–{offset + shown:,} of {total:,}" if total else "0 of 0")
        self.previous.set_enabled(offset > 0)
        self.next.set_enabled(offset + shown < total)
        self.size.set_value(str(size))

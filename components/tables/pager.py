"""The foot of the grid of clients: beside the pages, what was recently removed, and rows per page."""

from collections.abc import Awaitable, Callable

from components.forms.selects import Select
from components.tables.page_foot import PageFoot
from components.text import box, icon, text


class Pager(PageFoot):
    """`on_page` gets -1 or +1, `on_size` the chosen number of rows as text."""

    def __init__(
        self,
        sizes: tuple[int, ...],
        size: int,
        *,
        on_page: Callable[[int], Awaitable[None]],
        on_size: Callable[[str], Awaitable[None]],
        removed_href: str = "",
    ) -> None:
        super().__init__(on_page)
        with self.frame:
            options = {str(each): str(each) for each in sizes}
            with box("no-phone", "span") as place:
                self.size = Select("Rows per page", options, str(size), on_change=on_size)
            place.move(target_index=2)
            if removed_href:
                with box("rem", "a") as link:
                    icon("archive-restore", small=True)
                    text("span", "Recently removed")
                link.props["href"] = removed_href
                link.move(target_index=1)

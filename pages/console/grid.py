"""A server-side grid's query and URL: what is searched, in which state, sorted how, which page of how many rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from components.tables.search_box import clean_search
from pages.console import sources
from pages.console.browser_values import read_number

LAST_PAGE: Final = 9_999_999
"""The highest page that an address may ask for."""


class GridQuery(sources.Query, Protocol):
    """What is asked of a grid; a frozen dataclass."""

    @property
    def state(self) -> StrEnum | None: ...
    @property
    def sort(self) -> str: ...
    @property
    def descending(self) -> bool: ...


Q = TypeVar("Q", bound=GridQuery)


@dataclass(frozen=True, slots=True)
class Grid:
    """What a grid can be asked for. Whatever else a browser names is left out.

    A column is sorted upwards first, those of `latest_first` downwards.
    """

    sorts: Collection[str]
    sizes: Sequence[int]
    states: type[StrEnum]
    latest_first: Collection[str] = ()

    def read(self, usual: Q, params: Mapping[str, str]) -> Q:
        """The query that a URL's parameters name; what they don't is as in `usual`."""
        rows, page, sort = _number(params.get("rows", "")), _number(params.get("page", "")), params.get("sort", "")
        state = params.get("state", "")
        limit = rows if rows in self.sizes else usual.limit
        return replace(
            usual,
            search=clean_search(params.get("search", "")),
            state=self.states(state) if state in set(self.states) else None,
            sort=sort if sort in self.sorts else usual.sort,
            descending=params.get("order") == "descending",
            offset=max(0, page - 1) * limit,
            limit=limit,
        )

    def write(self, query: Q, usual: Q) -> dict[str, str]:
        """The parameters that name a query; what is as in `usual` is left out."""
        params = {
            "search": query.search,
            "state": query.state.value if query.state else "",
            "sort": query.sort if query.sort != usual.sort else "",
            "order": "descending" if query.descending else "",
            "rows": str(query.limit) if query.limit != usual.limit else "",
            "page": str(query.offset // query.limit + 1) if query.offset else "",
        }
        return {name: value for name, value in params.items() if value}

    def sorted_by(self, query: Q, column: str) -> Q:
        """The query after a press on a column's header: that column, or the other direction; the first page."""
        if column not in self.sorts:
            return query
        down = not query.descending if column == query.sort else column in self.latest_first
        return replace(query, sort=column, descending=down, offset=0)

    def resized(self, query: Q, rows: str) -> Q:
        """The query with so many rows a page, from the first one; as it is where it has that many."""
        offered = {str(size) for size in self.sizes} - {str(query.limit)}
        return replace(query, limit=int(rows), offset=0) if rows in offered else query


def _number(text: str) -> int:
    return read_number(text, most=LAST_PAGE) or 0

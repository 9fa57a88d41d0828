"""What of the Clients page stands in its URL: type, selected client, search, filter, sorting, page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from models import ClientState, ClientType
from pages.console.browser_values import read_number
from services.clients.client_list import PAGE_SIZES, SORTS, ClientQuery

BASE = "/security/clients"

LAST_PAGE = 9_999_999
"""The highest page that an address may ask for."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: the grid's query, and the client that Details is open on."""

    query: ClientQuery
    opened: UUID | None = None


def read(path: str, params: Mapping[str, str]) -> View | None:
    """The view that a URL names; None where there is no such type or client ID. Odd parameters are left out."""
    parts = path.removeprefix(BASE).strip("/").split("/")
    try:
        kind = ClientType(parts[0]) if parts[0] else ClientType.CLIENT_CREDENTIALS
        opened = UUID(parts[1]) if len(parts) > 1 else None
    except ValueError:
        return None
    if len(parts) > 2:
        return None
    state = params.get("state", "")
    rows, page = _number(params.get("rows", "")), _number(params.get("page", ""))
    limit = rows if rows in PAGE_SIZES else PAGE_SIZES[0]
    query = ClientQuery(
        kind=kind,
        search=params.get("search", "")[:200],
        state=ClientState(state) if state in {each.value for each in ClientState} else None,
        sort=params.get("sort", "name") if params.get("sort", "name") in SORTS else "name",
        descending=params.get("order") == "descending",
        offset=max(0, page - 1) * limit,
        limit=limit,
    )
    return View(query, opened)


def read_url(url: str) -> View | None:
    """The view that a path with its query string asks for, None where there is none."""
    parts = urlsplit(url)
    return read(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})


def without_secrets(view: View) -> View:
    """What of a shared link is for those who may not know of secrets: no filter and no sorting by them."""
    query = view.query
    if query.state and query.state.needs_secrets:
        query = replace(query, state=None)
    if query.sort == "secrets":
        query = replace(query, sort="name", descending=False)
    return replace(view, query=query)


def write(view: View) -> str:
    """The URL of a view; what is as usual is left out."""
    query = view.query
    usual = ClientQuery(query.kind)
    params = {
        "search": query.search,
        "state": query.state.value if query.state else "",
        "sort": query.sort if query.sort != usual.sort else "",
        "order": "descending" if query.descending else "",
        "rows": str(query.limit) if query.limit != usual.limit else "",
        "page": str(query.offset // query.limit + 1) if query.offset else "",
    }
    path = f"{BASE}/{query.kind.value}" + (f"/{view.opened}" if view.opened else "")
    given = urlencode({name: value for name, value in params.items() if value})
    return f"{path}?{given}" if given else path


def sorted_by(query: ClientQuery, column: str) -> ClientQuery:
    """The query after a press on a column's header: that column, or the other direction; the first page.

    The latest change comes first, everything else ascends.
    """
    if column not in SORTS:
        return query
    again = column == query.sort
    return replace(query, sort=column, descending=not query.descending if again else column == "changed", offset=0)


def _number(text: str) -> int:
    return read_number(text, most=LAST_PAGE) or 0

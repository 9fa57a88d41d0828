"""What of the Clients page stands in its URL: type, selected client, search, filter, sorting, page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from models import ClientState, ClientType
from pages.console.grid import Grid
from pages.console.sources import View
from services.clients.client_list import PAGE_SIZES, SORTS, ClientQuery

BASE: Final = "/security/clients"
GRID: Final = Grid(SORTS, PAGE_SIZES, ClientState, latest_first=("changed",))
ClientsView = View[ClientQuery]


def read(path: str, params: Mapping[str, str]) -> ClientsView | None:
    """The view that a URL names; None where there is no such type or client ID. Odd parameters are left out."""
    parts = path.removeprefix(BASE).strip("/").split("/")
    try:
        kind = ClientType(parts[0]) if parts[0] else ClientType.CLIENT_CREDENTIALS
        opened = UUID(parts[1]) if len(parts) > 1 else None
    except ValueError:
        return None
    return View(GRID.read(ClientQuery(kind), params), opened) if len(parts) <= 2 else None


def read_url(url: str) -> ClientsView | None:
    """The view that a path with its query string names, as above."""
    parts = urlsplit(url)
    return read(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})


def without_secrets(view: ClientsView) -> ClientsView:
    """What of a shared link is for those who may not know of secrets: no filter and no sorting by them."""
    query = view.query
    if query.state and query.state.needs_secrets:
        query = replace(query, state=None)
    if query.sort == "secrets":
        query = replace(query, sort="name", descending=False)
    return replace(view, query=query)


def write(view: ClientsView) -> str:
    """The URL of a view; what is as usual is left out."""
    query = view.query
    path = f"{BASE}/{query.kind.value}" + (f"/{view.opened}" if view.opened else "")
    given = urlencode(GRID.write(query, ClientQuery(query.kind)))
    return f"{path}?{given}" if given else path

"""Reading a request: headers, cookies, where it comes from, and what its path is below."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

ROUTE = "keylodge.route"
"""Where `middleware.watch.requests` wants to be told: a list of one text, the same in every copy of a scope."""


def header(scope: Scope, name: str) -> str:
    """One header's value, or an empty text."""
    return Headers(scope=scope).get(name, "")


def cookie(scope: Scope, name: str) -> str:
    """One cookie's value, or an empty text."""
    return cookie_parser(header(scope, "cookie")).get(name, "")


def address(scope: Scope) -> str:
    """Where the request comes from, as the outer wall found out; empty where nobody knows."""
    return str(scope["client"][0]) if scope.get("client") else ""


def note_route(scope: Scope) -> None:
    """Tell whoever counts requests the template of the route that was found, such as `/link/{token}`."""
    template = getattr(scope.get("route"), "path", "")
    if template and ROUTE in scope:
        scope[ROUTE][0] = template


def is_under(path: str, prefix: str) -> bool:
    """Whether `path` is `prefix` or something below it."""
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")

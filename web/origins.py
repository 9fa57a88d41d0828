"""Whether a request was made by one of our own pages."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from web.requests import header


def is_ours(scope: Scope, allowed: frozenset[str]) -> bool:
    """Whether a request that changes something comes from a page of ours: by Origin, else by Sec-Fetch-Site.

    A request that carries neither, or several Origins, wasn't made by a browser's page, and is not ours.
    """
    origins = Headers(scope=scope).getlist("origin")
    if origins:
        return len(origins) == 1 and origins[0] in allowed
    return header(scope, "sec-fetch-site") == "same-origin"


def is_ours_or_quiet(scope: Scope, allowed: frozenset[str]) -> bool:
    """Whether a polling socket's GET comes from a page of ours; browsers send no Origin with it to their own site.

    Over plain http they leave Sec-Fetch-Site out as well; there the Referer tells.
    """
    if header(scope, "origin") or header(scope, "sec-fetch-site"):
        return is_ours(scope, allowed)
    parts = urlsplit(header(scope, "referer"))
    return f"{parts.scheme}://{parts.netloc}" in allowed

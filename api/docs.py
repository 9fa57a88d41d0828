"""The document and a page to read it and try it, open to everybody: it tells what, and nothing of anybody's data.

Swagger UI comes from an installed package and is served by us, so that the page loads nothing from elsewhere; there is
no script in the page itself, so that the strict policy of plain pages holds here too.
"""

from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web import assets

PAGE = "/api/docs"
FOLDER = f"{PAGE}/"
DOCUMENT = "/api/v1/openapi.json"
_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Management API · Keylodge</title>
<link rel="icon" href="{icon}">
<link rel="stylesheet" href="{styles}">
</head>
<body>
<main id="api"></main>
<noscript>This page needs JavaScript. The document itself is at <a href="{document}">{document}</a>.</noscript>
<script src="{bundle}"></script>
<script src="{page}/start.js"></script>
</body>
</html>
"""
_START = f"""SwaggerUIBundle({{
  url: "{DOCUMENT}", dom_id: "#api", deepLinking: true, docExpansion: "none", persistAuthorization: false,
  validatorUrl: null, syntaxHighlight: false, defaultModelsExpandDepth: 0, displayRequestDuration: true,
}});
"""


def is_open(path: str) -> bool:
    """Whether a path needs no token."""
    return path in (PAGE, DOCUMENT) or path.startswith(FOLDER)


def routes(document: Callable[[], dict[str, Any]]) -> list[Route]:
    """The page, its parts, and the document, each made when it is first asked for."""
    texts = [
        _route(PAGE, _page, "text/html"),
        _route(f"{PAGE}/start.js", _START.encode, "text/javascript"),
        _route(DOCUMENT, lambda: orjson.dumps(document()), "application/json"),
    ]
    assets = [_route(f"{PAGE}/{name}", partial(_asset, name), media_type) for name, media_type in _ASSETS.items()]
    return texts + assets


def _route(path: str, make: Callable[[], bytes], media_type: str) -> Route:
    body = cache(make)

    async def answer(request: Request) -> Response:
        is_named = request.url.query == assets.version(body())
        headers = {"cache-control": assets.FOREVER if is_named else "no-cache"}
        return Response(body(), media_type=media_type, headers=headers)

    return Route(path, answer, methods=["GET"])


def _page() -> bytes:
    return _HTML.format(
        icon=assets.asset_url("favicon.svg"),
        styles=_address("swagger-ui.css"),
        bundle=_address("swagger-ui-bundle.js"),
        document=DOCUMENT,
        page=PAGE,
    ).encode()


def _address(name: str) -> str:
    return f"{FOLDER}{name}?{assets.version(_asset(name))}"


def _asset(name: str) -> bytes:
    return (files("fastapi_offline") / "static" / name).read_bytes()

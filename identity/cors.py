"""CORS, for pages of other origins: the answer is readable to the client's own origins only, errors included.

A preflight doesn't say which client asks, so it is answered for what any enabled client registered. Credentials
(cookies) are never allowed; the authorization endpoint is navigated to and has no CORS at all.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.callers import cors_origins

HEADERS = "authorization, content-type"
SECONDS = 600
"""How long a browser keeps a preflight's answer."""
_CLIENT = "keylodge.client_id"


def note_client(request: Request, client_id: str) -> None:
    """Note which client a request says it is of, before anything of it is believed."""
    request.scope[_CLIENT] = client_id


async def preflight(request: Request, methods: list[str]) -> Response:
    """The answer to OPTIONS."""
    origin = request.headers.get("origin", "")
    if not origin or not await cors_origins.is_registered(origin):
        return PlainTextResponse("No client registered this origin.\n", 403, {"vary": "Origin"})
    headers = {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": ", ".join(methods),
        "access-control-allow-headers": HEADERS,
        "access-control-max-age": str(SECONDS),
        "vary": "Origin",
    }
    return Response(status_code=204, headers=headers)


async def allow(request: Request, response: Response) -> None:
    """Let the page that asked read the answer, if its origin is one of the request's client."""
    response.headers["vary"] = "Origin"
    origin = request.headers.get("origin", "")
    client_id = request.scope.get(_CLIENT, "")
    if origin and client_id and await cors_origins.is_of(origin, client_id):
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-expose-headers"] = "www-authenticate, retry-after"

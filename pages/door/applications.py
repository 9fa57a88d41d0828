"""The applications that whoever is signed in lets act for them."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import NotFound, SignedOut
from pages.console import plain
from pages.door import door
from services.oauth import allowed_clients

PATH = "/account/applications"
WORDS = {
    "openid": "Know who you are",
    "profile": "Know your name",
    "email": "See your email address",
    "api": "Use the API as you",
    "offline_access": "Stay signed in",
}


async def show(request: Request) -> Response:
    """The list."""
    try:
        found = await allowed_clients.list_allowed(request.state.actor)
    except SignedOut:
        return door.let_out(request)
    rows = [
        {
            "id": allowed.client_id,
            "name": allowed.client_name,
            "words": "; ".join(WORDS[name] for name in WORDS if name in allowed.scopes),
            "at": allowed.at.strftime("%Y-%m-%d"),
        }
        for allowed in found
    ]
    return plain.render("applications", title="Applications", rows=rows, back=plain.HOME)


async def withdraw(request: Request) -> Response:
    """Withdraw what an application may do; one that may nothing any more is no error."""
    values = await plain.form(request)
    try:
        await allowed_clients.withdraw(request.state.actor, UUID(values.get("client", "")))
    except SignedOut:
        return door.let_out(request)
    except (NotFound, ValueError):
        pass
    return RedirectResponse(PATH, 303)


routes = [Route(PATH, show, methods=["GET"]), Route(PATH, withdraw, methods=["POST"])]

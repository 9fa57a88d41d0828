"""The address without a path."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.console.plain import HOME


async def home(_: Request) -> Response:
    """Lead to the Clients page."""
    return RedirectResponse(HOME, 303)


routes = [Route("/", home, methods=["GET"])]

"""Where the window of "Get a token" comes back to: a plain page that hands the answer to the page that opened it.

The answer comes in the fragment, which no server is sent and no log sees; the page's first script takes it out of the
address. The policy lets the page ask nothing of anybody.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.console import plain

PATH = "/first-token/callback"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def show(_: Request) -> Response:
    """The page; the same for everybody."""
    page = plain.render("callback", title="Back from sign-in")
    page.headers["content-security-policy"] = POLICY
    return page


routes = [Route(PATH, show, methods=["GET"])]

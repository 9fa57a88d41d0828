"""What the pages of the endpoints know of the browser: its session, and whether a form is one of ours."""

from starlette.requests import Request
from starlette.responses import Response

from services.keys import seals
from services.sign_in import sessions, signed_in
from services.sign_in.signed_in import SignedIn
from web import cookies
from web.origins import is_ours
from web.requests import address, cookie
from web.site import site_of


async def find_signed_in(request: Request) -> SignedIn | None:
    """Who is signed in in this browser."""
    return await signed_in.find(_session(request), address(request.scope))


async def sign_out(request: Request, response: Response) -> None:
    """End the browser's session, and have `response` take its cookie away."""
    await sessions.sign_out(sessions.hash_token(_session(request)), address=address(request.scope))
    cookies.forget_session(response, site_of(request))


def is_own_form(request: Request) -> bool:
    """Whether a form was sent from one of our own pages; browsers always say."""
    return is_ours(request.scope, site_of(request).allowed_origins)


def ticket(request: Request, purpose: str, subject: str) -> str:
    """Proof that we showed this browser's session a page about `subject`, to be sent back with its form."""
    return seals.seal(f"identity {purpose}", _shown(request, subject))


def shows_ticket(request: Request, given: str, purpose: str, subject: str) -> bool:
    """Whether `given` is that proof."""
    return seals.is_sealed(given, f"identity {purpose}", _shown(request, subject))


def _shown(request: Request, subject: str) -> str:
    return f"{sessions.hash_token(_session(request))} {subject}"


def _session(request: Request) -> str:
    return cookie(request.scope, site_of(request).session_cookie)

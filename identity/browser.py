"""What the pages of the endpoints know of the browser: its session, and whether a form is one of ours."""

import hmac

from starlette.requests import Request
from starlette.responses import Response

from identity import callers
from services.callers import issuers
from services.keys import keys
from services.sign_in import sessions, signed_in
from services.sign_in.signed_in import SignedIn


def is_https() -> bool:
    """Whether browsers reach us by TLS only."""
    return issuers.current().origin.startswith("https://")


def session_cookie() -> str:
    """The name of the console's session cookie, as middleware/site.py has it."""
    return "__Host-keylodge_session" if is_https() else "keylodge_session"


async def find_signed_in(request: Request) -> SignedIn | None:
    """Who is signed in in this browser."""
    return await signed_in.find(_session(request), callers.address(request))


async def sign_out(request: Request, response: Response) -> None:
    """End the browser's session, and have `response` take its cookie away."""
    await sessions.sign_out(sessions.hash_token(_session(request)), address=callers.address(request))
    response.delete_cookie(session_cookie(), path="/", secure=is_https(), httponly=True, samesite="lax")


def is_own_form(request: Request) -> bool:
    """Whether a form was sent from one of our own pages; browsers always say."""
    origins = request.headers.getlist("origin")
    if origins:
        return origins == [issuers.current().origin]
    return request.headers.get("sec-fetch-site") == "same-origin"


def ticket(request: Request, purpose: str, subject: str) -> str:
    """Proof that we showed this browser's session a page about `subject`, to be sent back with its form."""
    return seal(purpose, f"{sessions.hash_token(_session(request))} {subject}")


def shows_ticket(request: Request, given: str, purpose: str, subject: str) -> bool:
    """Whether `given` is that proof."""
    return is_sealed(given, purpose, f"{sessions.hash_token(_session(request))} {subject}")


def is_sealed(given: str, purpose: str, text: str) -> bool:
    """Whether `given` is the code that we wrote under `text`."""
    return hmac.compare_digest(given.encode(errors="replace"), seal(purpose, text).encode())


def seal(purpose: str, text: str) -> str:
    """A code that only we can write under `text`."""
    return hmac.digest(keys.derive(f"identity {purpose}"), text.encode(errors="replace"), "sha256").hex()


def _session(request: Request) -> str:
    return request.cookies.get(session_cookie(), "")

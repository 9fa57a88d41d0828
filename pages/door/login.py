"""Signing in and out."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import RuleViolation, TooManyAttempts
from models import User
from pages.console import plain
from pages.door import door
from services.sign_in import devices, sessions
from services.values import names
from web.site import site_of

PLACE = (
    "You are signed in as {email}. If somebody else signs in here, Keylodge's open pages in this browser are theirs "
    "from then on."
)
ENDED = "You were signed out: your session has ended. Sign in to go on where you were."


async def show(request: Request) -> Response:
    """The sign-in page; whoever is signed in goes on, unless an application wants them, or somebody else, to sign in.

    A browser has one session, for the console and for all applications: two would leave a person guessing as whom they
    act where. So whoever signs in takes the place of who did before, and is told so first.
    """
    target = door.safe_target(request.query_params.get("next", ""))
    if request.state.person is not None and "again" not in request.query_params:
        return RedirectResponse(target, 303)
    had_session = request.state.person is None and site_of(request).session_cookie in request.cookies
    email = _suggested(request.query_params.get("email", ""))
    return await _page(request, target, email=email, notice=ENDED if had_session else "")


async def submit(request: Request) -> Response:
    """Sign in, and go to the link that was asked for."""
    values = await plain.form(request)
    email, target = values.get("email", ""), door.safe_target(values.get("next", ""))
    known = devices.knows(request.cookies.get(site_of(request).device_cookie, ""), email)
    try:
        token, person = await sessions.sign_in(
            email,
            values.get("password", ""),
            address=door.address(request),
            agent=door.agent(request),
            known_device=known,
        )
    except RuleViolation as error:
        return await _page(request, target, email=email, error=str(error), status=401)
    except TooManyAttempts as error:
        answer = await _page(request, target, email=email, error=str(error), status=429)
        answer.headers["retry-after"] = str(error.wait)
        return answer
    return await door.let_in(request, token, person.email, target)


async def sign_out(request: Request) -> Response:
    """End the session."""
    await sessions.sign_out(request.state.actor.session_hash, address=door.address(request))
    return door.let_out(request)


def _suggested(email: str) -> str:
    """An email that a link or an application (`login_hint`) fills in; nothing for what is none."""
    try:
        return names.check_email(email)
    except RuleViolation:
        return ""


async def _page(
    request: Request, target: str, *, email: str = "", error: str = "", notice: str = "", status: int = 200
) -> Response:
    person = request.state.person
    return plain.render(
        "login",
        status,
        title="Sign in",
        where=urlsplit(site_of(request).origin).netloc,
        first_run=not await User.exists(),
        email=email,
        error=error,
        notice=PLACE.format(email=person.email) if person else notice,
        target=target,
    )


routes = [
    Route("/login", show, methods=["GET"]),
    Route("/login", submit, methods=["POST"]),
    Route("/logout", sign_out, methods=["POST"]),
]

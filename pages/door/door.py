"""What the pages at the front door share: cookies set and taken away, and where to go afterwards."""

import re
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pages.console.plain import HOME
from services.live import clock
from services.sign_in import devices, sessions
from web import cookies
from web.site import site_of

LONGEST_TARGET = 8000
"""Characters: an application's request to sign somebody in can be long."""
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
_NOWHERE = ("/login", "/logout", "/setup", "/link", "/_nicegui")


def address(request: Request) -> str:
    """Where the request comes from, for throttling and audit."""
    known: str = request.state.actor.address
    return known


def agent(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def safe_target(wanted: str) -> str:
    """The path to go to after sign-in: `wanted` if it is a path of ours, otherwise the Clients page.

    Browsers read a path that begins with two slashes, or with a backslash second, as another site, having dropped tabs
    and line ends.
    """
    if len(wanted) > LONGEST_TARGET or not _PATH.fullmatch(wanted) or wanted.startswith(_NOWHERE) or wanted == "/":
        return HOME
    return wanted


async def let_in(request: Request, token: str, email: str, target: str) -> Response:
    """Send a person who has just signed in to `target`, with the cookies of their session and of this browser.

    A session that this browser had before ends.
    """
    site = site_of(request)
    if request.state.actor.session_hash:
        await sessions.sign_out(request.state.actor.session_hash, address=address(request))
    answer = RedirectResponse(target, 303)
    cookies.set_session(answer, site, token)
    cookies.set_device(answer, site, devices.remember(request.cookies.get(site.device_cookie, ""), email))
    return answer


def good_until(expires: datetime) -> str:
    """How long a link is good, in words that hold in every time zone."""
    minutes = max(1, round((expires.timestamp() - clock.seconds()) / 60))
    if minutes >= 120:
        return f"This link works once, for another {minutes // 60} hours."
    return f"This link works once, for another {minutes} minutes." if minutes > 1 else "This link works once, now."


def let_out(request: Request) -> Response:
    """Send a person who has just signed out to the sign-in page, without a session."""
    answer = RedirectResponse("/login", 303)
    cookies.forget_session(answer, site_of(request))
    return answer

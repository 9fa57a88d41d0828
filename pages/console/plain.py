"""Pages that are plain HTML: for strangers, for forms that set a cookie, and for what can't be shown."""

from pathlib import Path
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from components.head import SCRIPTS, STYLES
from errors import Unavailable
from services.access.access import Person
from web.rendering import environment

HOME = "/security/clients"
"""Where a person lands who asked for nothing in particular."""
RETRY_S = 5
"""Seconds after which a page that could not be made may be asked for again."""
_environment = environment(Path(__file__).parents[1] / "templates", styles=STYLES, scripts=SCRIPTS)


class Errors(dict[str, str]):
    """Sentences by field; an empty one for a field that is right."""

    def __missing__(self, field: str) -> str:
        return ""


def render(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page made from `templates/{template}.html`."""
    return HTMLResponse(_environment.get_template(f"{template}.html").render(**values), status)


def message(title: str, words: str, status: int, *, href: str = HOME, link: str = "Go to Clients") -> HTMLResponse:
    """A page that says one thing, and leads on."""
    return render("message", status, title=title, words=words, href=href, link=link)


def forbidden(_: Person) -> Response:
    """For a person who lacks the role."""
    return message("Not for your roles", "Only a Tenant Administrator may see this page.", 403)


def foreign(origin: str) -> Response:
    """For a form that another site sent."""
    whence = f"This form was sent from {origin}, which" if origin else "This form didn't say where it comes from; it"
    words = f"{whence} is not the address that Keylodge is served at. The operator sets it with KEYLODGE_PUBLIC_URL."
    return message("Refused", words, 403, href="/login", link="Go to sign-in")


def not_found() -> Response:
    """For an address that leads nowhere."""
    return message("Nothing here", "There is no page at this address.", 404)


def fault(reference: str) -> Response:
    """For a bug; the log has the details under `reference`."""
    words = f"This is a fault in Keylodge. The log tells more under {reference}. Try again, or tell whoever runs it."
    return message("Something broke", words, 500)


def busy() -> Response:
    """For a page that many others wait for; it tries again by itself (static/again.js)."""
    words = "Many pages are being opened at this moment. This one tries again by itself in a few seconds."
    answer = render("busy", 503, title="Keylodge is busy", words=words, href="", link="Try again now")
    answer.headers["retry-after"] = str(RETRY_S)
    return answer


def unavailable(error: Unavailable) -> Response:
    """For when the database can't be used; it tries again by itself too."""
    answer = render("busy", 503, title="Not at the moment", words=str(error), href="", link="Try again")
    answer.headers["retry-after"] = str(error.wait)
    return answer


async def form(request: Request) -> dict[str, str]:
    """The fields of a posted form; nothing for a body that is no such form. Its length is limited by the wall."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return dict(pairs)

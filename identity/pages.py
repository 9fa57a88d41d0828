"""The pages of the endpoints: plain HTML, under a policy that lets their forms lead to one other place at most."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from identity.errors import NO_STORE
from services.callers.oauth_errors import OAuthError
from services.clients import redirects
from web.rendering import environment

STYLES = ("tokens", "base", "buttons", "fields", "states", "shell", "dialogs", "plain", "phone", "forms")
SEND_AT_ONCE = "document.forms[0].submit()"
"""The only script that stands in a page itself."""
_ALLOWED_SCRIPT = "sha256-" + base64.b64encode(hashlib.sha256(SEND_AT_ONCE.encode()).digest()).decode()
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
)


def render(template: str, status: int = 200, *, leads_to: str = "", **values: object) -> HTMLResponse:
    """The page made from `templates/{template}.html`; `leads_to`: the validated URI that its form may end at."""
    policy = _POLICY.format(scripts="'self'", forms=" ".join(filter(None, ("'self'", _source(leads_to)))))
    body = _environment.get_template(f"{template}.html").render(**values)
    return HTMLResponse(body, status, {**NO_STORE, "content-security-policy": policy})


def message(title: str, words: str, status: int = 200) -> HTMLResponse:
    """A page that says one thing."""
    return render("message", status, title=title, words=words)


def refusal(error: OAuthError) -> HTMLResponse:
    """The page for a request that has nobody to be answered to."""
    page = render("refusal", error.status, title="This can't go on", words=error.description, code=error.code)
    if error.wait:
        page.headers["retry-after"] = str(error.wait)
    return page


def foreign_form() -> HTMLResponse:
    """For a form that another site sent."""
    return message("Refused", "This form was not sent from a page of this Keylodge.", 403)


def go_on(uri: str, title: str, words: str) -> HTMLResponse:
    """A page that goes on to `uri` by itself: other than a redirect, no form's policy holds it back."""
    return render("resume", title=title, words=words, href=uri)


def send_form(uri: str, values: dict[str, str]) -> HTMLResponse:
    """A page that sends `values` on to `uri` by POST at once, or by its button where no script may run."""
    policy = _POLICY.format(scripts=f"'{_ALLOWED_SCRIPT}'", forms=_source(uri) or f"{urlsplit(uri).scheme}:")
    body = _environment.get_template("send.html").render(
        title="Going back", uri=uri, values=values, script=SEND_AT_ONCE, place=redirects.origin(uri)
    )
    return HTMLResponse(body, 200, {**NO_STORE, "content-security-policy": policy})


def can_be_named(uri: str) -> bool:
    """Whether a policy has a word for where `uri` leads: it has none for an IPv6 address."""
    return "[" not in urlsplit(uri).netloc


def _source(uri: str) -> str:
    return redirects.origin(uri) if uri and can_be_named(uri) else ""


_environment = environment(Path(__file__).parent / "templates", styles=STYLES)

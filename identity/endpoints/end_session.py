"""The end session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from identity import authorization_response, browser, forms, pages
from identity.forms import Form
from services.callers.oauth_errors import OAuthError
from services.clients import redirects
from services.oauth import logouts
from services.oauth.logouts import Logout

PATH = "/identity/connect/endsession"


async def end_session(request: Request) -> Response:
    """Sign the person out where an ID token of theirs proves that their client asks; otherwise ask them.

    A POST of another site comes without the session's cookie, so it is sent on as a GET, without
    the ID token: addresses are written down in many places.
    """
    try:
        form = forms.read_query(request) if request.method in ("GET", "HEAD") else await forms.read_body(request)
        logout = await logouts.read(form)
    except OAuthError as error:
        return pages.refusal(error)
    if request.method == "POST" and not browser.is_own_form(request):
        return authorization_response.redirect(
            authorization_response.with_query(PATH, logouts.without_token(form, logout))
        )
    signed_in = await browser.find_signed_in(request)
    if signed_in is None:
        return _go_on(logout)
    if request.method == "GET" and logout.subject == str(signed_in.person.id):
        return await _sign_out(request, logout)
    return _ask(form, logout, signed_in.person.email)


async def confirm(request: Request) -> Response:
    """Sign out: the person pressed the button."""
    if not browser.is_own_form(request):
        return pages.foreign_form()
    try:
        sent = await forms.read_body(request)
        logout = await logouts.read(forms.parse(sent.get("request", "").encode("ascii", "replace")))
    except OAuthError as error:
        return pages.refusal(error)
    return await _sign_out(request, logout)


async def _sign_out(request: Request, logout: Logout) -> Response:
    answer = _go_on(logout)
    await browser.sign_out(request, answer)
    return answer


def _go_on(logout: Logout) -> Response:
    if not logout.redirect_uri:
        return pages.message("Signed out", "You are signed out of Keylodge in this browser.")
    state = {"state": logout.state} if logout.state else {}
    back = authorization_response.with_query(logout.redirect_uri, state)
    return authorization_response.after_form(authorization_response.redirect(back))


def _ask(form: Form, logout: Logout, email: str) -> Response:
    return pages.render(
        "sign_out",
        leads_to=logout.redirect_uri,
        title="Sign out",
        email=email,
        client=logout.client.name if logout.client else "",
        request=urlencode(form),
        place=redirects.origin(logout.redirect_uri) if logout.redirect_uri else "",
    )

"""The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2)."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from identity import authorization_response, browser, consent_request, forms, pages
from identity.forms import Form
from services.callers.oauth_errors import OAuthError, invalid_request
from services.clients import redirects
from services.keys import seals
from services.live import clock
from services.oauth import authorization_codes, authorizations, consents
from services.oauth.authorizations import Authorization
from services.sign_in.signed_in import SignedIn
from services.tokens import id_tokens

PATH = "/identity/connect/authorize"
RESUME = "/identity/connect/resume"
LONGEST = 6000
"""Characters of a request: it has to fit into the sign-in page's way back."""
SINCE = "kl_since"
"""The parameter that says when we sent the person to sign in, in milliseconds and with a seal."""
SIGN_IN_MS = 15 * 60 * 1000
"""How long that is believed."""
_SIGN_IN = "identity sign-in"


async def authorize(request: Request) -> Response:
    """Answer the client with a code, or have the person sign in or decide first."""
    try:
        form = forms.read_query(request) if request.method == "GET" else await forms.read_body(request)
        target = await authorizations.find_target(form)
    except OAuthError as error:
        return pages.refusal(error)
    try:
        if len(urlencode(_without_since(form))) > LONGEST:
            raise invalid_request(f"The request is longer than {LONGEST} characters.")
        return await _proceed(request, form, authorizations.read(form, target))
    except OAuthError as error:
        return authorization_response.refuse(target, error)


async def resume(request: Request) -> Response:
    """Where sign-in leads back to: a page that goes on to the request by itself.

    A redirect would not do: browsers hold the sign-in form's policy against every address that it redirects to.
    """
    query = request.scope["query_string"].decode("latin-1")
    return pages.go_on(f"{PATH}?{query}", "Signed in", "You are signed in.")


async def allow(authorization: Authorization, signed_in: SignedIn) -> Response:
    """The code, on its way to the client; with an ID token where one was asked for."""
    grant, code = await authorization_codes.give(authorization, signed_in.person, signed_in.at)
    values = {"code": code}
    if authorization.with_id_token:
        client, nonce = authorization.client, authorization.nonce
        values["id_token"] = id_tokens.issue(client, grant, signed_in.person, nonce=nonce, code=code)
    return authorization_response.answer(authorization.target, values)


def is_acceptable(authorization: Authorization, signed_in: SignedIn) -> bool:
    """Whether the request may be put to this person at all: of the client's tenant, and whom the hint names."""
    person = signed_in.person
    return person.tenant_id == authorization.client.tenant_id and authorization.subject in ("", str(person.id))


def must_sign_in(form: Form, authorization: Authorization, signed_in: SignedIn) -> bool:
    """Once for each request: whoever signed in since we asked has done what can be asked of them."""
    age = clock.seconds() - signed_in.at.timestamp()
    wanted = (
        bool(authorization.prompt & {"login", "select_account"})
        or (authorization.max_age is not None and age >= authorization.max_age)
        or not is_acceptable(authorization, signed_in)
    )
    return wanted and signed_in.at.timestamp() * 1000 < _since(form)


async def _proceed(request: Request, form: Form, authorization: Authorization) -> Response:
    signed_in = await browser.find_signed_in(request)
    silent = "none" in authorization.prompt
    if signed_in is None or must_sign_in(form, authorization, signed_in):
        if silent:
            raise OAuthError("login_required", "The person has to sign in.")
        return await _send_to_sign_in(form, again=signed_in is not None)
    if not is_acceptable(authorization, signed_in):
        raise OAuthError("access_denied", "Whoever signed in may not use this client.")
    if not await consents.is_needed(signed_in.person, authorization):
        return await allow(authorization, signed_in)
    if silent:
        raise OAuthError("consent_required", "The person has to agree.")
    return await _ask(request, form, authorization, signed_in)


async def _send_to_sign_in(form: Form, *, again: bool) -> Response:
    values = {"again": "1"} if again else {}
    if "login_hint" in form:
        values["email"] = form["login_hint"]
    return authorization_response.redirect("/login?" + urlencode({**values, "next": await _way_back(form)}))


async def _way_back(form: Form) -> str:
    """Where signing in leads back to, with the moment by the clock that the sign-in will be told by."""
    plain = _without_since(form)
    now = str(int((await clock.now()).timestamp() * 1000))
    return f"{RESUME}?" + urlencode({**plain, SINCE: f"{now}.{seals.seal(_SIGN_IN, f'{now} {urlencode(plain)}')}"})


def _since(form: Form) -> float:
    """When we sent the person to sign in for this very request, in milliseconds; infinity: we did not."""
    now, _, seal = form.get(SINCE, "").partition(".")
    if not now.isdigit() or not seals.is_sealed(seal, _SIGN_IN, f"{now} {urlencode(_without_since(form))}"):
        return float("inf")
    return int(now) if clock.seconds() * 1000 - int(now) < SIGN_IN_MS else float("inf")


async def _ask(request: Request, form: Form, authorization: Authorization, signed_in: SignedIn) -> Response:
    asked = urlencode(form)
    client, person = authorization.client, signed_in.person
    target = authorization.target.redirect_uri
    return pages.render(
        "consent",
        leads_to=target,
        title="Allow access",
        consent=await consent_request.describe(
            client, person, authorization.scopes, authorization.audience, back=await _way_back(form)
        ),
        request=asked,
        ticket=browser.ticket(request, "consent", asked),
        place=redirects.origin(target),
    )


def _without_since(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if name != SINCE}

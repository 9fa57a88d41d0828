"""How an authorization is answered: in the query, the fragment, or by a form; always with `iss` (RFC 9207)."""

from urllib.parse import urlencode

from starlette.responses import Response

from identity import pages
from identity.errors import NO_STORE
from services.callers import issuers
from services.callers.oauth_errors import OAuthError
from services.clients import redirects
from services.oauth.authorizations import Target


def answer(target: Target, values: dict[str, str]) -> Response:
    """The answer on its way to the client."""
    values = {**values, "iss": issuers.current().url}
    if target.state:
        values["state"] = target.state
    if target.response_mode == "form_post":
        return pages.send_form(target.redirect_uri, values)
    if target.response_mode == "fragment":
        return redirect(f"{target.redirect_uri}#{urlencode(values)}")
    return redirect(with_query(target.redirect_uri, values))


def refuse(target: Target, error: OAuthError) -> Response:
    """An error on its way to the client (RFC 6749 section 4.1.2.1)."""
    return answer(target, {"error": error.code, "error_description": error.description})


def redirect(uri: str) -> Response:
    """A redirect that becomes a GET, whatever the request was (RFC 9700 section 4.12)."""
    return Response(status_code=303, headers={**NO_STORE, "location": uri})


def after_form(answer: Response) -> Response:
    """`answer` to a form: where its policy could not name the place, a page leads there instead of the redirect."""
    where = answer.headers.get("location", "")
    if pages.can_be_named(where):
        return answer
    return pages.go_on(where, "Going back", f"You return to {redirects.origin(where)}.")


def with_query(uri: str, values: dict[str, str]) -> str:
    """The address with these parameters added."""
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(values)}" if values else uri

"""What a client sends to the token endpoints: its form, and the credentials that prove who it is."""

from starlette.requests import Request

from identity import cors, forms
from identity.forms import Form
from services.callers import client_authentication
from services.callers.client_authentication import AuthenticatedClient
from web.requests import address

_CREDENTIALS = "keylodge.credentials"


async def read_form(request: Request) -> Form:
    """The form of a request, and a note of the client that it names, for CORS. Raises OAuthError."""
    form = await forms.read_body(request)
    cors.note_client(request, form.get("client_id", ""))
    given = client_authentication.credentials(authorization(request), form)
    request.scope[_CREDENTIALS] = given
    cors.note_client(request, given.client_id)
    return form


async def authenticate(request: Request, form: Form) -> AuthenticatedClient:
    """The client that makes the request. Raises OAuthError."""
    given = request.scope.get(_CREDENTIALS) or client_authentication.credentials(authorization(request), form)
    return await client_authentication.prove(given, address(request.scope))


def authorization(request: Request) -> str:
    """The Authorization header; two of them make one that can't be read."""
    return ", ".join(request.headers.getlist("authorization"))

"""What the endpoints read of a request besides its form."""

from starlette.requests import Request

from identity.forms import Form
from services import client_authentication
from services.client_authentication import AuthenticatedClient


def address(request: Request) -> str:
    """Where the request comes from, as the outer wall found out."""
    client = request.scope.get("client")
    return str(client[0]) if client else ""


async def authenticate(request: Request, form: Form) -> AuthenticatedClient:
    """The client that makes the request. Raises OAuthError."""
    authorization = request.headers.getlist("authorization")
    return await client_authentication.authenticate(", ".join(authorization), form, address(request))

"""Every way in which a request can fail, as the contract's error body, or as problem details (RFC 9457) on request."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic.alias_generators import to_pascal
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api import sentences
from api.answers import encode
from errors import Conflict, Forbidden, KeylodgeError, NotFound, RuleViolation, SignedOut, Stale, Taken, Unavailable
from services.callers.oauth_errors import OAuthError

PROBLEM = "application/problem+json"
_ERRORS = {
    400: ("The request is missing something, or something in it is not valid.", "Correct what is named, and repeat."),
    401: ("The access token is missing or not valid.", "Get a new access token from /identity/connect/token."),
    403: ("This is not allowed.", "Use a client or a person with the Tenant Administrator role."),
    404: ("There is nothing here.", "Look at the identifiers in the address; a list of the same path has them."),
    405: ("This method has no meaning here.", "The Allow header names the methods that have one."),
    409: (
        "The identifier exists already, or somebody else changed the same.",
        "Use another identifier, or read again.",
    ),
    412: ("This was changed since it was read.", "Read it again, and repeat with the new ETag in If-Match."),
    413: ("The request is too long.", "Send less at a time."),
    503: ("The database can't be used at the moment.", "Repeat it after the seconds that Retry-After names."),
    500: ("This failed here.", "Repeat it later. The server's log has more under the OperationId."),
}
_STATUS: tuple[tuple[type[KeylodgeError], int], ...] = (
    (Taken, 409),
    (RuleViolation, 400),
    (SignedOut, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Stale, 412),
    (Unavailable, 503),
)
_NAMES = {
    "longest_days": "SecretLongestDays",
    "default_days": "SecretDefaultDays",
    "client_id": "Id",
    "secret.expires_at": "SecretExpirationDate",
    "expires_at": "Expiration",
}


def status_of(error: KeylodgeError) -> int:
    """The HTTP status that tells of this error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def body_of(operation_id: str, error: KeylodgeError) -> dict[str, Any]:
    """The contract's error body for this error: for results of many things at once."""
    return _body(operation_id, status_of(error), str(error), properties_of(error))


def properties_of(error: KeylodgeError) -> dict[str, str]:
    """What is wrong with which property of the request, in the API's names (`RedirectUris.2`)."""
    if not isinstance(error, RuleViolation):
        return {}
    return {_NAMES.get(name) or _pascal(name): sentence for name, sentence in error.fields.items()}


def unauthorized(scope: Scope, error: OAuthError | None) -> Response:
    """No token, or one that opens nothing here (RFC 6750 section 3)."""
    if error is None:
        return _answer(
            scope, 401, "What the access token rests on is gone or disabled.", headers=_challenge("invalid_token")
        )
    return _answer(scope, error.status, error.description, headers=_challenge(error.code))


def foreign_tenant(scope: Scope) -> Response:
    """A good token, and another tenant in the address. Says nothing of whether that tenant exists."""
    return _answer(scope, 403, "The access token is for another tenant than the address names.")


def too_long(scope: Scope, words: str) -> Response:
    """A body longer than is taken."""
    return _answer(scope, 413, words)


def unavailable(scope: Scope, error: Unavailable) -> Response:
    """The database can't be used."""
    return _answer(scope, 503, str(error), headers={"retry-after": str(error.wait)})


def failed(scope: Scope) -> Response:
    """A bug: its number, and nothing else."""
    return _answer(scope, 500, "The server made a mistake.")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, KeylodgeError)
    status = status_of(error)
    if isinstance(error, Unavailable):
        return unavailable(request.scope, error)
    headers = _challenge("invalid_token") if status == 401 else None
    return _answer(request.scope, status, str(error), properties_of(error), headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    properties = sentences.of(error)
    return _answer(request.scope, 400, " ".join(properties.values()), properties)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code if error.status_code in _ERRORS else 400
    reason = "The body can't be read: it has to be JSON." if status == 400 else _ERRORS[status][0]
    headers = {"allow": ", ".join(_methods(request))} if status == 405 else error.headers
    return _answer(request.scope, status, reason, headers=headers)


def _methods(request: Request) -> list[str]:
    """What has a meaning at this address: each method is a route of its own, and Starlette names one of them."""
    asked = [{**request.scope, "method": method} for method in ("DELETE", "GET", "HEAD", "POST", "PUT")]
    routes = request.app.routes
    return [scope["method"] for scope in asked if any(route.matches(scope)[0] is Match.FULL for route in routes)]


async def _bug(request: Request, _: Exception) -> Response:
    return failed(request.scope)  # Starlette raises the error again, and Api logs it


HANDLERS: dict[int | type[Exception], Any] = {
    KeylodgeError: _refused,
    RequestValidationError: _invalid,
    HTTPException: _no_route,
    Exception: _bug,
}


def _answer(
    scope: Scope,
    status: int,
    reason: str,
    properties: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = _body(scope["state"]["operation_id"], status, reason, properties)
    if PROBLEM not in Headers(scope=scope).get("accept", "").lower():
        return Response(encode(body), status, headers, "application/json")
    problem = {
        "type": "about:blank",
        "title": body["Error"],
        "status": status,
        "detail": reason,
        "resolution": body["Resolution"],
        "operationId": body["OperationId"],
        "errors": body["DynamicProperties"],
    }
    return Response(encode(problem), status, headers, PROBLEM)


def _body(operation_id: str, status: int, reason: str, properties: Mapping[str, str] | None = None) -> dict[str, Any]:
    error, resolution = _ERRORS[status]
    return {
        "OperationId": operation_id,
        "Error": error,
        "Reason": reason,
        "Resolution": resolution,
        "DynamicProperties": dict(properties or {}),
    }


def _challenge(code: str) -> dict[str, str]:
    return {"www-authenticate": 'Bearer realm="Keylodge"' + (f', error="{code}"' if code else "")}


def _pascal(name: str) -> str:
    return re.sub(r"[a-z_]+", lambda found: to_pascal(found[0]), name.replace("secret.", "secret_"))

"""The endpoints below `/identity`, as an ASGI application of its own: a dictionary, and no framework in the way."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from errors import Unavailable
from identity import cors, errors, pages
from identity.endpoints.authorize import PATH as AUTHORIZE
from identity.endpoints.authorize import RESUME, authorize, resume
from identity.endpoints.consent import consent
from identity.endpoints.device import DECISION, decision, show, submit
from identity.endpoints.device import PATH as DEVICE
from identity.endpoints.device_authorization import device_authorization
from identity.endpoints.discovery import discovery
from identity.endpoints.end_session import PATH as END_SESSION
from identity.endpoints.end_session import confirm, end_session
from identity.endpoints.introspection import introspection
from identity.endpoints.jwks import jwks
from identity.endpoints.revocation import revocation
from identity.endpoints.token import token
from identity.endpoints.userinfo import userinfo
from services.callers.oauth_errors import OAuthError
from services.tokens import token_figures
from services.watch import request_ids

log = logging.getLogger("keylodge.identity")
Endpoint = Callable[[Request], Awaitable[Response]]

PREFIX = "/identity/"
CONSENT = "/identity/connect/consent"
CONFIRM = f"{END_SESSION}/confirm"
ROOT_METADATA = "/.well-known/oauth-authorization-server/identity"
"""Where RFC 8414 section 3.1 looks for an issuer with a path."""
ENDPOINTS: dict[str, dict[str, Endpoint]] = {
    "/identity/connect/token": {"POST": token},
    AUTHORIZE: {"GET": authorize, "POST": authorize},
    RESUME: {"GET": resume},
    CONSENT: {"POST": consent},
    "/identity/connect/userinfo": {"GET": userinfo, "POST": userinfo},
    END_SESSION: {"GET": end_session, "POST": end_session},
    CONFIRM: {"POST": confirm},
    "/identity/connect/deviceauthorization": {"POST": device_authorization},
    DEVICE: {"GET": show, "POST": submit},
    DECISION: {"POST": decision},
    "/identity/connect/introspect": {"POST": introspection},
    "/identity/connect/revocation": {"POST": revocation},
    "/identity/.well-known/openid-configuration": {"GET": discovery},
    "/identity/.well-known/openid-configuration/jwks": {"GET": jwks},
    ROOT_METADATA: {"GET": discovery},
}
MACHINE_PATHS = (
    *(f"/identity/connect/{name}" for name in ("token", "introspect", "revocation")),
    *(path for path in ENDPOINTS if "/.well-known/" in path),
)
"""What only programs ask, and often."""
IN_WINDOWS = (AUTHORIZE, RESUME, CONSENT, END_SESSION, CONFIRM)
"""Where the second window comes by that an application opens for sign-in or sign-out."""
PAGES = frozenset((*IN_WINDOWS, DEVICE, DECISION))
"""What people see: refusals and bugs are pages too."""
NO_MEANING = "This method has no meaning here. The Allow header names those that have."
FOR_BROWSERS = {f"/identity/connect/{name}" for name in ("token", "userinfo", "revocation")}
"""What pages of other origins may ask, by CORS. The documents are readable for everybody."""


class Identity:
    """Answers what is below `/identity`, and the metadata at the root; everything else goes on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_ours(scope["path"]):
            await self.app(scope, receive, send)
            return
        response = await _respond(scope, receive)
        await response(scope, receive, send)


def is_ours(path: str) -> bool:
    """Whether a path belongs to this application."""
    return path.startswith(PREFIX) or path == ROOT_METADATA


def refuse(path: str, error: OAuthError) -> Response:
    """The error as whoever asks at `path` expects it: a page for people, JSON for programs."""
    return pages.refusal(error) if path in PAGES else errors.answer(error)


async def _respond(scope: Scope, receive: Receive) -> Response:
    try:
        return await _route(scope, receive)
    except Unavailable as error:  # who may read the answer is asked of the database too
        return _unavailable(scope["path"], error)


def _unavailable(path: str, error: Unavailable) -> Response:
    return refuse(path, OAuthError("temporarily_unavailable", str(error), status=503, wait=error.wait))


async def _route(scope: Scope, receive: Receive) -> Response:
    endpoints = ENDPOINTS.get(scope["path"])
    if endpoints is None:
        return PlainTextResponse("There is nothing here.\n", 404)
    method = "GET" if scope["method"] == "HEAD" and scope["path"] != AUTHORIZE else scope["method"]  # it gives a code
    request = Request(scope, receive)
    endpoint = endpoints.get(method)
    if scope["path"] not in FOR_BROWSERS:
        return await _answer(endpoint, request, endpoints)
    if method == "OPTIONS":
        return await cors.preflight(request, list(endpoints))
    response = await _answer(endpoint, request, endpoints)
    await cors.allow(request, response)
    return response


async def _answer(endpoint: Endpoint | None, request: Request, endpoints: Mapping[str, Endpoint]) -> Response:
    if endpoint is None:
        answer = refuse(request.scope["path"], OAuthError("invalid_request", NO_MEANING, status=405))
        answer.headers["allow"] = ", ".join(endpoints)
        return answer
    try:
        return await endpoint(request)
    except OAuthError as error:
        token_figures.REFUSALS.add(request.scope["path"], error.code)
        return refuse(request.scope["path"], error)
    except Unavailable as error:
        return _unavailable(request.scope["path"], error)
    except Exception:
        if request.scope["path"] in PAGES:
            raise  # the wall makes a page of it, and logs it
        log.exception("An endpoint failed")
        words = f"This failed here. The log tells more under {request_ids.current()}."
        return errors.answer(OAuthError("server_error", words, status=500))

"""What is below `/api`, as an application of its own: a bearer token first, then FastAPI."""

import logging
from functools import partial

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import audit_events, docs, faults, openapi
from api.authentication import authenticate
from api.clients import bulk, client_roles, clients, removed_clients, secret_usage, secrets
from api.people import roles, tenants, users
from errors import SignedOut, Unavailable
from services.callers import issuers
from services.callers.oauth_errors import OAuthError
from services.watch import request_ids
from web.requests import note_route

log = logging.getLogger("keylodge.api")
RESOURCES = (
    *(clients, secrets, secret_usage, client_roles, roles, users, tenants),
    *(removed_clients, bulk, audit_events),  # beyond the contract
)
"""In the order of the document."""


class Api:
    """Answers what is below `/api`; everything else goes on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.inner = build()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_ours(scope["path"]):
            await self.app(scope, receive, send)
            return
        scope = _numbered(_as_documented(scope))
        refusal = None if docs.is_open(scope["path"]) else await _refusal(scope)
        if refusal:
            await refusal(scope, receive, send)
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.inner(scope, receive, note)
        except Exception:
            log.exception("Operation %s failed", scope["state"]["operation_id"])
            if not begun:
                await faults.failed(scope)(scope, receive, send)
        finally:
            note_route(scope)


def is_ours(path: str) -> bool:
    """Whether a path belongs to this application."""
    return path == "/api" or path.startswith("/api/")


def too_long(scope: Scope, words: str) -> Response:
    """The error body for a request whose body is longer than the wall lets in."""
    return faults.too_long(_numbered(scope), words)


def build() -> FastAPI:
    """The application behind the bearer token, with its document."""
    app = FastAPI(
        title="Keylodge management API",
        version="1",
        description=openapi.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers=faults.HANDLERS,
    )
    for module in RESOURCES:
        app.include_router(module.routes(), prefix=openapi.PREFIX)
    app.router.routes.extend(docs.routes(partial(openapi.document, app)))
    return app


def _as_documented(scope: Scope) -> Scope:
    """The request as if its path were written the way the document has it: without a slash at the end."""
    path = scope["path"]
    if not path.startswith(f"{issuers.API_PATH}/") or not path.endswith("/"):
        return scope
    return {**scope, "path": path.removesuffix("/"), "raw_path": scope.get("raw_path", b"").removesuffix(b"/")}


def _numbered(scope: Scope) -> Scope:
    operation_id = request_ids.current() or request_ids.make()
    return {**scope, "state": {**(scope.get("state") or {}), "operation_id": operation_id}}


async def _refusal(scope: Scope) -> Response | None:
    """The answer to whoever has no token for this tenant's path, or None: then the actor is noted."""
    try:
        scope["state"]["actor"] = await authenticate(scope)
    except OAuthError as error:
        return faults.unauthorized(scope, error)
    except SignedOut:
        return faults.unauthorized(scope, None)
    except Unavailable as error:
        return faults.unavailable(scope, error)
    except Exception:
        log.exception("Operation %s failed", scope["state"]["operation_id"])
        return faults.failed(scope)
    return None if _is_own_tenant(scope) else faults.foreign_tenant(scope)


def _is_own_tenant(scope: Scope) -> bool:
    parts = scope["path"].removeprefix("/api/v1/").split("/")
    return parts[0] != "Tenants" or len(parts) < 2 or parts[1].lower() == str(scope["state"]["tenant_id"])

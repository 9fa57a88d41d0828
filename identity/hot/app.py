"""The short way as an ASGI application: reads a request once, asks an endpoint of its own, and writes bytes."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from identity import forms
from identity.hot import introspection, known, token
from identity.hot.known import Known
from services.callers import client_authentication
from services.callers.oauth_errors import OAuthError

log = logging.getLogger("keylodge.identity")
Headers = list[tuple[bytes, bytes]]

NO_STORE: Headers = [(b"cache-control", b"no-store"), (b"pragma", b"no-cache")]
JSON: Headers = [(b"content-type", b"application/json")]
UNUSUAL = (b"origin", b"expect", b"transfer-encoding")
"""Headers of which the full endpoints know more: other origins' pages, and bodies that come in pieces."""


@dataclass(frozen=True, slots=True)
class HotEndpoint:
    """Answers one path: the body of a 200, or None where the full endpoint has to look."""

    answer: Callable[[Known], Awaitable[bytes | None]]
    headers: Headers
    """What stands behind content type and length."""


ENDPOINTS = {
    "/identity/connect/token": HotEndpoint(token.answer, [(b"vary", b"Origin")]),
    "/identity/connect/introspect": HotEndpoint(introspection.answer, []),
}


class HotEndpoints:
    """Answers what it can by itself, and hands everything else to `app`, as it came.

    `headers`: what the wall adds to each answer. `sender` says where a request comes from.
    """

    def __init__(self, app: ASGIApp, *, headers: Headers, sender: Callable[[Scope], str]) -> None:
        self.app = app
        self.headers = headers
        self.sender = sender

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = ENDPOINTS.get(scope["path"]) if scope["type"] == "http" else None
        authorization = _authorization(scope) if endpoint else None
        if endpoint is None or authorization is None:
            await self.app(scope, receive, send)
            return
        message = await receive()
        body = await self._answer(endpoint, scope, authorization, message)
        if body is None:
            await self.app(scope, _again(message, receive), send)
            return
        length = (b"content-length", b"%d" % len(body))
        headers = [*NO_STORE, length, *JSON, *endpoint.headers, *self.headers]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, endpoint: HotEndpoint, scope: Scope, authorization: bytes, message: Message
    ) -> bytes | None:
        if message["type"] != "http.request" or message.get("more_body", False):
            return None
        try:
            asked = known.read(authorization, message.get("body", b""))
            body = None if asked is None else await endpoint.answer(asked)
        except OAuthError:
            return None
        except Exception:
            log.exception("The short way failed, and the full endpoint answers")
            return None
        if asked is not None and body is not None:
            client_authentication.note_use(asked.caller, self.sender(scope))
        return body


def _authorization(scope: Scope) -> bytes | None:
    """The Authorization header (or an empty text) of a request that is as usual; None: it isn't."""
    if scope["method"] != "POST" or scope["query_string"]:
        return None
    found, usual = b"", False
    for name, value in scope["headers"]:
        if name == b"authorization":
            if found:
                return None
            found = value
        elif name == b"content-type":
            if usual or not forms.is_form(value.decode("latin-1")):
                return None
            usual = True
        elif name in UNUSUAL:
            return None
    return found if usual else None


def _again(message: Message, receive: Receive) -> Receive:
    """`receive` as it was before it gave `message`."""
    waiting = [message]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again

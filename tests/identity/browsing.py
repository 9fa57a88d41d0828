"""A browser with a person in it, as far as the endpoints see one: a session cookie, and pages with forms."""

import base64
import hashlib
import html
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from models import Session, User
from services.live import clock
from services.sign_in import sessions
from tests.identity.clients import ORIGIN, REDIRECT_URI, SITE, TOKEN, TestClient

AUTHORIZE = "/identity/connect/authorize"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Browser:
    """Whoever `http` reaches, with a session of the console or without."""

    http: httpx.AsyncClient
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"__Host-keylodge_session={self.token}"} if self.token else {}

    async def sign_in(self, user: User) -> None:
        """A new session, as signing in makes one."""
        self.token = secrets.token_urlsafe(32)
        now = await clock.now()
        await Session.create(token_hash=sessions.hash_token(self.token), user_id=user.id, created_at=now, seen_at=now)

    async def open(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers=self.headers)

    async def authorize(self, client: TestClient, **changes: str | None) -> httpx.Response:
        """Open the authorization endpoint with a request that is right, but for `changes` (None: left out)."""
        return await self.http.get(AUTHORIZE, params=request_of(client, **changes), headers=self.headers)

    async def decide(self, page: httpx.Response, decision: str = "allow", **changes: str) -> httpx.Response:
        """Press a button of a page's form; `origin` in `changes` is the page that sends it."""
        origin = changes.pop("origin", ORIGIN)
        action, values = form_of(page)
        headers = {**self.headers, "origin": origin}
        return await self.http.post(action, data={**values, "decision": decision, **changes}, headers=headers)

    async def get_code(self, client: TestClient, **changes: str | None) -> str:
        """A code, the person agreeing where they are asked."""
        answer = await self.authorize(client, **changes)
        if answer.status_code == 200:
            answer = await self.decide(answer)
        return answered(answer)["code"]

    async def get_tokens(self, client: TestClient, **changes: str | None) -> dict[str, Any]:
        """What a code gives, redeemed at once."""
        code = await self.get_code(client, **changes)
        answer = await redeem(self.http, client, code, redirect_uri=str(changes.get("redirect_uri") or REDIRECT_URI))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens


def visit(app: ASGIApp) -> httpx.AsyncClient:
    """Whoever asks `app` as served at ORIGIN: the requests carry what the lifespan tells a server."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"site": SITE}}, receive, send)

    transport = httpx.ASGITransport(app=serve, client=("203.0.113.9", 0))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


def request_of(client: TestClient, **changes: str | None) -> dict[str, str]:
    values: dict[str, str | None] = {
        "client_id": client.id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid profile email api",
        "state": "st&te=1",
        "nonce": "n-0S6",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


async def redeem(http: httpx.AsyncClient, client: TestClient, code: str, **changes: str | None) -> httpx.Response:
    """Redeem a code as its client does, but for `changes` (None: left out)."""
    values = {"code": code, "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER, **changes}
    return await ask_as(http, client, "authorization_code", **values)


async def refresh(http: httpx.AsyncClient, client: TestClient, token: str, **changes: str) -> httpx.Response:
    return await ask_as(http, client, "refresh_token", refresh_token=token, **changes)


async def ask_as(http: httpx.AsyncClient, client: TestClient, grant_type: str, **values: str | None) -> httpx.Response:
    """Ask the token endpoint, with the client's secret where it has one."""
    form = {name: value for name, value in values.items() if value is not None}
    if client.secret:
        return await http.post(TOKEN, data={"grant_type": grant_type, **form}, auth=client.basic)
    return await http.post(TOKEN, data={"grant_type": grant_type, "client_id": client.id, **form})


def answered(answer: httpx.Response, uri: str = REDIRECT_URI) -> dict[str, str]:
    """What a redirect (or a page that posts) tells the client at `uri`."""
    if answer.status_code == 200:
        action, values = form_of(answer)
        assert action == uri
        return values
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    assert where.startswith((uri + "?", uri + "#", uri + "&")), where
    parts = urlsplit(where)
    return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """A page's form: where it goes, and its hidden fields."""
    assert page.status_code == 200, page.text
    action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
    assert action, page.text
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in hidden}

"""Authlib's client for Starlette in an application of its own: answers by form, hybrid, signing out."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import HybridIDToken
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from models import ClientType
from tests.e2e.server import Server
from tests.identity.clients import TestClient, add_client
from tests.proof.visitor import Visitor
from tests.services.world import Somebody

HOME = "https://crew.example"
BYE = f"{HOME}/bye"
FORM = {"response_mode": "form_post"}
HYBRID = {**FORM, "response_type": "code id_token"}


class Application:
    """A site that signs its people in with whatever `asked` adds to the authorization request."""

    def __init__(self, server: Server, client: TestClient) -> None:
        self.asked: dict[str, str] = {}
        self.token: dict[str, Any] = {}
        self.told: dict[str, str] = {}
        oauth = OAuth()
        self.keylodge = oauth.register(
            "keylodge",
            client_id=client.id,
            client_secret=client.secret or None,
            server_metadata_url=f"{server.url}/identity/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )
        # Lax cookies don't come with a form that another site posts.
        session = Middleware(SessionMiddleware, secret_key="s", same_site="none", https_only=True)
        routes = [
            Route("/", self.begin),
            Route("/callback", self.finish, methods=["GET", "POST"]),
            Route("/leave", self.leave),
            Route("/bye", self.bye),
        ]
        self.asgi = Starlette(routes=routes, middleware=[session])

    async def begin(self, request: Request) -> Response:
        verifier = secrets.token_urlsafe(48)
        challenge = create_s256_code_challenge(verifier)  # by itself, the library sends one for plain `code` only
        more = {"code_verifier": verifier, "code_challenge": challenge, "code_challenge_method": "S256"}
        answer: Response = await self.keylodge.authorize_redirect(request, f"{HOME}/callback", **more, **self.asked)
        return answer

    async def finish(self, request: Request) -> Response:
        async with request.form() as form:
            self.told = {name: str(value) for name, value in {**request.query_params, **form}.items()}
        if request.method == "POST" and (beside := self.told.get("id_token")):
            await self._check_beside(request, beside)
        self.token = await self.keylodge.authorize_access_token(request)
        return JSONResponse({**self.token["userinfo"]})

    async def leave(self, request: Request) -> Response:
        answer: Response = await self.keylodge.logout_redirect(request, BYE, self.token.get("id_token"))
        return answer

    async def bye(self, request: Request) -> Response:
        await self.keylodge.validate_logout_response(request)
        return PlainTextResponse("Bye")

    async def _check_beside(self, request: Request, text: str) -> None:
        kept = await self.keylodge.framework.get_state_data(request.session, self.told["state"])

        def claims(payload: Any, header: Any, options: Any, params: Any) -> HybridIDToken:
            return HybridIDToken(payload, header, options, {**params, "code": self.told["code"]})

        await self.keylodge.parse_id_token({"id_token": text}, kept["nonce"], claims_cls=claims)


Build = Callable[[ClientType], Awaitable[tuple[Application, Visitor]]]


@pytest.fixture
async def build(server: Server, elin: Somebody) -> AsyncIterator[Build]:
    """Sets up an application for a client of a type, and a browser of Elin's that reaches both."""
    browsers: list[httpx.AsyncClient] = []

    async def build_one(kind: ClientType) -> tuple[Application, Visitor]:
        uris = {"redirect_uris": (f"{HOME}/callback",), "post_logout_redirect_uris": (BYE,)}
        app = Application(server, await add_client(elin, kind, name="Yard", **uris))
        mounts = {HOME: httpx.ASGITransport(app.asgi)}
        browsers.append(httpx.AsyncClient(base_url=server.url, mounts=mounts, timeout=30))
        return app, Visitor(browsers[-1], elin.user.email)

    yield build_one
    for browser in browsers:
        await browser.aclose()


@pytest.mark.parametrize("kind", [ClientType.AUTHORIZATION_CODE, ClientType.HYBRID])
@pytest.mark.parametrize("asked", [{}, FORM])
async def test_person_signs_in_by_query_or_by_form(
    build: Build, elin: Somebody, kind: ClientType, asked: dict[str, str]
) -> None:
    app, visitor = await build(kind)
    app.asked = asked
    assert elin.user.email in await visitor.visit(f"{HOME}/")
    assert set(app.told) == {"code", "state", "iss"}


async def test_id_token_beside_the_code_belongs_to_it(build: Build, elin: Somebody) -> None:
    app, visitor = await build(ClientType.HYBRID)
    app.asked = HYBRID
    assert str(elin.id) in await visitor.visit(f"{HOME}/")
    assert set(app.told) == {"code", "id_token", "state", "iss"}
    assert "access_token" in app.token


async def test_id_token_beside_the_code_takes_the_scope_openid(build: Build) -> None:
    app, visitor = await build(ClientType.HYBRID)
    app.asked = {**HYBRID, "scope": "api"}
    with pytest.raises(AuthlibBaseError):
        await visitor.visit(f"{HOME}/")
    assert (app.told["error"], "code" in app.told) == ("invalid_request", False)


async def test_id_token_never_comes_in_the_query(build: Build) -> None:
    app, visitor = await build(ClientType.HYBRID)
    app.asked = {**HYBRID, "response_mode": "query"}
    with pytest.raises(AuthlibBaseError):
        await visitor.visit(f"{HOME}/")
    assert app.told == {}, "even the refusal came in the fragment, which no server sees"


async def test_refusal_comes_by_form_too(build: Build) -> None:
    app, visitor = await build(ClientType.AUTHORIZATION_CODE)
    app.asked = FORM
    with pytest.raises(AuthlibBaseError):
        await visitor.visit(f"{HOME}/", "deny")
    assert app.told["error"] == "access_denied"


async def test_person_signs_out_and_comes_back(build: Build) -> None:
    _, visitor = await build(ClientType.AUTHORIZATION_CODE)
    await visitor.visit(f"{HOME}/")
    assert await visitor.visit(f"{HOME}/leave") == "Bye"
    assert (await visitor.http.get("/security/clients")).status_code == 401

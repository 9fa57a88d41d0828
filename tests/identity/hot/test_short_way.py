"""The short way answers as the full endpoints do, byte for byte, and leaves to them whatever is unusual."""

import base64
import ipaddress
import secrets as randomness
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import settings
from identity.app import MACHINE_PATHS, Identity
from identity.hot import known
from identity.hot.app import HotEndpoints
from middleware.addresses import sender
from middleware.machine_endpoints import MachineEndpoints
from models import ClientType
from services.callers import secret_throttle
from services.live import clock
from services.secrets import secret_usage
from tests.identity.clients import TOKEN, TestClient, add_client
from tests.services.world import Somebody

INTROSPECT = "/identity/connect/introspect"
FORM = (b"content-type", b"application/x-www-form-urlencoded")
PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)


@dataclass
class Request:
    path: str
    body: bytes
    headers: list[tuple[bytes, bytes]]
    method: str = "POST"
    query: bytes = b""
    pieces: int = 1


@dataclass
class Ways:
    """Both ways to the same services; `left` counts what the short one left to the full one."""

    full: MachineEndpoints
    client: TestClient
    public: TestClient
    tokens: list[str] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        self.short = HotEndpoints(self._leave, headers=self.full.headers, sender=partial(sender, trusted=PROXIES))

    async def _leave(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.left += 1
        await self.full(scope, receive, send)

    async def same(self, request: Request) -> tuple[int, bytes]:
        """The status and body that both give."""
        expected = await ask(self.full, request)
        assert await ask(self.short, request) == expected, request
        return int(expected[0]["status"]), b"".join(part["body"] for part in expected[1:])


async def ask(app: ASGIApp, request: Request) -> list[Message]:
    size = max(1, -(-len(request.body) // request.pieces))
    parts = [request.body[at : at + size] for at in range(0, len(request.body), size)] or [b""]
    coming: list[Message] = [
        {"type": "http.request", "body": part, "more_body": at < len(parts) - 1} for at, part in enumerate(parts)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": request.method,
        "path": request.path,
        "query_string": request.query,
        "headers": request.headers,
        "client": ("10.0.0.1", 5),
    }
    await app(scope, receive, send)
    return sent


def basic(client_id: str, secret: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Basic " + base64.b64encode(f"{client_id}:{secret}".encode())


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, own_settings: None) -> None:
    """Nothing is left to chance: every token has the same ID, and RS256 signs the same text alike each time."""
    monkeypatch.setenv("KEYLODGE_ACCESS_TOKEN_ALGORITHM", "RS256")
    monkeypatch.setattr(secret_throttle, "FREE", 10**9)
    settings.current.cache_clear()


@pytest.fixture
async def ways(still: None, issuer: None, elin: Somebody, monkeypatch: pytest.MonkeyPatch) -> Ways:
    """Both, with a client that both know, and tokens: a good one first, then some that aren't."""
    endpoints = Identity(PlainTextResponse("Not ours.", 418))
    full = MachineEndpoints(endpoints, endpoints, paths=MACHINE_PATHS, trusted=PROXIES, https=True)
    made = Ways(full, await add_client(elin), await add_client(elin, ClientType.DEVICE_CODE, name="Screen"))
    now = clock.seconds()
    monkeypatch.setattr(randomness, "token_urlsafe", lambda _=32: "always-the-same")
    monkeypatch.setattr(clock, "seconds", lambda: now)
    _, body = await made.same(asking_for_a_token(made))
    token = orjson.loads(body)["access_token"]
    made.tokens = [token, token[:-6] + "AAAAAA", "a.b.c", "klr_nothing", "\u00e4.\u00e4.\u00e4"]
    made.left = 0
    return made


def asking_for_a_token(ways: Ways, **form: str) -> Request:
    body = urlencode({"grant_type": "client_credentials", **form}).encode()
    return Request(TOKEN, body, [FORM, basic(*ways.client.basic)])


def introspecting(ways: Ways, token: str) -> Request:
    return Request(INTROSPECT, urlencode({"token": token}).encode(), [FORM, basic(*ways.client.basic)])


async def test_good_requests_are_answered_the_short_way_with_the_same_bytes(ways: Ways) -> None:
    in_body = {"client_id": ways.client.id, "client_secret": ways.client.secret}
    posted = urlencode({"grant_type": "client_credentials", **in_body}).encode()
    answers = [
        await ways.same(asking_for_a_token(ways)),
        await ways.same(asking_for_a_token(ways, scope="ocsapi api")),
        await ways.same(Request(TOKEN, posted, [(FORM[0], FORM[1] + b"; charset=UTF-8")])),
        *[await ways.same(introspecting(ways, token)) for token in ways.tokens],
    ]
    assert [status for status, _ in answers] == [200] * 8
    assert [orjson.loads(body).get("active") for _, body in answers] == [None] * 3 + [True] + [False] * 4
    assert ways.left == 0


async def test_unusual_requests_get_the_full_endpoints_answer(ways: Ways) -> None:
    usual = asking_for_a_token(ways)
    proof = usual.headers[1]
    unusual = [
        replace(usual, method="OPTIONS"),
        replace(usual, method="GET", body=b""),
        replace(usual, query=b"x=1"),
        replace(usual, pieces=3),
        replace(usual, body=b"a" * 70_000),
        replace(usual, body=usual.body + b"&" + usual.body),
        replace(usual, headers=[proof]),
        replace(usual, headers=[FORM, FORM, proof]),
        replace(usual, headers=[FORM, proof, proof]),
        replace(usual, headers=[FORM, proof, (b"origin", b"https://app.example.com")]),
        replace(usual, headers=[FORM, basic(ways.client.id, ways.client.secret[:-1] + "!")]),
        replace(usual, headers=[FORM, basic(ways.public.id, "")]),
        replace(usual, path="/identity/connect/revocation"),
        asking_for_a_token(ways, resource="https://elsewhere.example.com"),
        asking_for_a_token(ways, scope="openid"),
        asking_for_a_token(ways, acr_values="tenant:another"),
        Request(INTROSPECT, urlencode({"token": ways.tokens[0], "client_id": ways.public.id}).encode(), [FORM]),
    ]
    for request in unusual:
        await ways.same(request)
    assert ways.left == len(unusual)


async def test_whatever_is_sent_both_ways_answer_alike(ways: Ways) -> None:
    for request in made_up(ways):
        await ways.same(request)


def made_up(ways: Ways) -> list[Request]:
    """Requests that hypothesis thinks of: parts of good ones, put together in every way, and nonsense between them."""
    name, secret = ways.client.basic
    texts = st.sampled_from(
        [name, secret, ways.public.id, *ways.tokens, "client_credentials", "refresh_token", "api", ""]
    )
    names = st.sampled_from(["grant_type", "token", "client_id", "client_secret", "scope", "resource", "acr_values"])
    good = st.sampled_from([asking_for_a_token(ways).body, introspecting(ways, ways.tokens[0]).body])
    forms = st.lists(st.tuples(names, texts | st.text(max_size=9)), max_size=4).map(_encoded)
    proofs = st.builds(basic, texts, texts) | st.just(basic(name, secret))
    others = st.sampled_from(
        [FORM, (b"x-forwarded-for", b"203.0.113.9"), (b"origin", b"https://a.b"), (b"accept", b"*")]
    )
    found: list[Request] = []

    @given(
        st.builds(
            Request,
            st.sampled_from([TOKEN, INTROSPECT]),
            good | st.builds(lambda one, other: one + b"&" + other, good, forms) | forms | st.binary(max_size=20),
            st.lists(proofs | others, max_size=3).map(lambda more: [FORM, *more]),
            st.sampled_from(["POST", "POST", "POST", "GET", "PUT"]),
            st.sampled_from([b"", b"", b"a=b"]),
            st.sampled_from([1, 1, 2]),
        )
    )
    def think(request: Request) -> None:
        found.append(request)

    think()
    return found


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode([(name, value.encode(errors="replace")) for name, value in pairs]).encode()


async def test_use_is_noted_once_with_the_address_that_a_trusted_proxy_tells(ways: Ways) -> None:
    await secret_usage.flush()
    for request in (asking_for_a_token(ways), introspecting(ways, ways.tokens[0])):
        await ask(ways.short, replace(request, headers=[*request.headers, (b"x-forwarded-for", b"203.0.113.9")]))
    assert [(use.count, list(use.addresses)) for use in secret_usage._Noted.uses.values()] == [(2, ["203.0.113.9"])]
    await ask(ways.short, asking_for_a_token(ways, scope="openid"))  # refused, after the client proved itself
    assert [use.count for use in secret_usage._Noted.uses.values()] == [3]


async def test_fault_on_the_short_way_is_logged_and_the_full_endpoint_answers(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("broken")

    monkeypatch.setattr(known, "read", fail)
    assert (await ways.same(asking_for_a_token(ways)))[0] == 200
    assert ways.left == 1
    assert "The short way failed" in caplog.text

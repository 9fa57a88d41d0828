"""Each wall by itself, around an application that tells what reached it."""

import ipaddress
import re
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp

import app
from middleware.addresses import ClientAddress, client_address
from middleware.faults import Faults
from middleware.headers import SecurityHeaders
from middleware.limits import FORM, GENERAL, BodyLimits
from middleware.own_scripts import MARK
from middleware.sockets.recent_sessions import RecentSessions
from pages.console.frame import console_page
from services.access.actors import Actor
from settings import Settings
from web.site import Site

PROXIES = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "fd00::/8", "127.0.0.1")))
PAGE = f"<!doctype html><script {MARK}>1</script><script {MARK} defer src='/x.js'></script><script>pwned = 1</script>"


def browser(application: ASGIApp, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application, client=(peer, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")


async def telling(scope: Any, receive: Any, send: Any) -> None:
    request = Request(scope, receive)
    body = await request.body()
    told = {"headers": dict(request.headers), "host": request.client.host if request.client else "", "size": len(body)}
    await JSONResponse({**told, "address": request.state.actor.address} if scope.get("state") else told)(
        scope, receive, send
    )


async def _console_page(scope: Any, receive: Any, send: Any) -> None:
    await HTMLResponse(PAGE, headers={"x-nicegui-content": "page"})(scope, receive, send)


async def test_console_page_has_its_nonce_on_every_script_of_ours_and_on_no_other() -> None:
    async with browser(SecurityHeaders(_console_page, https=False)) as visitor:
        first, second = await visitor.get("/"), await visitor.get("/")
    policy = first.headers["content-security-policy"]
    nonces = re.findall(r"<script nonce=\"([^\"]+)\"", first.text)
    assert len(nonces) == 2
    assert set(nonces) == set(re.findall(r"'nonce-([^']+)'", policy))
    assert "<script>pwned = 1</script>" in first.text
    assert MARK not in first.text
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert policy != second.headers["content-security-policy"]
    assert int(first.headers["content-length"]) == len(first.content)


async def test_other_pages_allow_no_inline_script_at_all() -> None:
    async with browser(SecurityHeaders(PlainTextResponse("x"), https=False)) as visitor:
        answer = await visitor.get("/")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_only_windows_of_applications_stay_in_touch_with_who_opened_them() -> None:
    async with browser(SecurityHeaders(PlainTextResponse("x", 303), https=False, windows=["/login"])) as visitor:
        told = [(await visitor.get(path)).headers["cross-origin-opener-policy"] for path in ("/login", "/login/x", "/")]
    assert told == ["unsafe-none", "same-origin", "same-origin"]
    async with browser(SecurityHeaders(_console_page, https=False)) as visitor:
        told_by_page = (await visitor.get("/")).headers["cross-origin-opener-policy"]
    assert told_by_page == "same-origin-allow-popups"


@pytest.mark.parametrize("https", [True, False])
async def test_transport_security_is_promised_only_with_tls(https: bool) -> None:
    async with browser(SecurityHeaders(PlainTextResponse("x"), https=https)) as visitor:
        assert ("strict-transport-security" in (await visitor.get("/")).headers) is https


@pytest.mark.parametrize(("media_type", "limit"), [("application/x-www-form-urlencoded", FORM), ("a/b", GENERAL)])
@pytest.mark.parametrize("announced", [True, False])
async def test_body_is_taken_up_to_its_limit(media_type: str, limit: int, announced: bool) -> None:
    async def send(size: int) -> int:
        content = b"x" * size if announced else stream(size)
        async with browser(BodyLimits(telling)) as visitor:
            return (await visitor.post("/", content=content, headers={"content-type": media_type})).status_code

    assert await send(limit) == 200
    assert await send(limit + 1) == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "x", "\uff19", str(10**30)])
async def test_length_that_is_no_length_is_refused(length: str) -> None:
    async with browser(BodyLimits(telling)) as visitor:
        answer = await visitor.post("/", headers=[(b"content-length", length.encode())])
    assert answer.status_code == 413


async def test_application_that_answered_before_reading_keeps_its_answer() -> None:
    async def hasty(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await receive())["type"] == "http.request":
            pass
        await send({"type": "http.response.body", "body": b"late"})

    sent: list[Any] = []

    async def note(message: Any) -> None:
        sent.append(message)

    chunks = iter([{"type": "http.request", "body": b"x" * GENERAL, "more_body": True}] * 3)

    async def receive() -> Any:
        return next(chunks)

    await BodyLimits(hasty)({"type": "http", "path": "/", "method": "POST", "headers": []}, receive, note)
    assert [message["type"] for message in sent] == ["http.response.start"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not a trusted proxy: whatever it says
        ("10.1.1.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.1.1", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),  # the left one is what the browser claimed
        ("10.1.1.1", ["198.51.100.1", "10.2.2.2"], "198.51.100.1"),
        ("10.1.1.1", ["10.3.3.3", "10.2.2.2"], "10.3.3.3"),
        ("10.1.1.1", ["198.51.100.1", "nonsense"], "10.1.1.1"),
        ("::ffff:10.1.1.1", ["2001:db8::1"], "2001:db8::1"),
        ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_address_is_the_first_that_no_trusted_proxy_vouches_for(peer: str, forwarded: list[str], address: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


@given(st.lists(st.text(max_size=20), max_size=5))
def test_nobody_untrusted_chooses_an_address(hops: list[str]) -> None:
    assert client_address("203.0.113.9", hops, PROXIES) == "203.0.113.9"


async def test_no_forwarding_header_gets_further_in() -> None:
    forged = {f"x-forwarded-{name}": "evil" for name in ("for", "host", "proto", "prefix", "port")}
    async with browser(ClientAddress(telling, trusted=()), "203.0.113.9") as visitor:
        told = (await visitor.get("/", headers={**forged, "forwarded": "for=evil", "x-real-ip": "evil"})).json()
    assert "evil" not in str(told)
    assert told["address"] == told["host"] == "203.0.113.9"


class _Unasked(RecentSessions):
    async def look(self, _: Actor) -> None:
        raise AssertionError("The session was looked up.")


async def test_files_are_served_without_a_look_at_the_session() -> None:
    site = Site("http://127.0.0.1:8080", frozenset({"http://127.0.0.1:8080"}))
    walled = app.wall(PlainTextResponse("a file"), Settings(_env_file=None), site, _Unasked())  # type: ignore[call-arg]
    async with browser(walled) as visitor:
        visitor.cookies.set(site.session_cookie, "token")
        for path in ("/static/tokens.css", "/health/live", "/favicon.ico", "/_nicegui/3.18.0/static/nicegui.js"):
            assert (await visitor.get(path)).text == "a file"
        assert (await visitor.get("/settings")).status_code == 500  # for there it is looked up


async def test_bug_inside_the_wall_becomes_a_page_with_a_number() -> None:
    async def broken(_: Any, __: Any, ___: Any) -> None:
        raise ValueError("kl_inside")

    seen: list[Exception] = []

    def answer(error: Exception) -> Response:
        seen.append(error)
        return PlainTextResponse("number 1", 500)

    async with browser(Faults(broken, answer=answer)) as visitor:
        assert ((await visitor.get("/")).status_code, (await visitor.get("/")).text) == (500, "number 1")
    assert [str(error) for error in seen] == ["kl_inside"] * 2


def test_page_for_administrators_must_be_known_to_the_wall() -> None:
    with pytest.raises(ValueError, match="must agree"):
        console_page("/elsewhere", title="Elsewhere", admin_only=True)
    with pytest.raises(ValueError, match="must agree"):
        console_page("/security/users/5", title="Somebody")


async def stream(size: int) -> AsyncIterator[bytes]:
    for piece in _pieces(size):
        yield piece


def _pieces(size: int) -> Iterable[bytes]:
    return (b"x" * min(10_000, size - at) for at in range(0, size, 10_000))

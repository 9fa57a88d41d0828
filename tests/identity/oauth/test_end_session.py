"""Signing out at a client's wish: at once where an ID token proves it, otherwise after the person agreed."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from models import ClientType, Session
from services.live import clock
from services.sign_in import sessions
from tests.identity.browsing import Browser, form_of
from tests.identity.clients import ORIGIN, TestClient, add_client
from tests.services.world import Somebody

END = "/identity/connect/endsession"
AFTER = "https://app.example.com/bye"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Crew app", post_logout_redirect_uris=(AFTER,))


async def end(browser: Browser, **values: str) -> httpx.Response:
    return await browser.http.get(END, params=values, headers=browser.headers)


async def is_signed_in(browser: Browser) -> bool:
    return await Session.filter(token_hash=sessions.hash_token(browser.token)).exists()


async def test_id_token_of_the_person_ends_the_session_and_leads_back(browser: Browser, client: TestClient) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    answer = await end(browser, id_token_hint=hint, post_logout_redirect_uri=AFTER, state="s 1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{AFTER}?state=s+1")
    assert "__Host-keylodge_session=" in answer.headers["set-cookie"]
    assert not await is_signed_in(browser)


async def test_without_one_the_person_is_asked(browser: Browser, client: TestClient) -> None:
    page = await end(browser, client_id=client.id, post_logout_redirect_uri=AFTER)
    assert "Crew app asks to sign you out" in page.text
    assert await is_signed_in(browser)
    action, values = form_of(page)
    evil = {**browser.headers, "origin": "https://evil.example"}
    assert (await browser.http.post(action, data=values, headers=evil)).status_code == 403
    assert await is_signed_in(browser)
    answer = await browser.http.post(action, data=values, headers={**browser.headers, "origin": ORIGIN})
    assert answer.headers["location"] == AFTER
    assert not await is_signed_in(browser)


@pytest.mark.parametrize("uri", ["https://evil.example/", AFTER + "/", AFTER.upper(), "javascript:alert(1)"])
async def test_nobody_is_sent_where_the_client_registered_nothing(
    browser: Browser, client: TestClient, uri: str
) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    for proof in ({"id_token_hint": hint}, {"client_id": client.id}, {}):
        answer = await end(browser, post_logout_redirect_uri=uri, **proof)
        assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert await is_signed_in(browser)


async def test_id_token_of_somebody_else_proves_nothing(
    browser: Browser, client: TestClient, stranger: Somebody, http: httpx.AsyncClient
) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    other = Browser(http)
    await other.sign_in(stranger.user)
    assert (await end(other, id_token_hint=hint)).status_code == 200
    assert await is_signed_in(other)
    assert (await end(browser, id_token_hint="nonsense")).status_code == 200
    assert await is_signed_in(browser)


async def test_post_of_another_site_goes_on_as_a_get(browser: Browser, client: TestClient) -> None:
    form = {"client_id": client.id, "post_logout_redirect_uri": AFTER}
    answer = await browser.http.post(END, data=form, headers={"origin": "https://app.example.com"})
    assert answer.headers["location"].startswith(f"{END}?client_id=")
    assert (await Browser(browser.http).open(answer.headers["location"])).headers["location"] == AFTER


async def test_id_token_of_a_post_never_stands_in_an_address_and_proves_the_same(
    browser: Browser, client: TestClient
) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    form = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER, "state": "s 1"}
    answer = await browser.http.post(END, data=form, headers={"origin": "https://app.example.com"})
    assert "id_token_hint" not in answer.headers["location"]
    assert not any(part in answer.headers["location"] for part in hint.split("."))
    left = await browser.open(answer.headers["location"])
    assert (left.status_code, left.headers["location"]) == (303, f"{AFTER}?state=s+1")
    assert not await is_signed_in(browser)


async def test_proof_of_a_post_is_good_for_a_minute_and_for_its_client(browser: Browser, client: TestClient) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    answer = await browser.http.post(END, data={"id_token_hint": hint}, headers={"origin": "https://app.example.com"})
    address = answer.headers["location"]
    assert (await browser.open(f"{address}&client_id={uuid4()}")).status_code == 400
    forged = (
        address[:-5] + ("A" if address[-5] != "A" else "B") + address[-4:]
    )  # the last one has bits that say nothing
    assert (await browser.open(forged)).status_code == 200
    with clock.later(timedelta(seconds=90)):
        assert (await browser.open(address)).status_code == 200
    assert await is_signed_in(browser)


async def test_whoever_thinks_longer_than_the_proof_holds_is_signed_out_and_led_back(
    browser: Browser, client: TestClient, stranger: Somebody, http: httpx.AsyncClient
) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    other = Browser(http)
    await other.sign_in(stranger.user)
    form = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER}
    answer = await other.http.post(END, data=form, headers={"origin": "https://app.example.com"})
    asked = await other.open(answer.headers["location"])
    action, fields = form_of(asked)
    with clock.later(timedelta(seconds=90)):
        left = await other.http.post(action, data=fields, headers={**other.headers, "origin": ORIGIN})
    assert (left.status_code, left.headers["location"]) == (303, AFTER)
    assert not await is_signed_in(other)


async def test_whoever_is_signed_out_reads_that(http: httpx.AsyncClient) -> None:
    assert "You are signed out" in (await http.get(END)).text

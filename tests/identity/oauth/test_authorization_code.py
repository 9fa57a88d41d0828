"""A person signs in to an application: what it asks, what they are asked, what it gets."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from models import AuthorizationCode, ClientType, Grant, Session, Tenant
from pages.door.door import safe_target
from services.live import clock
from services.people import tenant_audiences
from services.sign_in import sessions
from services.tokens import access_tokens
from tests.identity.browsing import AUTHORIZE, VERIFIER, Browser, answered, redeem, request_of
from tests.identity.clients import API, ISSUER, REDIRECT_URI, TestClient, add_client, edit
from tests.services.world import Somebody, make_person


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Crew app", allow_offline_access=True)


async def test_person_agrees_and_the_client_gets_tokens(
    browser: Browser, client: TestClient, elin: Somebody, tenant: Tenant
) -> None:
    page = await browser.authorize(client)
    assert "Allow Crew app?" in page.text
    told = answered(await browser.decide(page))
    assert (told["state"], told["iss"]) == ("st&te=1", ISSUER)
    answer = await redeem(browser.http, client, told["code"])
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    tokens = answer.json()
    assert (tokens["scope"], tokens["expires_in"]) == ("openid profile email api", 3600)
    assert "refresh_token" not in tokens, "nobody asked for offline_access"
    token = await access_tokens.read(tokens["access_token"], API)
    assert (token.claims["sub"], token.claims["tid"]) == (str(elin.id), str(tenant.id))
    assert "Tenant Administrator" in token.claims["roles"]


async def test_id_token_verifies_with_the_published_keys_alone(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    tokens = await browser.get_tokens(client)
    published = (await browser.http.get("/identity/.well-known/openid-configuration/jwks")).json()
    token = jwt.decode(tokens["id_token"], KeySet.import_key_set(published), algorithms=["RS256"])
    claims = token.claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == (ISSUER, client.id, str(elin.id))
    assert (claims["nonce"], claims["name"]) == ("n-0S6", "Elin Berg")
    assert claims["auth_time"] <= claims["iat"] < claims["exp"]


async def test_hint_of_the_application_goes_to_the_sign_in_page(http: httpx.AsyncClient, client: TestClient) -> None:
    sent = await Browser(http).authorize(client, login_hint="elin+crew@example.com")
    assert parse_qs(urlsplit(sent.headers["location"]).query)["email"] == ["elin+crew@example.com"]
    sent = await Browser(http).authorize(client)
    assert "email=" not in sent.headers["location"]


async def test_consent_is_remembered_for_exactly_what_was_asked(browser: Browser, client: TestClient) -> None:
    await browser.get_code(client)
    assert (await browser.authorize(client)).status_code == 303
    assert (await browser.authorize(client, scope="openid")).status_code == 200
    assert (await browser.authorize(client, prompt="consent")).status_code == 200


async def test_consent_to_one_audience_is_none_to_another(browser: Browser, client: TestClient, elin: Somebody) -> None:
    await tenant_audiences.set_audiences(elin.actor, ["https://meters.example.com"], base=[])
    await browser.get_code(client, resource="https://meters.example.com")
    assert (await browser.authorize(client, resource="https://meters.example.com")).status_code == 303
    page = await browser.authorize(client)
    assert f"the API of {(await Tenant.get(id=elin.user.tenant_id)).name}" in page.text, "our own API is another one"


async def test_person_who_refuses_sends_the_client_away(browser: Browser, client: TestClient) -> None:
    told = answered(await browser.decide(await browser.authorize(client), "deny"))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "st&te=1", ISSUER)
    assert await Grant.all().count() == 0


async def test_page_of_another_site_cannot_agree(browser: Browser, client: TestClient) -> None:
    page = await browser.authorize(client)
    assert (await browser.decide(page, origin="https://evil.example")).status_code == 403
    other_session = Browser(browser.http)
    await other_session.sign_in((await make_person(await Tenant.first(), "Ben Lindqvist")).user)  # type: ignore[arg-type]
    assert "code=" not in (await other_session.decide(page)).headers["location"]
    assert await Grant.all().count() == 0


async def test_page_lets_its_form_lead_to_the_validated_origin_only(browser: Browser, client: TestClient) -> None:
    policy = (await browser.authorize(client)).headers["content-security-policy"]
    assert "form-action 'self' https://app.example.com;" in policy
    assert "frame-ancestors 'none'" in policy


async def test_form_post_answers_by_a_form_with_everything_in_it(browser: Browser, client: TestClient) -> None:
    await browser.get_code(client)
    page = await browser.authorize(client, response_mode="form_post")
    told = answered(page)
    assert (told["state"], told["iss"]) == ("st&te=1", ISSUER)
    assert "form-action https://app.example.com;" in page.headers["content-security-policy"]
    assert (await redeem(browser.http, client, told["code"])).status_code == 200


async def test_request_by_post_is_answered_too(browser: Browser, client: TestClient) -> None:
    await browser.get_code(client)
    answer = await browser.http.post("/identity/connect/authorize", data=request_of(client), headers=browser.headers)
    assert "code" in answered(answer)


async def test_stranger_signs_in_and_comes_back_to_the_same_request(
    http: httpx.AsyncClient, client: TestClient, elin: Somebody
) -> None:
    stranger = Browser(http)
    sent = await stranger.authorize(client, prompt="login")
    where = urlsplit(sent.headers["location"])
    assert (sent.status_code, where.path) == (303, "/login")
    back = parse_qs(where.query)["next"][0]
    await stranger.sign_in(elin.user)
    resumed = await stranger.open(back)
    assert resumed.status_code == 200
    page = await stranger.open(back.replace("/resume", "/authorize"))
    assert "Allow Crew app?" in page.text, "signing in once is enough for prompt=login"
    assert answered(await stranger.decide(page))["state"] == "st&te=1"


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}])
async def test_client_can_have_the_person_sign_in_again(
    browser: Browser, client: TestClient, elin: Somebody, asked: dict[str, str | None]
) -> None:
    await browser.get_code(client)
    sent = await browser.authorize(client, **asked)
    values = parse_qs(urlsplit(sent.headers["location"]).query)
    assert values["again"] == ["1"]
    back = values["next"][0].replace("/resume", "/authorize")
    assert (await browser.open(back)).headers["location"].startswith("/login"), "not yet"
    await browser.sign_in(elin.user)
    assert "code" in answered(await browser.open(back))
    forged = back.rpartition(".")[0] + "." + "0" * 64
    assert (await browser.open(forged)).headers["location"].startswith("/login")


async def test_silent_request_never_shows_a_page(http: httpx.AsyncClient, browser: Browser, client: TestClient) -> None:
    assert answered(await Browser(http).authorize(client, prompt="none"))["error"] == "login_required"
    assert answered(await browser.authorize(client, prompt="none"))["error"] == "consent_required"
    await browser.get_code(client)
    assert "code" in answered(await browser.authorize(client, prompt="none"))
    assert answered(await browser.authorize(client, prompt="none", max_age="0"))["error"] == "login_required"


async def test_person_of_another_tenant_gets_nothing(
    http: httpx.AsyncClient, client: TestClient, stranger: Somebody
) -> None:
    foreigner = Browser(http)
    await foreigner.sign_in(stranger.user)
    sent = await foreigner.authorize(client)
    back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0].replace("/resume", "/authorize")
    await foreigner.sign_in(stranger.user)
    assert answered(await foreigner.open(back))["error"] == "access_denied"


async def test_tenant_in_acr_values_selects_nothing(
    browser: Browser, client: TestClient, stranger: Somebody, tenant: Tenant
) -> None:
    foreign = f"tenant:{stranger.user.tenant_id}"
    assert answered(await browser.authorize(client, acr_values=foreign))["error"] == "invalid_request"
    assert (await browser.authorize(client, acr_values=f"tenant:{tenant.id}")).status_code == 200


async def test_hint_names_who_has_to_be_signed_in(browser: Browser, client: TestClient, tenant: Tenant) -> None:
    hint = (await browser.get_tokens(client))["id_token"]
    assert "code" in answered(await browser.authorize(client, prompt="none", id_token_hint=hint))
    await browser.sign_in((await make_person(tenant, "Ben Lindqvist")).user)
    refused = answered(await browser.authorize(client, prompt="none", id_token_hint=hint))
    assert refused["error"] == "login_required"


async def test_code_expires_after_a_minute(browser: Browser, client: TestClient) -> None:
    code = await browser.get_code(client)
    row = await AuthorizationCode.all().select_related("grant").get()
    assert 0 < (row.expires_at - row.grant.created_at).total_seconds() <= 60.5
    await AuthorizationCode.all().update(expires_at=row.grant.created_at)
    answer = await redeem(browser.http, client, code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_code_is_bound_to_the_redirect_uri(browser: Browser, elin: Somebody) -> None:
    other = "https://app.example.com/other"
    client = await add_client(elin, ClientType.AUTHORIZATION_CODE, redirect_uris=(REDIRECT_URI, other))
    code = await browser.get_code(client)
    assert (await redeem(browser.http, client, code, redirect_uri=other)).json()["error"] == "invalid_grant"
    assert (await redeem(browser.http, client, code, redirect_uri=None)).json()["error"] == "invalid_request"
    assert (await redeem(browser.http, client, code)).status_code == 200


async def test_replayed_code_revokes_what_it_gave(browser: Browser, client: TestClient) -> None:
    code = await browser.get_code(client, scope="openid offline_access")
    tokens = (await redeem(browser.http, client, code)).json()
    assert (await redeem(browser.http, client, code, code_verifier="w" * 43)).json()["error"] == "invalid_grant"
    assert (await Grant.all().get()).revoked_at is not None
    form = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": tokens["refresh_token"]}
    assert (await browser.http.post("/identity/connect/token", data=form)).json()["error"] == "invalid_grant"


async def test_code_that_is_replayed_while_its_person_is_disabled_revokes_too(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    code = await browser.get_code(client, scope="openid offline_access")
    await redeem(browser.http, client, code)
    elin.user.enabled = False
    await elin.user.save()
    assert (await redeem(browser.http, client, code)).json()["error"] == "invalid_grant"
    assert (await Grant.all().get()).revoked_at is not None


async def test_asking_for_another_audience_than_agreed_uses_no_code_up(browser: Browser, client: TestClient) -> None:
    code = await browser.get_code(client)
    refused = await redeem(browser.http, client, code, resource="https://elsewhere.example.com")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_target")
    assert (await redeem(browser.http, client, code, resource=API)).status_code == 200


async def test_disabled_person_or_client_ends_a_code(browser: Browser, client: TestClient, elin: Somebody) -> None:
    code, other = await browser.get_code(client), await browser.get_code(client)
    await edit(elin, client, enabled=False)
    assert (await redeem(browser.http, client, code)).json()["error"] == "invalid_client"
    await edit(elin, client, enabled=True)
    elin.user.enabled = False
    await elin.user.save()
    assert (await redeem(browser.http, client, other)).json()["error"] == "invalid_grant"


async def test_nothing_of_a_code_is_stored_that_could_be_used(browser: Browser, client: TestClient) -> None:
    code = await browser.get_code(client)
    row = await AuthorizationCode.all().get()
    assert code not in (row.code_hash, row.code_challenge)
    assert VERIFIER not in row.code_challenge


async def test_long_state_survives_signing_in(http: httpx.AsyncClient, client: TestClient, elin: Somebody) -> None:
    state = "é&=+% " * 200
    stranger = Browser(http)
    sent = await stranger.authorize(client, state=state)
    back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0]
    assert safe_target(back) == back, "the sign-in page leads there"
    await stranger.sign_in(elin.user)
    page = await stranger.open(back.replace("/resume", "/authorize"))
    assert answered(await stranger.decide(page))["state"] == state


async def age(browser: Browser, seconds: int) -> None:
    """Have the person's session begin earlier."""
    rows = Session.filter(token_hash=sessions.hash_token(browser.token))
    await rows.update(created_at=await clock.now() - timedelta(seconds=seconds))


async def test_who_signed_in_too_long_ago_by_the_time_they_agree_signs_in_again(
    browser: Browser, client: TestClient
) -> None:
    page = await browser.authorize(client, max_age="600")
    await age(browser, 601)
    sent = await browser.decide(page)
    assert sent.headers["location"].startswith("/identity/connect/authorize?")
    assert (await browser.open(sent.headers["location"])).headers["location"].startswith("/login?again=1")
    assert answered(await browser.decide(page, "deny"))["error"] == "access_denied"


async def test_who_signed_in_for_this_request_agrees_without_signing_in_once_more(
    browser: Browser, client: TestClient, elin: Somebody
) -> None:
    for asked in ({"max_age": "0"}, {"prompt": "login"}):
        sent = await browser.authorize(client, **asked, scope="openid")
        back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0].replace("/resume", "/authorize")
        await browser.sign_in(elin.user)
        answer = await browser.open(back)
        if answer.status_code == 200:
            answer = await browser.decide(answer)
        assert "code" in answered(answer)


async def test_head_gives_no_code(browser: Browser, client: TestClient) -> None:
    await browser.get_code(client)
    before = await AuthorizationCode.all().count()
    answer = await browser.http.head(AUTHORIZE, params=request_of(client), headers=browser.headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert await AuthorizationCode.all().count() == before

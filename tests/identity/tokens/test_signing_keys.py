"""Keys: made once however many start, unreadable at rest, published before they sign and after they did."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

import settings
from errors import SettingsError
from models import AuditEvent, SigningKey, Tenant
from services.callers.oauth_errors import OAuthError
from services.keys import signing_keys
from services.live import clock
from services.tokens import access_tokens
from tests.identity.clients import add_client, get_token
from tests.services.live.hearing import poll
from tests.services.world import Somebody

JWKS = "/identity/.well-known/openid-configuration/jwks"


async def age(days: float, hours: float = 0) -> None:
    """Let so much time pass for every key."""
    passed = timedelta(days=days, hours=hours)
    for row in await SigningKey.all():
        row.created_at -= passed
        row.signs_from -= passed
        row.signs_until = row.signs_until - passed if row.signs_until else None
        row.published_until = row.published_until - passed if row.published_until else None
        await row.save()
    await signing_keys.ensure()
    await signing_keys.load()


async def kinds(http: httpx.AsyncClient) -> list[str]:
    return sorted(key["alg"] for key in (await http.get(JWKS)).json()["keys"])


async def test_first_run_makes_one_key_of_each_kind_however_many_start_at_once(database: str) -> None:
    await asyncio.gather(*(signing_keys.ensure() for _ in range(5)))
    rows = await SigningKey.all().order_by("algorithm")
    assert [row.algorithm for row in rows] == ["ES256", "RS256"]


async def test_private_parts_are_not_readable_at_rest(http: httpx.AsyncClient) -> None:
    published = (await http.get(JWKS)).json()
    for row in await SigningKey.all():
        assert '"d"' not in row.private_key
        assert "d" not in row.public_key
    assert not {"d", "p", "q"} & {name for key in published["keys"] for name in key}
    assert {key["use"] for key in published["keys"]} == {"sig"}


async def test_another_master_key_stops_the_start_with_a_sentence(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signing_keys.ensure()
    monkeypatch.setenv("KEYLODGE_MASTER_KEY", "b" * 43 + "=")
    settings.current.cache_clear()
    with pytest.raises(SettingsError, match="master key"):
        async with signing_keys.held():
            pytest.fail("started with another master key")


async def test_rotated_key_is_published_at_once_and_signs_an_hour_later(
    http: httpx.AsyncClient, elin: Somebody
) -> None:
    client = await add_client(elin)
    old = signing_keys.signer("ES256").id
    before = await get_token(http, client)
    made = await signing_keys.rotate()
    await signing_keys.load()
    assert await kinds(http) == ["ES256", "ES256", "RS256", "RS256"]
    assert signing_keys.signer("ES256").id == old
    await age(0, hours=1.01)
    assert signing_keys.signer("ES256").id in made
    assert (await access_tokens.read(before)).claims["client_id"] == client.id
    await age(0, hours=2)
    assert await kinds(http) == ["ES256", "RS256"]
    with pytest.raises(OAuthError):
        await access_tokens.read(before)


async def test_withdrawn_key_signs_and_verifies_nothing_any_more(http: httpx.AsyncClient, elin: Somebody) -> None:
    client = await add_client(elin)
    before = await get_token(http, client)
    await access_tokens.read(before)
    await signing_keys.rotate(withdraw=True)
    await signing_keys.load()
    assert await kinds(http) == ["ES256", "RS256"]
    with pytest.raises(OAuthError):
        await access_tokens.read(before)
    await access_tokens.read(await get_token(http, client))


@pytest.mark.parametrize(("withdraw", "action"), [(False, "keys.rotated"), (True, "keys.withdrawn")])
async def test_every_tenant_has_an_event_of_keys_that_an_operator_made(
    tenant: Tenant, stranger: Somebody, withdraw: bool, action: str
) -> None:
    made = await signing_keys.rotate(withdraw=withdraw)
    events = await AuditEvent.filter(action=action)
    assert {event.tenant_id for event in events} == {tenant.id, stranger.user.tenant_id}
    for event in events:
        assert (event.actor_kind, event.surface) == ("operator", "command line")
        assert event.after == {"New keys": list(made)}


async def test_server_rotates_by_itself_after_ninety_days_and_never_signs_with_what_nobody_knows(
    http: httpx.AsyncClient,
) -> None:
    first = signing_keys.signer("ES256").id
    await age(89, hours=22)
    assert await kinds(http) == ["ES256", "RS256"]
    await age(0, hours=1.5)
    assert await kinds(http) == ["ES256", "ES256", "RS256", "RS256"]
    assert signing_keys.signer("ES256").id == first
    await age(0, hours=1.01)
    assert signing_keys.signer("ES256").id != first
    await age(90)
    await age(0, hours=4)
    assert signing_keys.signer("ES256").id != first
    await signing_keys.drop_old()
    assert await SigningKey.all().count() <= 4


def switch_to(algorithm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a restart with another setting changes."""
    monkeypatch.setenv("KEYLODGE_ACCESS_TOKEN_ALGORITHM", algorithm)
    settings.current.cache_clear()


async def test_key_of_an_algorithm_that_was_switched_off_stays_as_long_as_its_tokens_and_goes(
    http: httpx.AsyncClient, elin: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await get_token(http, await add_client(elin))
    switch_to("RS256", monkeypatch)
    await signing_keys.ensure()
    with clock.later(timedelta(minutes=59)):
        await signing_keys.ensure()
        await signing_keys.load()
        assert await kinds(http) == ["ES256", "RS256"]
        await access_tokens.read(before)
    with clock.later(timedelta(hours=2, minutes=1)):
        await signing_keys.ensure()
        await signing_keys.load()
        assert await kinds(http) == ["RS256"]
        await signing_keys.drop_old()
        assert [row.algorithm for row in await SigningKey.all()] == ["RS256"]


async def test_replica_with_the_old_algorithm_signs_on_beside_one_with_the_new(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = signing_keys.signer("ES256").id
    for hours in range(6):
        with clock.later(timedelta(hours=hours)):
            for algorithm in ("RS256", "ES256"):
                switch_to(algorithm, monkeypatch)
                await signing_keys.ensure()
                await signing_keys.load()
            assert signing_keys.signer("ES256").id == signs
            assert await kinds(http) == ["ES256", "RS256"]
    assert await SigningKey.all().count() == 2


async def test_running_server_hears_of_keys_that_others_made(http: httpx.AsyncClient) -> None:
    await signing_keys.rotate()
    await poll(lambda: len(signing_keys.key_set()["keys"]) == 4)


async def test_rotating_twice_leaves_one_successor(database: str) -> None:
    await signing_keys.ensure()
    for _ in range(3):
        await signing_keys.rotate()
    assert await SigningKey.filter(algorithm="ES256").count() == 2
    current = await SigningKey.filter(algorithm="ES256", signs_from__lte=await clock.now()).get()
    coming = await SigningKey.filter(algorithm="ES256", signs_from__gt=await clock.now()).get()
    assert current.signs_until == coming.signs_from
    assert json.dumps(coming.public_key)

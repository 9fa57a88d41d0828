"""What a running server tidies up: only what nobody can ask for any more."""

import asyncio
from datetime import timedelta

import pytest

from models import (
    Announcement,
    Client,
    ClientType,
    DeviceCode,
    Grant,
    Link,
    LinkKind,
    RevokedToken,
    SecretAddress,
    SecretUse,
    Session,
    SignInFailure,
)
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.live import clock
from services.people import links
from services.sign_in import sessions, throttle
from services.upkeep import housekeeping
from services.upkeep.housekeeping import HOURLY, Chore
from tests.services.live.hearing import poll
from tests.services.world import Somebody


@pytest.fixture
async def kept(elin: Somebody) -> Client:
    """A client whose secret was used today and long ago, and a revoked token that lives and one that doesn't."""
    new = await clients.add(elin.actor, ClientType.CLIENT_CREDENTIALS, ClientFields(name="Meter reader"))
    assert new.secret is not None
    now = await clock.now()
    for days in (0, 59, 61):
        at = now - timedelta(days=days)
        await SecretUse.create(secret_id=new.secret.secret.id, day=at.date(), count=1, last_at=at)
        await SecretAddress.create(secret_id=new.secret.secret.id, address=f"203.0.113.{days}", last_at=at)
    await RevokedToken.create(token_id="dead", expires_at=now - timedelta(seconds=1))
    await RevokedToken.create(token_id="alive", expires_at=now + timedelta(hours=1))
    return new.client


def alone() -> asyncio.Event:
    """What the only server has."""
    leading = asyncio.Event()
    leading.set()
    return leading


async def remove(by: Somebody, client: Client, days: int) -> None:
    await clients.remove(by.actor, client.id)
    await Client.filter(id=client.id).update(removed_at=await clock.now() - timedelta(days=days))


async def test_old_notes_go_and_new_ones_stay(kept: Client) -> None:
    await housekeeping.tidy()
    assert await SecretUse.all().count() == 2
    assert await SecretAddress.all().count() == 2
    assert [row.token_id for row in await RevokedToken.all()] == ["alive"]
    assert await Client.exists(id=kept.id)


async def test_grants_and_device_codes_go_when_no_replay_of_theirs_can_come(elin: Somebody, kept: Client) -> None:
    now = await clock.now()
    for days in (30, 32):
        at = now - timedelta(days=days)
        await Grant.create(
            tenant_id=kept.tenant_id,
            client_id=kept.id,
            user_id=elin.user.id,
            scope=f"{days} days",
            created_at=at,
            authenticated_at=at,
        )
    for hours in (23, 25):
        ended = now - timedelta(hours=hours)
        await DeviceCode.create(
            code_hash=f"{hours} hours", user_code=f"{hours}", client_id=kept.id, scope="api", expires_at=ended
        )
    await housekeeping.tidy()
    assert [row.scope for row in await Grant.all()] == ["30 days"]
    assert [row.code_hash for row in await DeviceCode.all()] == ["23 hours"]


async def test_client_goes_thirty_days_after_it_was_removed_and_no_sooner(elin: Somebody, kept: Client) -> None:
    await remove(elin, kept, 29)
    await housekeeping.tidy()
    assert await Client.exists(id=kept.id)
    await Client.filter(id=kept.id).update(removed_at=await clock.now() - timedelta(days=31))
    await housekeeping.tidy()
    assert not await Client.exists(id=kept.id)


async def test_what_has_ended_at_the_door_goes_and_the_rest_stays(elin: Somebody, ben: Somebody) -> None:
    await links.make(LinkKind.NEW_PASSWORD, elin.id)
    await throttle.begin("nobody@example.com", "203.0.113.9")
    await housekeeping.tidy()
    assert await SignInFailure.all().count() == 2
    assert await Link.all().count() == 1
    with clock.later(timedelta(hours=11)):
        await sessions.touch(elin.actor.session_hash)
    with clock.later(timedelta(hours=13)):
        await housekeeping.tidy()
        assert [row.user_id for row in await Session.all()] == [elin.id]
        assert await SignInFailure.all().count() == 2
    with clock.later(timedelta(days=2)):
        await housekeeping.tidy()
        assert not await Session.exists()
        assert not await SignInFailure.exists()
        assert await Link.all().count() == 1
    with clock.later(timedelta(days=32)):
        await housekeeping.tidy()
        assert not await Link.exists()


async def test_announcements_go_after_an_hour(elin: Somebody, kept: Client, dialect: str) -> None:
    assert await Announcement.exists() == (dialect == "sqlite")
    with clock.later(timedelta(hours=1, minutes=1)):
        await housekeeping.tidy()
    assert not await Announcement.exists()


async def test_chore_that_fails_is_told_in_the_log_and_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def fail() -> None:
        raise LookupError

    async def succeed() -> None:
        done.append("dusting")

    await housekeeping.tidy([Chore("sweeping", HOURLY, fail), Chore("dusting", HOURLY, succeed)])
    assert done == ["dusting"]
    assert caplog.messages == ["Housekeeping: sweeping failed and is tried again: LookupError"]


async def test_each_chore_is_done_in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_SECONDS", 0)
    done: list[str] = []
    enough = asyncio.Event()

    async def often() -> None:
        done.append("often")
        if len(done) > 5:
            enough.set()

    async def seldom() -> None:
        done.append("seldom")

    chores = [Chore("often", timedelta(milliseconds=1), often), Chore("seldom", HOURLY, seldom)]
    async with housekeeping.running(alone(), chores), asyncio.timeout(5):
        await enough.wait()
    assert done.count("seldom") == 1


async def test_running_server_tidies_by_itself(elin: Somebody, kept: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_SECONDS", 0)
    async with housekeeping.running(alone()), asyncio.timeout(5):
        while await RevokedToken.exists(token_id="dead"):  # noqa: ASYNC110 - it has no event to wait on
            await asyncio.sleep(0.01)
    assert await RevokedToken.exists(token_id="alive")


async def test_of_two_replicas_one_tidies_and_the_other_once_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_SECONDS", 0)
    monkeypatch.setattr(housekeeping, "LONGEST_NAP", 0.01)
    done: list[str] = []

    def chores(of: str) -> list[Chore]:
        async def dust() -> None:
            done.append(of)

        return [Chore("dusting", timedelta(milliseconds=1), dust)]

    here, there = alone(), asyncio.Event()
    async with housekeeping.running(here, chores("here")), housekeeping.running(there, chores("there")):
        await poll(lambda: len(done) > 5)
        assert set(done) == {"here"}
        here.clear()
        there.set()
        await poll(lambda: done[-5:] == ["there"] * 5)

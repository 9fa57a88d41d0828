"""The one clock: the database's for every rule, moved through days in one place."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from errors import NotFound, SignedOut
from models import Announcement, AuditEvent, Link, LinkKind, Role, Tenant, User
from services.access import access
from services.live import clock
from services.people import links, roles, users
from services.people.roles import RoleFields
from tests.services.world import Somebody, make_person, make_tenant

FAR = timedelta(days=400)
SOON = timedelta(seconds=5)


async def test_clock_of_the_database_is_utc_and_agrees_with_ours(database: str) -> None:
    now = await clock.now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < SOON


async def test_clock_that_is_not_asked_agrees_with_the_one_that_is(database: str) -> None:
    async with clock.compared():
        assert abs(await clock.now() - clock.estimate()) < timedelta(seconds=0.1)
        with clock.later(FAR):
            assert abs(await clock.now() - clock.estimate()) < timedelta(seconds=0.1)


async def test_machine_that_is_wrong_follows_the_database(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    async with clock.compared():
        behind = timedelta() if database.startswith("postgres") else timedelta(hours=1)
        assert abs(await clock.now() - clock.estimate() - behind) < SOON


async def test_days_go_by_for_every_clock_and_come_back(database: str) -> None:
    real = datetime.now(UTC)
    with clock.later(timedelta(days=300)), clock.later(timedelta(days=100)):
        for moment in (await clock.now(), clock.estimate(), clock.machine()):
            assert abs(moment - real - FAR) < SOON
    assert abs(await clock.now() - real) < SOON


async def test_all_that_is_stored_later_is_dated_later(database: str) -> None:
    with clock.later(FAR):
        elin = await make_person(await make_tenant())
        await roles.add(elin.actor, RoleFields("Operator"))
        await users.add(elin.actor, email="ben@example.com", name="Ben")
        since = await clock.now() - timedelta(minutes=5)
    rows = [row.created_at for model in (Tenant, User, Role, Link) for row in await model.all()]
    rows += [row.at for model in (AuditEvent, Announcement) for row in await model.all()]
    assert len(rows) > 10
    assert min(rows) > since


async def test_rules_go_by_it(elin: Somebody) -> None:
    link = await links.make(LinkKind.NEW_PASSWORD, elin.id)
    with clock.later(timedelta(hours=11)):
        assert (await links.open_link(link)).email == elin.user.email
        assert (await access.identify(elin.actor)).id == elin.id
    with clock.later(FAR):
        with pytest.raises(NotFound):
            await links.open_link(link)
        with pytest.raises(SignedOut):
            await access.identify(elin.actor)

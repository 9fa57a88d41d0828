"""The demo tenant: believable, in every state, and the same after a second run."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from errors import RuleViolation
from models import AuditEvent, Client, ClientRole, ClientState, ClientType, Link, LinkKind, Role, Secret, Tenant, User
from models.clients import EXPIRES_NEVER, HAS_NO_SECRET
from services.access.actors import operator
from services.clients import client_list
from services.demo.catalogue import TENANT
from services.demo.filling import DemoResult, fill
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.people import tenants, users
from services.secrets import secrets
from services.sign_in import sessions

pytestmark = pytest.mark.usefixtures("quick_hashes")


async def fill_quietly(count: int) -> DemoResult:
    return await fill(count, lambda _done, _total: None)


async def rows_in_all() -> dict[str, int]:
    return {
        model.__name__: await model.all().count()
        for model in (Tenant, User, Role, Client, Secret, ClientRole, AuditEvent)
    }


async def test_demo_has_clients_of_every_type_and_secrets_in_every_state(database: str) -> None:
    result = await fill_quietly(240)
    counts = Counter(client.type for client in await Client.of(result.tenant.id))
    assert counts == {
        ClientType.CLIENT_CREDENTIALS: 214,
        ClientType.AUTHORIZATION_CODE: 14,
        ClientType.HYBRID: 7,
        ClientType.DEVICE_CODE: 5,
    }
    query = client_list.ClientQuery(ClientType.CLIENT_CREDENTIALS)
    states = await client_list.count_by_state(operator(result.tenant.id), query)
    assert states == {
        None: 214,
        ClientState.ENABLED: 201,
        ClientState.DISABLED: 13,
        ClientState.EXPIRING: 7,
        ClientState.EXPIRED: 3,
        ClientState.NO_SECRET: 5,
    }
    assert await Secret.filter(expires_at__isnull=True).exists()
    assert await Client.of(result.tenant.id, removed=True).count() == 6


async def test_second_run_adds_nothing_and_knows_no_password(database: str) -> None:
    first = await fill_quietly(50)
    before = await rows_in_all()
    second = await fill_quietly(50)
    assert await rows_in_all() == before
    assert (second.added, second.present) == (0, first.added)
    assert all(user.password for user in first.users)
    assert [user.password for user in second.users] == [None, None, None]


async def test_run_with_more_clients_adds_only_what_is_missing(database: str) -> None:
    await fill_quietly(20)
    result = await fill_quietly(50)
    assert result.added == 30
    assert await Client.of(result.tenant.id).count() == 50


async def test_many_clients_are_written_in_batches_and_told_as_progress(database: str) -> None:
    told: list[tuple[int, int]] = []
    result = await fill(3200, lambda done, total: told.append((done, total)))
    assert told == [(2500, 3200), (3200, 3200)]
    assert await Client.of(result.tenant.id).count() == 3200
    assert await AuditEvent.filter(action="client.added").count() == 3206


async def test_people_of_the_demo_can_sign_in_with_what_was_printed(database: str) -> None:
    result = await fill_quietly(5)
    roles = {}
    for user in result.users:
        _, person = await sessions.sign_in(user.email, user.password or "", address="10.0.0.1", agent="test")
        roles[person.name] = person.is_administrator
    assert roles == {"Elin Berg": True, "Maya Chen": True, "Jonas Hale": False}


async def test_demo_voids_the_link_for_the_first_administrator(database: str) -> None:
    await Link.create(token_hash="0" * 64, kind=LinkKind.FIRST_RUN, expires_at=await clock.now() + timedelta(hours=1))
    await fill_quietly(5)
    assert not await Link.all().exists()


async def test_trail_of_the_demo_is_in_order_and_nothing_lies_in_the_future(database: str) -> None:
    result = await fill_quietly(60)
    times: list[Any] = await AuditEvent.filter(tenant_id=result.tenant.id).order_by("id").values_list("at", flat=True)
    assert times == sorted(times)
    assert max(times) <= await clock.now()
    actions = Counter([event.action for event in await AuditEvent.all()])
    assert actions["client.added"] == 66
    assert actions["client.removed"] == 6
    assert actions["user.added"] == 3
    assert actions["secret.added"] == await Secret.all().count()


async def test_derived_columns_are_what_the_services_would_write(database: str) -> None:
    await fill_quietly(120)
    for client in await Client.all():
        stored: datetime = client.first_expiry
        assert (stored in (EXPIRES_NEVER, HAS_NO_SECRET)) or client.type.has_secrets
        await secrets.set_first_expiry(client)
        assert client.first_expiry == stored
        assert client.created_at <= client.changed_at <= await clock.now()


async def test_open_pages_are_told_to_load_again(database: str) -> None:
    heard: list[Change] = []
    end = feed.subscribe(heard.append)
    async with feed.running(database):
        result = await fill_quietly(5)
        for _ in range(100):
            if any(change.kind is Kind.RELOAD for change in heard):
                break
            await asyncio.sleep(0.02)
    end()
    assert Change(result.tenant.id, Kind.RELOAD, "") in heard


async def test_another_tenant_is_left_alone(database: str) -> None:
    other = await tenants.create("Default")
    result = await fill_quietly(5)
    assert result.tenant.id != other.id
    assert result.tenant.name == TENANT
    assert not await Client.of(other.id).exists()


async def test_person_of_another_tenant_with_a_demo_email_is_refused_in_words(database: str) -> None:
    other = await tenants.create("Default")
    await users.create_by_operator(
        other.id, email="Maya.Chen@northfield.example", role="Tenant Member", password="correct-horse-battery-staple"
    )
    with pytest.raises(RuleViolation, match=r"maya\.chen@northfield\.example belongs to another tenant"):
        await fill_quietly(5)

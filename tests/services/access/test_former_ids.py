"""An ID names one thing for good: what trusts a `sub` must not meet a client where a person was, or the reverse."""

from datetime import timedelta
from uuid import uuid4

import pytest

import db
from errors import RuleViolation
from models import FormerId, IdKind, Tenant
from services.clients import removed_clients
from services.people import people, users
from tests.services.clients.test_removed_clients import remove_ago
from tests.services.live.fleet import add_client
from tests.services.world import Somebody, make_person


async def test_id_of_a_removed_person_is_no_clients_in_any_tenant(
    elin: Somebody, ben: Somebody, stranger: Somebody
) -> None:
    await users.remove(elin.actor, ben.id)
    for somebody in (elin, stranger):
        with pytest.raises(RuleViolation, match=f"{ben.id} is taken"):
            await add_client(somebody, client_id=str(ben.id))


async def test_id_of_a_purged_client_is_no_persons(
    elin: Somebody, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = (await add_client(elin)).client
    await remove_ago(elin, client.id, timedelta(days=31))
    await removed_clients.purge()
    fresh = uuid4()
    drawn = iter([client.id, fresh])
    monkeypatch.setattr(people, "uuid4", lambda: next(drawn))
    assert (await make_person(tenant, "Lena Vogt")).id == fresh


async def test_migration_reads_from_the_trail_who_was_removed_before(elin: Somebody, ben: Somebody) -> None:
    await users.remove(elin.actor, ben.id)
    await db.migrate(upto="0006_consents_name_the_audience")
    await db.migrate()
    assert await FormerId.is_of(IdKind.USER, ben.id)
    assert not await FormerId.is_of(IdKind.CLIENT, ben.id)

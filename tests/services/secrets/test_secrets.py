"""Issuing, editing and removing secrets: limits, dates, what is kept, what two people do at once."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import bcrypt
import pytest

from errors import Conflict, NotFound, RuleViolation
from models import AuditEvent, Client, ClientType, Secret, Tenant
from models.clients import EXPIRES_NEVER, HAS_NO_SECRET
from services.access.authors import merge_authored
from services.clients import clients, removed_clients
from services.live import feed
from services.live.changes import Change
from services.secrets import secret_texts, secret_usage, secrets
from services.secrets.secrets import NewSecret, SecretFields
from tests.services.live.fleet import add_client, add_secrets, after, everything_stored, in_days, last_event
from tests.services.world import Somebody, make_person

WITH_SECRETS = [kind for kind in ClientType if kind.has_secrets]
WITHOUT_SECRETS = [kind for kind in ClientType if not kind.has_secrets]


async def forbid_never(tenant: Tenant) -> None:
    tenant.secret_never_allowed = False
    await tenant.save()


@pytest.mark.parametrize("kind", WITH_SECRETS)
async def test_added_secret_is_kept_as_a_bcrypt_hash_of_a_text_told_once(elin: Somebody, kind: ClientType) -> None:
    client = (await add_client(elin, kind)).client
    new = await secrets.add(elin.actor, client.id, SecretFields(" Historian node A ", await after(90)))
    stored = await Secret.get(id=new.secret.id)
    assert stored.text_hash.startswith("$2b$04$")
    assert bcrypt.checkpw(new.text.encode(), stored.text_hash.encode())
    assert secret_texts.handle_of(new.text) == stored.handle
    assert stored.hint == new.text[:13]
    assert (stored.description, stored.created_by_name) == ("Historian node A", "Elin Berg")


async def test_text_of_a_secret_is_nowhere_in_the_database(elin: Somebody) -> None:
    added = await add_client(elin)
    assert added.secret
    news = [added.secret, *(await add_secrets(elin, added.client.id, 3))]
    renamed, removed = news[1].secret.id, news[2].secret.id
    await secrets.edit(elin.actor, added.client.id, renamed, base=fields_of(news[1]), wanted=await in_days(5, "Other"))
    await secrets.remove(elin.actor, added.client.id, removed)
    stored = await everything_stored()
    assert news[0].secret.handle in stored, "the dump holds what is stored"
    for new in news:
        secret_bits = new.text[13:]
        assert not any(secret_bits[at : at + 8] in stored for at in range(len(secret_bits) - 7))


@pytest.mark.parametrize("kind", WITHOUT_SECRETS)
async def test_types_without_secrets_refuse_one_and_say_so(elin: Somebody, kind: ClientType) -> None:
    client = (await add_client(elin, kind)).client
    with pytest.raises(RuleViolation, match=f"{kind.label} clients have no secret"):
        await secrets.add(elin.actor, client.id, await in_days(9))
    assert not await Secret.all().exists()


async def test_eleventh_secret_is_refused_with_the_limit(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    await add_secrets(elin, client.id, 9)
    with pytest.raises(RuleViolation, match="This client has 10 secrets, the most it can have"):
        await secrets.add(elin.actor, client.id, await in_days(9))
    assert await Secret.filter(client_id=client.id).count() == 10


async def test_of_ten_adds_at_once_beside_nine_secrets_exactly_one_succeeds(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    await add_secrets(elin, client.id, 8)
    wanted = await in_days(9)
    outcomes = await asyncio.gather(
        *(secrets.add(elin.actor, client.id, wanted) for _ in range(10)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(NewSecret) == 1
    assert [type(outcome) for outcome in outcomes].count(RuleViolation) == 9
    assert await Secret.filter(client_id=client.id).count() == 10
    assert await AuditEvent.filter(action="secret.added").count() == 10


async def test_expired_secrets_count_towards_the_limit_until_removed(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    news = await add_secrets(elin, client.id, 9)
    await Secret.filter(id=news[0].secret.id).update(expires_at=await after(-1))
    with pytest.raises(RuleViolation, match="10 secrets"):
        await secrets.add(elin.actor, client.id, await in_days(9))
    await secrets.remove(elin.actor, client.id, news[0].secret.id)
    await secrets.add(elin.actor, client.id, await in_days(9))


async def test_date_in_the_past_is_refused_at_the_field(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    moment = await after(-1)
    with pytest.raises(RuleViolation) as caught:
        await secrets.add(elin.actor, client.id, SecretFields("", moment))
    assert caught.value.fields == {"expires_at": f"{moment:%Y-%m-%d %H:%M} UTC is in the past. Choose a later date."}


async def test_date_beyond_the_longest_lifetime_is_refused_with_it(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    await secrets.add(elin.actor, client.id, await in_days(730))
    with pytest.raises(RuleViolation, match="this tenant allows 2 years at most"):
        await secrets.add(elin.actor, client.id, await in_days(730.1))


async def test_never_expires_only_where_the_tenant_allows_it(tenant: Tenant, elin: Somebody) -> None:
    client = (await add_client(elin)).client
    never = await secrets.add(elin.actor, client.id, SecretFields("Break-glass envelope", None))
    assert never.secret.expires_at is None
    await forbid_never(tenant)
    with pytest.raises(RuleViolation, match="does not allow secrets that never expire"):
        await secrets.add(elin.actor, client.id, SecretFields("", None))


async def test_secret_that_the_policy_no_longer_allows_can_still_be_renamed(tenant: Tenant, elin: Somebody) -> None:
    client = (await add_client(elin)).client
    never = await secrets.add(elin.actor, client.id, SecretFields("Old", None))
    await forbid_never(tenant)
    base = SecretFields("Old", None)
    renamed = await secrets.edit(
        elin.actor, client.id, never.secret.id, base=base, wanted=replace(base, description="New")
    )
    assert (renamed.description, renamed.expires_at) == ("New", None)


@pytest.mark.parametrize("description", ["x" * 201, "a\nb", "a\0b", "\ud800", "gpj.\u202eexe"])
async def test_description_that_breaks_a_rule_is_refused(elin: Somebody, description: str) -> None:
    client = (await add_client(elin)).client
    with pytest.raises(RuleViolation) as caught:
        await secrets.add(elin.actor, client.id, await in_days(9, description))
    assert list(caught.value.fields) == ["description"]


async def test_edit_changes_description_and_date_and_records_both(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    new = await secrets.add(elin.actor, client.id, await in_days(90, "Node A"))
    expires_at = await after(45)
    edited = await secrets.edit(
        elin.actor, client.id, new.secret.id, base=fields_of(new), wanted=SecretFields("Node B", expires_at)
    )
    assert (edited.description, edited.expires_at) == ("Node B", expires_at)
    event = await last_event()
    assert (event.action, event.target_id, event.client_id) == ("secret.edited", str(new.secret.id), client.id)
    assert (event.before["Description"], event.after["Description"]) == ("Node A", "Node B")
    assert event.after["Expiration Date"] == f"{expires_at:%Y-%m-%d %H:%M} UTC"
    assert bcrypt.checkpw(new.text.encode(), (await Secret.get(id=new.secret.id)).text_hash.encode())


async def test_two_edits_of_different_fields_of_a_secret_both_hold(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    new = await secrets.add(elin.actor, client.id, await in_days(90, "Node A"))
    base, later = fields_of(new), await after(45)
    await asyncio.gather(
        secrets.edit(elin.actor, client.id, new.secret.id, base=base, wanted=replace(base, description="Node B")),
        secrets.edit(elin.actor, client.id, new.secret.id, base=base, wanted=replace(base, expires_at=later)),
    )
    stored = await Secret.get(id=new.secret.id)
    assert (stored.description, stored.expires_at, stored.version) == ("Node B", later, 3)


async def test_of_two_edits_of_the_same_field_of_a_secret_one_is_a_conflict(tenant: Tenant, elin: Somebody) -> None:
    maya = await make_person(tenant, "Maya Chen")
    client = (await add_client(elin)).client
    new = await secrets.add(elin.actor, client.id, await in_days(90, "Node A"))
    base = fields_of(new)
    outcomes = await asyncio.gather(
        secrets.edit(elin.actor, client.id, new.secret.id, base=base, wanted=replace(base, description="Elin's")),
        secrets.edit(maya.actor, client.id, new.secret.id, base=base, wanted=replace(base, description="Maya's")),
        return_exceptions=True,
    )
    held = [outcome.description for outcome in outcomes if isinstance(outcome, Secret)]
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(held), len(conflicts)) == (1, 1)
    assert conflicts[0].theirs == {"description": held[0]}
    assert conflicts[0].by == held[0].replace("'s", "").replace("Elin", "Elin Berg").replace("Maya", "Maya Chen")


async def test_removed_secret_is_gone_for_good(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    new = await secrets.add(elin.actor, client.id, await in_days(90, "Node A"))
    await secrets.remove(elin.actor, client.id, new.secret.id)
    assert new.secret.id not in [secret.id for secret in await secrets.list_secrets(elin.actor, client.id)]
    event = await last_event()
    assert (event.action, event.target_name) == ("secret.removed", "Node A of Leak detection model")
    for again in (
        secrets.remove(elin.actor, client.id, new.secret.id),
        secrets.edit(elin.actor, client.id, new.secret.id, base=fields_of(new), wanted=SecretFields()),
    ):
        with pytest.raises(NotFound, match="no such secret"):
            await again


async def test_secret_is_found_only_through_its_own_client(elin: Somebody) -> None:
    mine, other = (await add_client(elin)).client, (await add_client(elin)).client
    new = await secrets.add(elin.actor, mine.id, await in_days(90))
    with pytest.raises(NotFound):
        await secrets.remove(elin.actor, other.id, new.secret.id)


@pytest.mark.parametrize("secret_id", [0, -1, 2**31, 2**63, 2**70])
async def test_id_that_no_secret_can_have_is_not_found(elin: Somebody, secret_id: int) -> None:
    client = (await add_client(elin)).client
    with pytest.raises(NotFound):
        await secrets.remove(elin.actor, client.id, secret_id)


async def test_removed_client_takes_no_new_secret(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    await clients.remove(elin.actor, client.id)
    with pytest.raises(NotFound):
        await secrets.add(elin.actor, client.id, await in_days(9))
    await removed_clients.restore(elin.actor, client.id)
    await secrets.add(elin.actor, client.id, await in_days(9))


async def test_first_expiry_follows_every_change_of_the_secrets(elin: Somebody) -> None:
    added = await add_client(elin)
    first = added.secret
    assert first

    async def stored() -> object:
        return (await Client.get(id=added.client.id)).first_expiry

    assert await stored() == first.secret.expires_at
    sooner = await secrets.add(elin.actor, added.client.id, await in_days(3))
    assert await stored() == sooner.secret.expires_at
    never = await secrets.add(elin.actor, added.client.id, SecretFields("", None))
    await secrets.remove(elin.actor, added.client.id, sooner.secret.id)
    assert await stored() == first.secret.expires_at
    base = fields_of(first)
    await secrets.edit(elin.actor, added.client.id, first.secret.id, base=base, wanted=replace(base, expires_at=None))
    assert await stored() == EXPIRES_NEVER
    await secrets.remove(elin.actor, added.client.id, first.secret.id)
    await secrets.remove(elin.actor, added.client.id, never.secret.id)
    assert await stored() == HAS_NO_SECRET


async def test_change_of_a_secret_shows_as_last_change_of_its_client(tenant: Tenant, elin: Somebody) -> None:
    maya = await make_person(tenant, "Maya Chen")
    client = (await add_client(elin)).client
    await secrets.add(maya.actor, client.id, await in_days(9))
    changed = await Client.get(id=client.id)
    assert changed.changed_by_name == "Maya Chen"
    assert changed.changed_at > client.changed_at


@pytest.mark.parametrize("step", ["add", "edit", "remove"])
async def test_failing_announcement_takes_the_change_and_its_event_back(
    elin: Somebody, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    client = (await add_client(elin)).client
    new = await secrets.add(elin.actor, client.id, await in_days(90, "Node A"))
    before = await everything_stored()

    async def fail(_change: Change) -> None:
        raise OSError("no more room")

    monkeypatch.setattr(feed, "announce", fail)
    work: dict[str, Callable[..., Awaitable[Any]]] = {
        "add": partial(secrets.add, fields=SecretFields("", new.secret.expires_at)),
        "edit": partial(
            secrets.edit, secret_id=new.secret.id, base=fields_of(new), wanted=SecretFields("Node B", None)
        ),
        "remove": partial(secrets.remove, secret_id=new.secret.id),
    }
    with pytest.raises(OSError, match="no more room"):
        await work[step](elin.actor, client.id)
    assert await everything_stored() == before


async def test_default_date_is_whole_minutes_so_that_a_form_gives_it_back_unchanged(elin: Somebody) -> None:
    policy, now = await secrets.policy(elin.actor)
    date = policy.default(now)
    assert (date.second, date.microsecond) == (0, 0)
    assert timedelta(days=365) - (date - now) < timedelta(minutes=1)


def fields_of(new: NewSecret) -> SecretFields:
    return SecretFields(new.secret.description, new.secret.expires_at)


async def test_use_that_is_noted_while_a_secret_is_edited_stays_noted(
    elin: Somebody, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = (await add_client(elin)).client
    secret = (await add_secrets(elin, client.id, 1))[0].secret
    secret_usage.note(secret.id, "203.0.113.9")
    outside, merge, flushes = contextvars.copy_context(), merge_authored, list[asyncio.Task[None]]()

    async def merge_during_a_flush(*values: Any, **named: Any) -> dict[str, Any]:
        flushes.append(asyncio.create_task(secret_usage.flush(), context=outside))
        if dialect == "postgres":  # SQLite writes it after the edit: it has one connection
            await flushes[0]
        return await merge(*values, **named)

    monkeypatch.setattr("services.secrets.secrets.merge_authored", merge_during_a_flush)
    base = SecretFields(secret.description, secret.expires_at)
    await secrets.edit(elin.actor, client.id, secret.id, base=base, wanted=replace(base, description="Node B"))
    await flushes[0]
    stored = await Secret.get(id=secret.id)
    assert (stored.description, stored.version) == ("Node B", secret.version + 1)
    assert stored.last_used_at is not None

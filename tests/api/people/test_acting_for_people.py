"""Tokens that a person agreed to: the API listens to the person, as long as they stay and their consent stands."""

from uuid import UUID

import httpx
import pytest

from models import AuditEvent, ClientType, Grant
from services.callers import client_cache
from services.live import clock
from services.tokens import access_tokens, audiences
from tests.api.scripts import ERROR_BODY, Script
from tests.identity.clients import add_client
from tests.services.world import MEMBER, Somebody, make_person


async def act_for(http: httpx.AsyncClient, by: Somebody, person: Somebody) -> tuple[Script, Grant]:
    """A token of a new authorization code client, given for `person`."""
    client = await add_client(by, ClientType.AUTHORIZATION_CODE, "Crew app")
    now = await clock.now()
    grant = await Grant.create(
        tenant_id=by.user.tenant_id,
        client_id=UUID(client.id),
        user_id=person.id,
        scope="openid api",
        authenticated_at=now,
        created_at=now,
    )
    known = await client_cache.find(client.id)
    assert known
    token = access_tokens.issue(
        known, scope="openid api", audience=audiences.api(), handle=str(grant.id), subject=str(person.id)
    )
    return Script(http, client, str(by.user.tenant_id), token.text), grant


async def test_administrator_changes_things_through_an_app_and_is_named_in_the_audit_trail(
    http: httpx.AsyncClient, elin: Somebody
) -> None:
    script, _ = await act_for(http, elin, elin)
    await script.do("POST", "/Roles", {"Name": "Network operations"}, status=201)
    event = await AuditEvent.get(action="role.added")
    assert (event.actor_kind, event.actor_name, event.surface) == ("user", "Elin Berg", "api")


async def test_member_reads_through_an_app_and_changes_nothing(http: httpx.AsyncClient, elin: Somebody) -> None:
    ben = await make_person(await elin.user.tenant, "Ben Lindqvist", MEMBER)
    script, _ = await act_for(http, elin, ben)
    await script.get("/Roles")
    await script.do("POST", "/Roles", {"Name": "x"}, status=403)


@pytest.mark.parametrize("end", ["revoked", "disabled"])
async def test_token_ends_with_the_consent_and_with_the_person(
    http: httpx.AsyncClient, elin: Somebody, end: str
) -> None:
    maya = await make_person(await elin.user.tenant, "Maya Holm")
    script, grant = await act_for(http, elin, maya)
    await script.get("/Roles")
    if end == "revoked":
        await Grant.filter(id=grant.id).update(revoked_at=await clock.now())
    else:
        maya.user.enabled = False
        await maya.user.save()
    await script.do("GET", "/Roles", status=401)


async def test_bug_is_answered_with_a_number_that_stands_in_the_log(
    admin: Script, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("the database said something private")

    monkeypatch.setattr("services.people.roles.list_roles", broken)
    answer = await admin.ask("GET", "/Roles")
    assert answer.status_code == 500
    assert set(answer.json()) == ERROR_BODY
    assert "private" not in answer.text
    assert answer.json()["OperationId"] in caplog.text

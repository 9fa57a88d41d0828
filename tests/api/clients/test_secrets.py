"""Secrets through the API: added, changed, removed, and rotated by the client itself."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models import AuditEvent, Secret, Tenant
from services.live import clock
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from tests.api.scripts import Script, make_script
from tests.identity.clients import TestClient, ask, get_token
from tests.services.world import Somebody

LATER = "2027-06-01T12:00:00Z"
NEVER = {"Expires": False}


@pytest.fixture
async def path(admin: Script) -> str:
    """Where the secrets of a client are that is not the script's own."""
    created = await admin.do("POST", "/ClientCredentialClients", {"Name": "Meter reader"}, status=201)
    return f"/ClientCredentialClients/{created['Client']['Id']}/Secrets"


async def test_secret_is_added_read_changed_and_removed(admin: Script, path: str) -> None:
    added = await admin.do("POST", path, {"Description": "Pump 7", "Expiration": LATER, "Expires": True}, status=201)
    assert set(added) == {"Id", "Expiration", "Expires", "Description", "Secret"}
    text = added.pop("Secret")
    assert added == {"Id": added["Id"], "Expiration": LATER, "Expires": True, "Description": "Pump 7"}
    one = f"{path}/{added['Id']}"
    answer = await admin.ask("GET", one)
    assert answer.json() == added
    assert text not in answer.text
    changed = await admin.do("PUT", one, {"Description": "Pump 8", "Expiration": None})
    assert changed == {**added, "Description": "Pump 8"}
    assert await admin.do("PUT", one, {"Expires": False}) == {**changed, "Expires": False, "Expiration": None}
    assert await admin.do("PUT", one, {}) == {**changed, "Expires": False, "Expiration": None}
    await admin.do("DELETE", one, status=204)
    await admin.do("GET", one, status=404)
    assert await AuditEvent.filter(search_text__contains=text[10:].lower()).count() == 0


async def test_new_secret_says_when_it_expires_or_that_it_never_does(admin: Script, path: str) -> None:
    for body in ({}, {"Description": "Pump 7"}, {"Expires": None}, {"Expires": True}, {**NEVER, "Expiration": LATER}):
        refused = await admin.do("POST", path, body, status=400)
        assert set(refused["DynamicProperties"]) == {"Expiration"}
    assert (await admin.do("POST", path, {"Expiration": LATER}, status=201))["Expires"] is True
    assert (await admin.do("POST", path, NEVER, status=201))["Expiration"] is None


async def test_list_has_a_total_and_pages(admin: Script, path: str) -> None:
    for number in range(3):
        await admin.do("POST", path, {"Description": f"Number {number}", "Expires": False}, status=201)
    answer = await admin.ask("GET", path, params={"skip": 1, "count": 2})
    assert [secret["Description"] for secret in answer.json()] == ["Number 0", "Number 1"]
    assert answer.headers["total-count"] == "4"
    assert len(await admin.get(path, query="number 2")) == 1


@pytest.mark.parametrize(("description", "query"), [("ÖLPUMPE", "ölpumpe"), ("Haus an der straße", " STRASSE ")])
async def test_list_is_searched_whatever_the_case_in_any_script(
    admin: Script, path: str, description: str, query: str
) -> None:
    await admin.do("POST", path, {"Description": description, **NEVER}, status=201)
    assert [secret["Description"] for secret in await admin.get(path, query=query)] == [description]


async def test_eleventh_secret_is_refused(admin: Script, path: str) -> None:
    for _ in range(9):
        await admin.do("POST", path, NEVER, status=201)
    assert "10" in (await admin.do("POST", path, NEVER, status=400))["Reason"]


async def test_policy_of_the_tenant_holds(admin: Script, path: str, tenant: Tenant) -> None:
    tenant.secret_longest_days, tenant.secret_default_days, tenant.secret_never_allowed = 10, 10, False
    await tenant.save()
    soon = (await clock.now() + timedelta(days=5)).isoformat()
    await admin.do("POST", path, {"Expiration": soon}, status=201)
    for body in ({}, {"Expiration": LATER}, {"Expires": False}, {"Expires": True}):
        assert "Expiration" in (await admin.do("POST", path, body, status=400))["DynamicProperties"]


@pytest.mark.parametrize(
    "body",
    [
        {"Expires": False, "Expiration": LATER},
        {"Expires": True},
        {"Expiration": "tomorrow"},
        {"Expires": 1},
        {"Description": "x" * 201},
    ],
)
async def test_contradictions_and_nonsense_are_refused(admin: Script, path: str, body: dict[str, Any]) -> None:
    await admin.do("POST", path, body, status=400)


@pytest.mark.parametrize("secret_id", ["0", "-1", "2147483648", "99999999999999999999"])
async def test_ids_that_no_secret_has_are_not_found(admin: Script, path: str, secret_id: str) -> None:
    for method, body in (("GET", None), ("PUT", {"Description": "x"}), ("DELETE", None)):
        await admin.do(method, f"{path}/{secret_id}", body, status=404)
    await admin.do("GET", f"{path}/x", status=400)


async def test_client_without_any_role_rotates_its_own_secrets(member: Script, elin: Somebody) -> None:
    path = f"/ClientCredentialClients/{member.id}/Secrets"
    first = (await member.get(path))[0]
    assert await member.get(f"{path}/{first['Id']}") == first
    added = await member.do("POST", path, {"Description": "Next", "Expiration": LATER}, status=201)
    stored = await Secret.get(id=added["Id"])
    assert stored.created_by_secret_id == first["Id"]
    new = TestClient(member.id, added["Secret"], added["Id"])
    assert (await ask(member.http, new)).status_code == 200
    await member.do("PUT", f"{path}/{first['Id']}", {"Description": "x"}, status=403)
    await member.do("DELETE", f"{path}/{first['Id']}", status=403)
    await secrets.remove(elin.actor, UUID(member.id), first["Id"])
    await member.do("GET", path, status=401)


async def test_secrets_that_a_client_adds_itself_obey_the_tenants_policy(member: Script, tenant: Tenant) -> None:
    tenant.secret_longest_days, tenant.secret_default_days, tenant.secret_never_allowed = 10, 10, False
    await tenant.save()
    path = f"/ClientCredentialClients/{member.id}/Secrets"
    for body in ({}, {"Expiration": LATER}, {"Expires": False}):
        assert "Expiration" in (await member.do("POST", path, body, status=400))["DynamicProperties"]
    soon = (await clock.now() + timedelta(days=5)).isoformat()
    await member.do("POST", path, {"Expiration": soon}, status=201)


async def test_client_sees_no_secrets_of_another(member: Script, admin: Script) -> None:
    for method in ("GET", "POST"):
        body: object = NEVER if method == "POST" else None
        await member.do(method, f"/ClientCredentialClients/{admin.id}/Secrets", body, status=403)


async def test_removing_a_secret_tells_which_ones_were_made_with_it_and_takes_them_along_on_request(
    admin: Script, member: Script
) -> None:
    path = f"/ClientCredentialClients/{member.id}/Secrets"
    first = member.client.secret_id
    second = await member.do("POST", path, NEVER, status=201)
    token = await get_token(member.http, TestClient(member.id, second["Secret"], second["Id"]))
    grandchild = Script(member.http, member.client, member.tenant_id, token)
    third = await grandchild.do("POST", path, NEVER, status=201)
    unrelated = await admin.do("POST", path, NEVER, status=201)
    answer = await admin.ask("DELETE", f"{path}/{second['Id']}")
    assert (answer.status_code, answer.headers["made-secrets"]) == (204, str(third["Id"]))
    await admin.do("DELETE", f"{path}/{third['Id']}", status=204)
    fourth = await member.do("POST", path, NEVER, status=201)
    assert fourth["Id"] > unrelated["Id"]
    answer = await admin.ask("DELETE", f"{path}/{first}", params={"withMade": "true"})
    assert (answer.status_code, answer.headers.get("made-secrets")) == (204, None)
    assert [secret["Id"] for secret in await admin.get(path)] == [unrelated["Id"]]


async def test_stale_etag_of_a_secret_changes_nothing(admin: Script, path: str, elin: Somebody) -> None:
    secret = (await admin.get(path))[0]
    one = f"{path}/{secret['Id']}"
    read = (await admin.ask("GET", one)).headers["etag"]
    base = SecretFields(secret["Description"], secret["Expiration"] and datetime.fromisoformat(secret["Expiration"]))
    client_id = UUID(path.split("/")[2])
    await secrets.edit(elin.actor, client_id, secret["Id"], base=base, wanted=SecretFields("Elin's", base.expires_at))
    await admin.do("PUT", one, {"Description": "Mine"}, headers={"if-match": read}, status=412)
    await admin.do("DELETE", one, headers={"if-match": read}, status=412)
    assert (await admin.get(one))["Description"] == "Elin's"


async def test_hybrid_clients_have_secrets_and_the_others_no_such_path(admin: Script) -> None:
    body = {"Name": "Portal", "RedirectUris": ["https://app.example.com/callback"]}
    hybrid = (await admin.do("POST", "/HybridClients", body, status=201))["Client"]["Id"]
    await admin.do("POST", f"/HybridClients/{hybrid}/Secrets", NEVER, status=201)
    assert len(await admin.get(f"/HybridClients/{hybrid}/Secrets")) == 2
    await admin.do("GET", f"/ClientCredentialClients/{hybrid}/Secrets", status=404)
    await admin.do("GET", f"/DeviceCodeClients/{hybrid}/Secrets", status=404)


async def test_hybrid_client_cannot_act_for_itself(admin: Script, elin: Somebody) -> None:
    script = await make_script(admin.http, elin, "Reader two")
    await script.do("GET", f"/ClientCredentialClients/{admin.id}/Secrets", status=403)

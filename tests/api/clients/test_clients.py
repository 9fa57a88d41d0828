"""Clients through the API: the contract's four types, to the letter."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from models import AuditEvent
from tests.api.scripts import Script
from tests.identity.clients import TestClient, ask

CALLBACK = "https://app.example.com/callback"
COMMON = {"Id", "Name", "Description", "Enabled", "AccessTokenLifetime", "Tags"}
WEB = COMMON | {"RedirectUris", "PostLogoutRedirectUris", "ClientUri", "LogoUri", "AllowOfflineAccess"}
TYPES: dict[str, tuple[dict[str, Any], set[str], bool]] = {
    "ClientCredentialClients": ({"Name": "Meter reader"}, COMMON | {"RoleIds"}, True),
    "AuthorizationCodeClients": (
        {"Name": "Crew app", "RedirectUris": [CALLBACK], "AllowedCorsOrigins": ["https://app.example.com"]},
        WEB | {"AllowedCorsOrigins"},
        False,
    ),
    "HybridClients": ({"Name": "Portal", "RedirectUris": [CALLBACK]}, WEB | {"AllowAccessTokensViaBrowser"}, True),
    "DeviceCodeClients": (
        {"Name": "Wall panel", "DeviceCodeLifetime": 600},
        COMMON | {"DeviceCodeLifetime", "ClientUri", "LogoUri"},
        False,
    ),
}


@pytest.mark.parametrize("path", TYPES)
async def test_client_of_each_type_is_added_read_changed_and_removed(admin: Script, path: str) -> None:
    body, properties, has_secret = TYPES[path]
    created = await admin.do("POST", f"/{path}", body, status=201)
    if has_secret:
        assert set(created) == {"Secret", "Id", "Description", "ExpirationDate", "Client"}
        assert created["ExpirationDate"] is None
        assert isinstance(created["Id"], int)
        created = created["Client"]
    assert set(created) == properties
    assert {name: created[name] for name in body} == body
    assert (created["Enabled"], created["AccessTokenLifetime"]) == (True, 3600)
    one = f"/{path}/{created['Id']}"
    assert await admin.get(one) == created
    changed = await admin.do("PUT", one, {"Enabled": False, "Name": None, "Tags": ["night"]})
    assert changed == {**created, "Enabled": False, "Tags": ["night"]}
    await admin.do("DELETE", one, status=204)
    await admin.do("GET", one, status=404)


async def test_created_client_gets_a_token_with_its_first_secret(admin: Script) -> None:
    body = {"Name": "Meter reader", "SecretDescription": "Pump 7", "SecretExpirationDate": "2027-01-02T03:04:05+01:00"}
    created = await admin.do("POST", "/ClientCredentialClients", body, status=201)
    assert (created["Description"], created["ExpirationDate"]) == ("Pump 7", "2027-01-02T02:04:05Z")
    client = TestClient(created["Client"]["Id"], created["Secret"], created["Id"])
    assert (await ask(admin.http, client)).status_code == 200


async def test_member_role_is_always_there(admin: Script) -> None:
    created = await admin.do("POST", "/ClientCredentialClients", {"Name": "Meter reader", "RoleIds": []}, status=201)
    names = [role["Name"] for role in await admin.get(f"/Clients/{created['Client']['Id']}/Roles")]
    assert names == ["Tenant Member"]


async def test_caller_may_give_the_id_and_a_taken_one_is_a_conflict(admin: Script) -> None:
    given = str(uuid4())
    body = {"Id": given, "Name": "Meter reader"}
    assert (await admin.do("POST", "/ClientCredentialClients", body, status=201))["Client"]["Id"] == given
    error = await admin.do("POST", "/HybridClients", {**body, "RedirectUris": [CALLBACK]}, status=409)
    assert given in error["Reason"]
    assert "Id" in error["DynamicProperties"]
    await admin.do("DELETE", f"/ClientCredentialClients/{given}", status=204)
    assert "Restore" in (await admin.do("POST", "/ClientCredentialClients", body, status=409))["Reason"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "Name"),
        ({"Name": "x", "AccessTokenLifetime": 59}, "AccessTokenLifetime"),
        ({"Name": "x", "AccessTokenLifetime": "many"}, "AccessTokenLifetime"),
        ({"Name": "x", "Enabled": "yes"}, "Enabled"),
        ({"Name": 7}, "Name"),
        ({"Name": "x", "Tags": ["a", None]}, "Tags.1"),
        ({"Name": "x", "Id": "not-a-guid"}, "Id"),
        ({"Name": "x", "RoleIds": [str(uuid4())]}, "RoleIds"),
        ({"Name": "x", "SecretExpirationDate": "2020-01-01T00:00:00Z"}, "SecretExpirationDate"),
        ({"Name": "x", "SecretExpirationDate": "0001-01-01T00:00:00+14:00"}, "SecretExpirationDate"),
        ({"Name": "x", "SecretExpirationDate": 17}, "SecretExpirationDate"),
        ({"Name": "x\u202e"}, "Name"),
    ],
)
async def test_what_is_not_valid_is_named(admin: Script, body: dict[str, Any], named: str) -> None:
    error = await admin.do("POST", "/ClientCredentialClients", body, status=400)
    assert named in error["DynamicProperties"], error


async def test_each_wrong_redirect_uri_has_its_sentence(admin: Script) -> None:
    uris = [CALLBACK, "javascript:alert(1)", "https://*.example.com/"]
    error = await admin.do("POST", "/AuthorizationCodeClients", {"Name": "App", "RedirectUris": uris}, status=400)
    assert set(error["DynamicProperties"]) == {"RedirectUris.1", "RedirectUris.2"}
    await admin.do("POST", "/AuthorizationCodeClients", {"Name": "App"}, status=400)
    await admin.do(
        "POST", "/HybridClients", {"Name": "App", "RedirectUris": [f"{CALLBACK}/{n}" for n in range(11)]}, status=400
    )


async def test_bodies_that_are_no_json_or_hostile_are_refused_without_a_fault(admin: Script) -> None:
    for raw in (
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"Name": "\\ud800"}',
        b'{"Tags": ["\\ud800,"], "Name": "x"}',
        b"[" * 9000,
    ):
        answer = await admin.ask(
            "POST", "/ClientCredentialClients", content=raw, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 400, raw
        assert answer.json()["Reason"]


async def test_body_of_another_type_is_told_what_to_send(admin: Script) -> None:
    for headers in ({}, {"content-type": "text/plain"}):
        answer = await admin.ask("POST", "/ClientCredentialClients", content=b'{"Name": "x"}', headers=headers)
        assert answer.status_code == 400
        assert answer.json()["Reason"] == "The body can't be read: send JSON with Content-Type: application/json."


async def test_list_pages_searches_and_filters_by_id_and_tag(admin: Script) -> None:
    ids = {}
    for name, tags in (("Alpha", ["night", "a_b"]), ("Bravo", ["Night"]), ("Charlie", ["axb"]), ("night", [])):
        created = await admin.do("POST", "/DeviceCodeClients", {"Name": name, "Tags": tags}, status=201)
        ids[name] = created["Id"]

    async def names(**query: Any) -> list[str]:
        return [client["Name"] for client in await admin.get("/DeviceCodeClients", **query)]

    assert await names() == ["Alpha", "Bravo", "Charlie", "night"]
    assert await names(skip=1, count=2) == ["Bravo", "Charlie"]
    assert await names(skip=10**15) == []
    assert await names(query="RAV") == ["Bravo"]
    assert await names(tag="night") == ["Alpha", "Bravo"]
    assert await names(tag=["night", "a_b"]) == ["Alpha"]
    assert await names(id=[ids["Charlie"], ids["Alpha"], ""]) == ["Alpha", "Charlie"]
    assert await names(id="nobody") == []
    for wrong in ({"skip": -1}, {"count": 0}, {"count": 1001}, {"count": "x"}):
        await admin.do("GET", "/DeviceCodeClients", params=wrong, status=400)
    answer = await admin.ask("GET", "/DeviceCodeClients", params={"count": 1, "tag": "night"})
    assert answer.headers["total-count"] == "2"


async def test_every_get_has_a_head_twin(admin: Script) -> None:
    one = f"/ClientCredentialClients/{admin.id}"
    for path in ("/ClientCredentialClients", one, f"{one}/Secrets", f"{one}/Roles", "/Roles", "/Users"):
        full, bare = await admin.ask("GET", path), await admin.ask("HEAD", path)
        assert (bare.status_code, bare.content) == (200, b"")
        assert {name: value for name, value in bare.headers.items() if name in ("total-count", "etag")} == {
            name: value for name, value in full.headers.items() if name in ("total-count", "etag")
        }
    assert (await admin.ask("HEAD", f"/HybridClients/{admin.id}")).status_code == 404


async def test_client_is_found_under_its_own_type_only(admin: Script) -> None:
    for method in ("GET", "PUT", "DELETE"):
        await admin.do(method, f"/HybridClients/{admin.id}", {} if method == "PUT" else None, status=404)


async def test_member_lists_and_gets_but_changes_nothing_and_sees_no_secrets(admin: Script, member: Script) -> None:
    one = f"/ClientCredentialClients/{admin.id}"
    assert {client["Name"] for client in await member.get("/ClientCredentialClients")} == {"Automation", "Reader"}
    assert await member.get(one)
    for method, path, body in (
        ("POST", "/ClientCredentialClients", {"Name": "x"}),
        ("PUT", one, {"Name": "x"}),
        ("DELETE", one, None),
        ("GET", f"{one}/Secrets", None),
        ("POST", f"{one}/Secrets", {"Expires": False}),
        ("PUT", f"{one}/Roles", []),
        ("POST", "/Roles", {"Name": "x"}),
        ("GET", "/Users", None),
    ):
        await member.do(method, path, body, status=403)
    assert (await admin.get(one))["Name"] == "Automation"


async def test_stale_etag_changes_nothing(admin: Script) -> None:
    path = f"/ClientCredentialClients/{admin.id}"
    read = (await admin.ask("GET", path)).headers["etag"]
    await admin.do("PUT", path, {"Name": "Automation 2"}, headers={"if-match": read})
    for method in ("PUT", "DELETE"):
        body = {"Name": "Automation 3"} if method == "PUT" else None
        await admin.do(method, path, body, headers={"if-match": read}, status=412)
        await admin.do(method, path, body, headers={"if-match": f"W/{read}"}, status=412)
    assert (await admin.get(path))["Name"] == "Automation 2"
    await admin.do("PUT", path, {"Name": "Automation 4"}, headers={"if-match": "*"})


async def test_of_many_changes_based_on_one_etag_exactly_one_holds(admin: Script) -> None:
    path = f"/ClientCredentialClients/{admin.id}"
    read = (await admin.ask("GET", path)).headers["etag"]
    answers = await asyncio.gather(
        *(admin.ask("PUT", path, {"Tags": [f"number-{n}"]}, headers={"if-match": read}) for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7


async def test_change_is_in_the_audit_trail_with_its_surface_and_client(admin: Script) -> None:
    await admin.do("PUT", f"/ClientCredentialClients/{admin.id}", {"Tags": ["night"]})
    event = await AuditEvent.get(action="client.edited")
    assert (event.surface, event.actor_kind, str(event.actor_id)) == ("api", "client", admin.id)
    assert event.address == "203.0.113.9"

"""The tenant itself through the API."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.clients import clients
from tests.api.scripts import Script
from tests.identity.clients import ask
from tests.services.world import Somebody, make_person

METERS = "https://meters.example.com"


async def test_tenant_is_renamed_and_given_a_policy(admin: Script, member: Script) -> None:
    read = await admin.ask("GET", "")
    assert read.json()["Name"] == "Northfield Water"
    changed = await admin.do("PUT", "", {"Name": "Northfield", "SecretLongestDays": 90, "SecretDefaultDays": 30})
    assert changed == {**read.json(), "Name": "Northfield", "SecretLongestDays": 90, "SecretDefaultDays": 30}
    assert await member.get("") == changed
    await member.do("PUT", "", {"Name": "Mine"}, status=403)
    await admin.do("PUT", "", {"Name": "Stale"}, headers={"if-match": read.headers["etag"]}, status=412)
    assert await admin.get("") == changed


async def test_audience_counts_at_the_next_token(admin: Script) -> None:
    assert (await ask(admin.http, admin.client, resource=METERS)).json()["error"] == "invalid_target"
    await admin.do("PUT", "", {"Audiences": [METERS, METERS]})
    token = (await ask(admin.http, admin.client, resource=METERS)).json()["access_token"]
    other = Script(admin.http, admin.client, admin.tenant_id, token)
    await other.do("GET", "", status=401)
    await admin.do("PUT", "", {"Audiences": []})
    assert (await ask(admin.http, admin.client, resource=METERS)).status_code == 400


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"Audiences": [METERS, "meters"]}, "Audiences.1"),
        ({"Audiences": [f"{METERS}#part"]}, "Audiences.0"),
        ({"Audiences": [""]}, "Audiences.0"),
        ({"Audiences": [f"{METERS}/{number}" for number in range(51)]}, "Audiences"),
        ({"SecretLongestDays": 0}, "SecretLongestDays"),
        ({"Name": "Other", "SecretLongestDays": 10**9}, "SecretLongestDays"),
        ({"Name": ""}, "Name"),
    ],
)
async def test_what_is_not_valid_changes_nothing(admin: Script, body: dict[str, Any], named: str) -> None:
    before = await admin.get("")
    error = await admin.do("PUT", "", body, status=400)
    assert named in error["DynamicProperties"], error
    assert await admin.get("") == before


async def test_two_administrators_and_a_script_change_one_client_at_once(admin: Script, elin: Somebody) -> None:
    maya = await make_person(await elin.user.tenant, "Maya Holm")
    path = f"/ClientCredentialClients/{admin.id}"
    etag = (await admin.ask("GET", path)).headers["etag"]
    base = (await clients.get(elin.actor, UUID(admin.id))).fields
    wanted = replace(base, name="Renamed"), replace(base, description="Described")
    await asyncio.gather(
        clients.edit(elin.actor, UUID(admin.id), base=base, wanted=wanted[0]),
        clients.edit(maya.actor, UUID(admin.id), base=base, wanted=wanted[1]),
        admin.do("PUT", path, {"Tags": ["night"]}),
    )
    found = await admin.get(path)
    assert (found["Name"], found["Description"], found["Tags"]) == ("Renamed", "Described", ["night"])
    await admin.do("PUT", path, {"Name": "Unseen"}, headers={"if-match": etag}, status=412)

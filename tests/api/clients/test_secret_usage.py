"""Which secret can go, as a script finds out: clients by the state of their secrets, and how each one is used."""

from datetime import timedelta
from uuid import UUID

import pytest

from models import Client, Secret
from services.live import clock
from services.secrets import secret_usage, secrets
from tests.api.scripts import Script
from tests.identity.clients import TestClient, ask


async def test_use_of_a_secret_tells_when_how_often_and_from_where(admin: Script, member: Script) -> None:
    path = f"/ClientCredentialClients/{member.id}"
    second = await member.do("POST", f"{path}/Secrets", {"Description": "Next", "Expires": False}, status=201)
    for _ in range(3):
        assert (await ask(member.http, TestClient(member.id, second["Secret"], second["Id"]))).status_code == 200
    await secret_usage.flush()
    first, new = await admin.get(f"{path}/SecretUsage")
    assert (new["Id"], new["Description"], new["Uses"], new["MadeWith"]) == (second["Id"], "Next", 3, first["Id"])
    assert (new["CreatedBy"], [used["Address"] for used in new["Addresses"]]) == ("Reader", ["203.0.113.9"])
    assert new["LastUsedAt"] == new["Addresses"][0]["LastUsedAt"] >= new["CreatedAt"]
    assert second["Secret"].startswith(new["Hint"])
    assert len(new["Hint"]) < 16
    assert (first["Uses"], first["MadeWith"]) == (1, None)
    answer = await admin.ask("GET", f"{path}/SecretUsage", params={"query": "next", "count": 1})
    assert ([used["Id"] for used in answer.json()], answer.headers["total-count"]) == ([second["Id"]], "1")


async def test_client_reads_the_use_of_its_own_secrets_and_of_no_others(
    admin: Script, member: Script, foreigner: Script
) -> None:
    assert len(await member.get(f"/ClientCredentialClients/{member.id}/SecretUsage")) == 1
    await member.do("GET", f"/ClientCredentialClients/{admin.id}/SecretUsage", status=403)
    await foreigner.do("GET", f"/ClientCredentialClients/{admin.id}/SecretUsage", status=404)
    await admin.do("GET", f"/HybridClients/{admin.id}/SecretUsage", status=404)


async def test_clients_are_listed_by_the_state_of_their_secrets(admin: Script, member: Script) -> None:
    ids = {}
    for name in ("Expired", "Expiring", "Never", "Without"):
        created = await admin.do("POST", "/ClientCredentialClients", {"Name": name}, status=201)
        ids[name] = created["Client"]["Id"]
    now = await clock.now()
    for name, days in (("Expired", -1), ("Expiring", 20)):
        await Secret.filter(client_id=ids[name]).update(expires_at=now + timedelta(days=days))
        await secrets.set_first_expiry(await Client.get(id=ids[name]))
    await admin.do("PUT", f"/ClientCredentialClients/{ids['Never']}", {"Enabled": False})
    only = (await admin.get(f"/ClientCredentialClients/{ids['Without']}/Secrets"))[0]["Id"]
    await admin.do("DELETE", f"/ClientCredentialClients/{ids['Without']}/Secrets/{only}", status=204)
    for state, name in (
        ("expired", "Expired"),
        ("expiring", "Expiring"),
        ("disabled", "Never"),
        ("no-secret", "Without"),
    ):
        found = await admin.get("/ClientCredentialClients", state=state)
        assert [UUID(client["Id"]) for client in found] == [UUID(ids[name])], state
    await admin.do("GET", "/ClientCredentialClients", params={"state": "tired"}, status=400)
    assert len(await member.get("/ClientCredentialClients", state="enabled")) == 5


@pytest.mark.parametrize("state", ["expired", "expiring", "no-secret"])
async def test_members_learn_nothing_of_secrets_by_a_state(member: Script, state: str) -> None:
    await member.do("GET", "/ClientCredentialClients", params={"state": state}, status=403)

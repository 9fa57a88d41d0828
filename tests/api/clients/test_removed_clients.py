"""Removed clients, and restoring them."""

from tests.api.scripts import Script


async def test_removed_client_is_listed_and_restored_under_its_id(admin: Script, member: Script) -> None:
    await admin.do("DELETE", f"/ClientCredentialClients/{member.id}", status=204)
    listed = await admin.get("/RemovedClients")
    assert [(client["Id"], client["RemovedBy"]) for client in listed] == [(member.id, "Automation")]
    assert await admin.get(f"/RemovedClients/{member.id}") == listed[0]
    restored = await admin.do("POST", f"/RemovedClients/{member.id}/Restore")
    assert restored == await admin.get(f"/ClientCredentialClients/{member.id}")
    await admin.do("POST", f"/RemovedClients/{member.id}/Restore", status=404)
    await member.do("GET", "/Roles", status=401)


async def test_members_and_strangers_restore_nothing(admin: Script, member: Script, foreigner: Script) -> None:
    created = await admin.do("POST", "/DeviceCodeClients", {"Name": "Wall panel"}, status=201)
    await admin.do("DELETE", f"/DeviceCodeClients/{created['Id']}", status=204)
    path = f"/RemovedClients/{created['Id']}"
    await member.do("POST", f"{path}/Restore", status=403)
    await member.do("GET", "/RemovedClients", status=403)
    await foreigner.do("POST", f"{path}/Restore", status=404)
    await foreigner.do("GET", path, status=404)
    assert await foreigner.get("/RemovedClients") == []

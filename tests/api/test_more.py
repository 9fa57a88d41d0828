"""Beyond the contract: restoring, several clients at once, the audit trail."""

from uuid import uuid4

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


async def test_several_clients_get_a_status_each(admin: Script, member: Script, foreigner: Script) -> None:
    nobody = str(uuid4())
    body = {"Action": "Tag", "ClientIds": [member.id, foreigner.id, nobody, admin.id], "Tags": ["night"]}
    results = await admin.do("POST", "/Clients/Bulk", body, status=207)
    assert [(result["ClientId"], result["Status"]) for result in results] == [
        (member.id, 200),
        (foreigner.id, 404),
        (nobody, 404),
        (admin.id, 200),
    ]
    assert "no such client" in results[1]["Error"]["Reason"]
    assert {client["Id"] for client in await admin.get("/ClientCredentialClients", tag="night")} == {
        member.id,
        admin.id,
    }


async def test_several_clients_at_once_follow_the_rules(admin: Script, member: Script) -> None:
    for body in (
        {"Action": "Tag", "ClientIds": [member.id]},
        {"Action": "Explode", "ClientIds": [member.id]},
        {"Action": "Disable", "ClientIds": [str(uuid4()) for _ in range(101)]},
        {"Action": "Disable"},
    ):
        await admin.do("POST", "/Clients/Bulk", body, status=400)
    await member.do("POST", "/Clients/Bulk", {"Action": "Disable", "ClientIds": [admin.id]}, status=403)
    assert (await admin.do("POST", "/Clients/Bulk", {"Action": "Remove", "ClientIds": [member.id]}, status=207))[0][
        "Result"
    ] == "Removed"


async def test_audit_trail_tells_what_a_script_did(admin: Script, member: Script, foreigner: Script) -> None:
    created = await admin.do("POST", "/ClientCredentialClients", {"Name": "Meter reader"}, status=201)
    client_id = created["Client"]["Id"]
    events = await admin.get("/AuditEvents", client=client_id)
    assert [event["Action"] for event in events] == ["secret.added", "client.added"]
    assert {(event["ActorKind"], event["ActorId"], event["Surface"]) for event in events} == {
        ("client", admin.id, "api")
    }
    assert created["Secret"] not in str(events)
    assert await admin.get(f"/AuditEvents/{events[0]['Id']}") == events[0]
    await member.do("GET", "/AuditEvents", status=403)
    refused = (await admin.get("/AuditEvents", count=1))[0]
    assert (refused["Action"], refused["ActorId"]) == ("access.refused", member.id)
    await foreigner.do("GET", f"/AuditEvents/{events[0]['Id']}", status=404)
    await admin.do("GET", f"/AuditEvents/{10**30}", status=404)

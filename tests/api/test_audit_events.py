"""The audit trail."""

from tests.api.scripts import Script


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

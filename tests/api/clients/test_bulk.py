"""Several clients at once."""

from uuid import uuid4

from tests.api.scripts import Script


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

"""Roles and people through the API."""

from uuid import uuid4

import pytest

from models import BuiltInRole, Link
from tests.api.scripts import Script
from tests.services.world import ADMINISTRATOR, Somebody

ROLE = {"Id", "Name", "Description", "RoleScope", "TenantId", "CommunityId", "RoleTypeId"}
PERSON = {"Name": "Ben Lindqvist", "Email": "ben@northfield.example"}


async def test_built_in_roles_have_the_contracts_type_ids(admin: Script) -> None:
    roles = await admin.get("/Roles")
    assert {(role["Name"], role["RoleTypeId"]) for role in roles} == {
        (kind.label, str(kind.value)) for kind in BuiltInRole
    }
    assert set(roles[0]) == ROLE
    assert {(role["RoleScope"], role["TenantId"], role["CommunityId"]) for role in roles} == {
        (1, admin.tenant_id, None)
    }
    assert len(await admin.get("/Roles", skip=1, count=3)) == 3
    assert [role["Name"] for role in await admin.get("/Roles", query="viewer")] == ["Tenant Viewer"]


async def test_custom_role_is_added_changed_and_removed(admin: Script) -> None:
    created = await admin.do("POST", "/Roles", {"Name": "Network operations", "Description": "Pumps"}, status=201)
    assert (set(created), created["RoleTypeId"]) == (ROLE, None)
    one = f"/Roles/{created['Id']}"
    changed = await admin.do("PUT", one, {"Name": "Operations", "Description": None})
    assert changed == {**created, "Name": "Operations"}
    await admin.do("POST", "/Roles", {"Name": "operations"}, status=409)
    await admin.do("POST", "/Roles", {}, status=400)
    read = (await admin.ask("GET", one)).headers["etag"]
    await admin.do("PUT", one, {"Description": "All of them"}, headers={"if-match": read})
    await admin.do("DELETE", one, headers={"if-match": read}, status=412)
    await admin.do("DELETE", one, status=204)
    await admin.do("GET", one, status=404)


async def test_built_in_role_stays(admin: Script) -> None:
    one = f"/Roles/{(await admin.get('/Roles'))[0]['Id']}"
    await admin.do("PUT", one, {"Name": "Boss"}, status=400)
    await admin.do("DELETE", one, status=400)


@pytest.mark.parametrize("path", ["/ClientCredentialClients", "/Clients"])
async def test_roles_of_a_client_are_replaced_by_ids_or_whole_roles(admin: Script, member: Script, path: str) -> None:
    many = f"{path}/{member.id}/Roles"
    assert [role["Name"] for role in await admin.get(many)] == ["Tenant Member"]
    custom = await admin.do("POST", "/Roles", {"Name": "Network operations"}, status=201)
    names = [role["Name"] for role in await admin.do("PUT", many, [custom])]
    assert names == ["Network operations", "Tenant Member"]
    assert [client["Id"] for client in await admin.get(f"/Roles/{custom['Id']}/Clients")] == [member.id]
    assert custom["Id"] in (await admin.get(f"/ClientCredentialClients/{member.id}"))["RoleIds"]
    assert len(await admin.do("PUT", many, [])) == 1
    assert len(await admin.do("PUT", many, [custom["Id"]])) == 2
    await admin.do("PUT", many, [str(uuid4())], status=400)
    await admin.do("PUT", many, {"Id": custom["Id"]}, status=400)
    await admin.do("PUT", many, ["x"], status=400)
    await admin.do("GET", f"{path}/{uuid4()}/Roles", status=404)


async def test_person_is_added_with_an_invitation_changed_and_removed(admin: Script) -> None:
    created = await admin.do("POST", "/Users", PERSON, status=201)
    link = created.pop("InvitationLink")
    assert link.startswith("https://keys.example.com/link/")
    assert await Link.filter(user_id=created["Id"]).count() == 1
    assert (created["State"], created["ContactEmail"], len(created["RoleIds"])) == ("Invited", PERSON["Email"], 1)
    one = f"/Users/{created['Id']}"
    assert await admin.get(one) == created
    changed = await admin.do("PUT", one, {"Name": "Ben L.", "Enabled": False})
    assert changed == {**created, "Name": "Ben L.", "Enabled": False, "State": "Disabled"}
    await admin.do("POST", f"{one}/PasswordLink", status=400)
    await admin.do("PUT", one, {"Enabled": True})
    assert (await admin.do("POST", f"{one}/PasswordLink", status=201))["Link"] != link
    await admin.do("PUT", one, {"Email": "other@northfield.example"}, status=400)
    await admin.do("POST", "/Users", PERSON, status=409)
    await admin.do("DELETE", one, status=204)
    await admin.do("GET", one, status=404)


async def test_person_is_added_with_the_properties_of_the_reference_product(admin: Script) -> None:
    body = {"ContactGivenName": "Ben", "ContactSurname": "Lindqvist", "ContactEmail": "ben@northfield.example"}
    created = await admin.do("POST", "/Users", body, status=201)
    assert (created["Name"], created["Email"]) == ("Ben Lindqvist", "ben@northfield.example")


async def test_people_are_listed_by_id_search_and_role(admin: Script, elin: Somebody) -> None:
    ben = await admin.do("POST", "/Users", PERSON, status=201)
    assert [user["Name"] for user in await admin.get("/Users")] == ["Ben Lindqvist", "Elin Berg"]
    assert [user["Id"] for user in await admin.get("/Users", id=ben["Id"])] == [ben["Id"]]
    assert [user["Name"] for user in await admin.get("/Users", query="BERG")] == ["Elin Berg"]
    roles = {role["RoleTypeId"]: role["Id"] for role in await admin.get("/Roles")}
    administrators = await admin.get(f"/Roles/{roles[str(ADMINISTRATOR.value)]}/Users")
    assert [user["Id"] for user in administrators] == [str(elin.id)]
    await admin.do("GET", f"/Roles/{uuid4()}/Users", status=404)


async def test_roles_of_a_person_are_replaced(admin: Script) -> None:
    ben = await admin.do("POST", "/Users", PERSON, status=201)
    many = f"/Users/{ben['Id']}/Roles"
    custom = await admin.do("POST", "/Roles", {"Name": "Network operations"}, status=201)
    assert [role["Name"] for role in await admin.do("PUT", many, [custom])] == ["Network operations", "Tenant Member"]
    assert [role["Name"] for role in await admin.get(many)] == ["Network operations", "Tenant Member"]


@pytest.mark.parametrize("whose", ["client", "person"])
async def test_roles_that_changed_meanwhile_are_not_replaced_unseen(
    admin: Script, member: Script, elin: Somebody, whose: str
) -> None:
    many = f"/Clients/{member.id}/Roles" if whose == "client" else f"/Users/{elin.id}/Roles"
    roles = [await admin.do("POST", "/Roles", {"Name": name}, status=201) for name in ("Lab", "Yard")]
    first = await admin.ask("GET", many)
    names = [role["Name"] for role in first.json()]
    etag = {"if-match": first.headers["etag"]}
    assert (await admin.ask("HEAD", many, params={"skip": 1})).headers["etag"] == etag["if-match"]
    changed = await admin.ask("PUT", many, [*first.json(), roles[0]], headers=etag)
    assert [role["Name"] for role in changed.json()] == sorted([*names, "Lab"])
    await admin.do("PUT", many, [*first.json(), roles[1]], headers=etag, status=412)
    etag = {"if-match": changed.headers["etag"]}
    assert len(await admin.do("PUT", many, [*changed.json(), roles[1]], headers=etag)) == len(names) + 2


async def test_last_administrator_stays_and_a_change_that_is_refused_in_part_changes_nothing(
    admin: Script, elin: Somebody
) -> None:
    one = f"/Users/{elin.id}"
    await admin.do("PUT", f"{one}/Roles", [], status=400)
    await admin.do("DELETE", one, status=400)
    await admin.do("PUT", one, {"Name": "Somebody", "Enabled": False}, status=400)
    assert (await admin.get(one))["Name"] == "Elin Berg"


async def test_stale_etag_of_a_person_changes_nothing(admin: Script, elin: Somebody) -> None:
    one = f"/Users/{elin.id}"
    read = (await admin.ask("GET", one)).headers["etag"]
    await admin.do("PUT", one, {"Name": "Elin B."}, headers={"if-match": read})
    await admin.do("PUT", one, {"Name": "Elin C."}, headers={"if-match": read}, status=412)
    await admin.do("DELETE", one, headers={"if-match": read}, status=412)

"""Adding and editing clients: what is refused, what is merged, what is recorded."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from errors import Conflict, NotFound, RuleViolation
from models import AuditEvent, BuiltInRole, Client, ClientRole, ClientType, Secret
from services.clients import clients
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from tests.services.live.fleet import CALLBACK, CODE, CREDENTIALS, actions, add_client, after, fields, last_event
from tests.services.world import Somebody, make_person, role_id

ID = "7c1e09b4-52d6-4f83-a1b9-3e6d57c84f20"


async def refused(
    by: Somebody, kind: ClientType = CREDENTIALS, *, client_id: str = "", **values: Any
) -> dict[str, str]:
    """The sentences by field with which adding such a client is refused; nothing may be written."""
    with pytest.raises(RuleViolation) as caught:
        await add_client(by, kind, client_id=client_id, **values)
    assert not await Client.all().exists()
    assert not await AuditEvent.all().exists()
    return caught.value.fields


@pytest.mark.parametrize("kind", list(ClientType))
async def test_added_client_is_there_with_its_fields_and_event(elin: Somebody, kind: ClientType) -> None:
    new = await add_client(elin, kind, name="  Crew app ", tags=("mobile", " crew "), access_token_lifetime=900)
    view = await clients.get(elin.actor, new.client.id)
    assert (view.client.name, view.client.tags, view.client.access_token_lifetime) == (
        "Crew app",
        ["mobile", "crew"],
        900,
    )
    assert view.client.enabled
    assert view.client.changed_by_name == "Elin Berg"
    event = await AuditEvent.get(action="client.added")
    assert (event.actor_id, event.target_name, event.client_id) == (elin.id, "Crew app", new.client.id)
    assert event.after["Name"] == "Crew app"
    assert event.after["Tags"] == "mobile, crew"


@pytest.mark.parametrize("kind", list(ClientType))
async def test_only_types_that_have_secrets_get_a_first_one(elin: Somebody, kind: ClientType) -> None:
    new = await add_client(elin, kind)
    stored = await Secret.filter(client_id=new.client.id)
    assert (new.secret is not None) == kind.has_secrets == bool(stored)
    assert ("secret.added" in await actions()) == kind.has_secrets


async def test_first_secret_lasts_as_long_as_the_policy_says_unless_told_otherwise(elin: Somebody) -> None:
    usual = await add_client(elin)
    assert usual.secret
    assert usual.secret.secret.expires_at in (await after(365 - 1 / 1440), await after(365))
    expires_at = await after(10)
    chosen = await clients.add(elin.actor, CREDENTIALS, fields(), secret=SecretFields("Historian node A", expires_at))
    assert chosen.secret
    assert (chosen.secret.secret.description, chosen.secret.secret.expires_at) == ("Historian node A", expires_at)


async def test_client_credentials_client_always_has_tenant_member(elin: Somebody) -> None:
    lab = await role_id(await elin.user.tenant, BuiltInRole.TENANT_DATA_STEWARD)
    new = await add_client(elin, role_ids=(lab,))
    view = await clients.get(elin.actor, new.client.id)
    assert [role.name for role in view.roles] == ["Tenant Data Steward", "Tenant Member"]
    without = await clients.edit(elin.actor, new.client.id, base=view.fields, wanted=replace(view.fields, role_ids=()))
    assert [role.name for role in without.roles] == ["Tenant Member"]
    assert (await last_event()).before == {"Roles": "Tenant Data Steward, Tenant Member"}


@pytest.mark.parametrize("kind", [kind for kind in ClientType if kind is not CREDENTIALS])
async def test_other_types_have_no_roles(elin: Somebody, kind: ClientType) -> None:
    await add_client(elin, kind, role_ids=(await role_id(await elin.user.tenant, BuiltInRole.TENANT_ADMINISTRATOR),))
    assert not await ClientRole.all().exists()


async def test_role_of_another_tenant_is_refused(elin: Somebody, stranger: Somebody) -> None:
    theirs = await role_id(await stranger.user.tenant, BuiltInRole.TENANT_ADMINISTRATOR)
    assert "is not a role of this tenant" in (await refused(elin, role_ids=(theirs,)))["role_ids"]


async def test_fields_of_other_types_are_ignored(elin: Somebody) -> None:
    new = await add_client(elin, ClientType.DEVICE_CODE, redirect_uris=("nonsense",), device_code_lifetime=600)
    assert (new.client.redirect_uris, new.client.device_code_lifetime) == ([], 600)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": "  "}, "name", "Name is empty"),
        ({"name": "x" * 201}, "name", "201 characters. 200 at most"),
        ({"name": "a\nb"}, "name", "can't be shown"),
        ({"name": "a\0b"}, "name", "can't be shown"),
        ({"name": "half \ud800"}, "name", "can't be shown"),
        ({"name": "gpj.\u202eexe"}, "name", "can't be shown"),
        ({"description": "x" * 1001}, "description", "1001 characters. 1000 at most"),
        ({"description": "a\0b"}, "description", "can't be shown"),
        ({"access_token_lifetime": 59}, "access_token_lifetime", "59 is not a whole number from 60 to 3600"),
        ({"access_token_lifetime": 3601}, "access_token_lifetime", "3601 is not a whole number from 60 to 3600"),
        ({"access_token_lifetime": "1e3"}, "access_token_lifetime", "1e3 is not a whole number"),
        ({"access_token_lifetime": ""}, "access_token_lifetime", "An empty field is not a whole number"),
        ({"tags": tuple(f"t{n}" for n in range(21))}, "tags", "21 tags. 20 at most"),
        ({"tags": ("x" * 51,)}, "tags", "51 characters. 50 at most"),
        ({"tags": ("a,b",)}, "tags", "The tag a,b has a comma"),
        ({"tags": ("\ud800",)}, "tags", "can't be shown"),
    ],
)
async def test_field_that_breaks_a_rule_is_refused_with_its_value(
    elin: Somebody, values: dict[str, Any], field: str, sentence: str
) -> None:
    wrong = await refused(elin, **values)
    assert list(wrong) == [field]
    assert sentence in wrong[field]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"redirect_uris": ()}, "redirect_uris", "needs a redirect URI"),
        ({"redirect_uris": tuple(f"{CALLBACK}/{n}" for n in range(11))}, "redirect_uris", "10 at most"),
        (
            {"redirect_uris": (CALLBACK, "http://plant.example/cb")},
            "redirect_uris.1",
            "http://plant.example/cb is not https",
        ),
        ({"redirect_uris": (CALLBACK, CALLBACK)}, "redirect_uris.1", "twice"),
        ({"post_logout_redirect_uris": (f"{CALLBACK}#x",)}, "post_logout_redirect_uris.0", "fragment"),
        ({"allowed_cors_origins": (CALLBACK,)}, "allowed_cors_origins.0", "more than an origin"),
        ({"client_uri": "javascript:alert(1)"}, "client_uri", "not a web address"),
        ({"logo_uri": "data:image/png;base64,AA"}, "logo_uri", "not a web address"),
    ],
)
async def test_address_that_breaks_a_rule_is_refused_at_its_entry(
    elin: Somebody, values: dict[str, Any], field: str, sentence: str
) -> None:
    wrong = await refused(elin, CODE, **values)
    assert list(wrong) == [field]
    assert sentence in wrong[field]


async def test_every_wrong_field_is_told_at_once(elin: Somebody) -> None:
    with pytest.raises(RuleViolation) as caught:
        await clients.add(
            elin.actor,
            CREDENTIALS,
            fields(name="", access_token_lifetime=1),
            client_id="no",
            secret=SecretFields("x" * 201, await after(10)),
        )
    assert set(caught.value.fields) == {"name", "access_token_lifetime", "client_id", "secret.description"}


async def test_two_spellings_of_a_tag_are_one_and_the_first_stays(elin: Somebody) -> None:
    new = await add_client(elin, tags=("Pumps", "north", "PUMPS", "north "))
    assert new.client.tags == ["Pumps", "north"]


@pytest.mark.parametrize("text", [ID, ID.upper(), ID.replace("-", ""), f"{{{ID}}}", f"  {ID} "])
async def test_client_id_may_be_given_as_a_guid(elin: Somebody, text: str) -> None:
    assert (await add_client(elin, client_id=text)).client.id == UUID(ID)


@pytest.mark.parametrize(
    "text",
    ["12345", "1_" + "0" * 30, "\uff11" * 32, f"urn:uuid:{ID}", "0" * 33, "7c1e09b4-52d6-4f83-a1b93e6d57c84f20", "\0"],
)
async def test_client_id_that_is_no_guid_is_refused(elin: Somebody, text: str) -> None:
    assert "is not a GUID" in (await refused(elin, client_id=text))["client_id"]


async def test_taken_client_id_is_refused_whoever_has_it(elin: Somebody, stranger: Somebody) -> None:
    await add_client(stranger, client_id=ID)
    for taken in (ID, str(elin.id), str(stranger.id)):
        with pytest.raises(RuleViolation, match=f"{taken} is taken") as caught:
            await add_client(elin, client_id=taken)
        assert set(caught.value.fields) == {"client_id"}
    assert await Client.all().count() == 1


async def test_one_of_two_who_give_the_same_client_id_at_once_gets_it(elin: Somebody) -> None:
    async def add(name: str) -> str:
        try:
            return (await add_client(elin, ClientType.DEVICE_CODE, client_id=ID, name=name)).client.name
        except RuleViolation as error:
            return error.fields["client_id"]

    outcomes = await asyncio.gather(*(add(f"Kiosk {number}") for number in range(6)))
    assert sum(outcome.startswith("Kiosk") for outcome in outcomes) == 1
    assert sum("is taken" in outcome for outcome in outcomes) == 5


async def test_edit_writes_what_changed_with_before_and_after(elin: Somebody) -> None:
    new = await add_client(elin, tags=("historian",))
    base = (await clients.get(elin.actor, new.client.id)).fields
    wanted = replace(base, name="Northfield historian replay", enabled=False, tags=("historian", "north"))
    view = await clients.edit(elin.actor, new.client.id, base=base, wanted=wanted)
    assert (view.client.name, view.client.enabled, view.client.tags) == (wanted.name, False, ["historian", "north"])
    event = await last_event()
    assert event.action == "client.edited"
    assert event.before == {"Name": "Leak detection model", "Enabled": "Yes", "Tags": "historian"}
    assert event.after == {"Name": "Northfield historian replay", "Enabled": "No", "Tags": "historian, north"}


async def test_edit_that_changes_nothing_leaves_no_event_and_no_version(elin: Somebody) -> None:
    new = await add_client(elin)
    view = await clients.get(elin.actor, new.client.id)
    before = await actions()
    again = await clients.edit(
        elin.actor, new.client.id, base=view.fields, wanted=replace(view.fields, name=" Leak detection model ")
    )
    assert again.client.version == view.client.version
    assert await actions() == before


async def test_edit_that_breaks_a_rule_changes_nothing(elin: Somebody) -> None:
    new = await add_client(elin, CODE)
    base = (await clients.get(elin.actor, new.client.id)).fields
    with pytest.raises(RuleViolation) as caught:
        await clients.edit(
            elin.actor,
            new.client.id,
            base=base,
            wanted=replace(base, name="Other", redirect_uris=("http://a.example/",)),
        )
    assert list(caught.value.fields) == ["redirect_uris.0"]
    assert (await clients.get(elin.actor, new.client.id)).fields == base


async def test_two_edits_of_different_fields_both_hold(tenant: object, elin: Somebody) -> None:
    maya = await make_person(await elin.user.tenant, "Maya Chen")
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields
    await asyncio.gather(
        clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, name="Historian")),
        clients.edit(maya.actor, new.client.id, base=base, wanted=replace(base, access_token_lifetime=900)),
        clients.edit(maya.actor, new.client.id, base=base, wanted=replace(base, tags=("north",))),
    )
    client = (await clients.get(elin.actor, new.client.id)).client
    assert (client.name, client.access_token_lifetime, client.tags) == ("Historian", 900, ["north"])
    assert client.version == 4


async def test_of_edits_of_the_same_field_at_once_exactly_one_holds(elin: Somebody) -> None:
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields

    async def rename(name: str) -> str | None:
        try:
            await clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, name=name))
        except Conflict:
            return None
        return name

    held = [name for name in await asyncio.gather(*(rename(f"Name {number}") for number in range(8))) if name]
    assert len(held) == 1
    assert (await clients.get(elin.actor, new.client.id)).client.name == held[0]


async def test_conflict_names_who_edited_the_client_and_not_who_added_a_secret(tenant: object, elin: Somebody) -> None:
    maya, oskar = (
        await make_person(await elin.user.tenant, "Maya Chen"),
        await make_person(await elin.user.tenant, "Oskar Lund"),
    )
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields
    await clients.edit(maya.actor, new.client.id, base=base, wanted=replace(base, name="Maya's", tags=("north",)))
    await secrets.add(oskar.actor, new.client.id, SecretFields("Node A", await after(9)))
    with pytest.raises(Conflict) as caught:
        await clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, name="Elin's", enabled=False))
    assert caught.value.by == "Maya Chen"
    assert (caught.value.mine, caught.value.theirs) == ({"name": "Elin's"}, {"name": "Maya's"})
    client = (await clients.get(elin.actor, new.client.id)).client
    assert client.enabled, "nothing of a refused edit is written"


async def test_conflict_can_be_settled_on_top_of_what_the_other_wrote(elin: Somebody) -> None:
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields
    theirs = (await clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, name="Theirs"))).fields
    mine = await clients.edit(elin.actor, new.client.id, base=theirs, wanted=replace(theirs, name="Mine"))
    assert mine.client.name == "Mine"


async def test_edit_of_a_client_removed_meanwhile_is_refused(elin: Somebody) -> None:
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields
    await clients.remove(elin.actor, new.client.id)
    with pytest.raises(NotFound, match="or it was removed"):
        await clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, name="Late"))


async def test_unknown_client_is_not_found(elin: Somebody) -> None:
    with pytest.raises(NotFound):
        await clients.get(elin.actor, uuid4())
    with pytest.raises(NotFound):
        await clients.remove(elin.actor, uuid4())


async def test_longest_names_and_tags_fit_their_columns_when_folded(elin: Somebody) -> None:
    widest = "\ufdfa"  # one character that folding makes eighteen
    new = await add_client(elin, name=widest * 200, tags=tuple(f"{number:02}{widest * 48}" for number in range(20)))
    assert (await clients.get(elin.actor, new.client.id)).client.name == widest * 200


async def test_write_that_is_interrupted_finishes_by_itself(elin: Somebody) -> None:
    new = await add_client(elin)
    base = (await clients.get(elin.actor, new.client.id)).fields
    for number in range(20):
        task = asyncio.create_task(
            clients.edit(elin.actor, new.client.id, base=base, wanted=replace(base, tags=(str(number),)))
        )
        await asyncio.sleep(0.001 * (number % 5))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (await clients.get(elin.actor, new.client.id)).client.name == base.name

"""What came of a secret's tokens, across the tenant and by way of what they made, and removing all of it along."""

from datetime import timedelta
from uuid import UUID

import pytest

from errors import NotFound, RuleViolation
from models import AuditEvent, BuiltInRole, Client, ClientType, Link, MadeKind, Making, Role, Secret, Tenant, User
from services.access.actors import Actor, Bearer, Surface
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.leaks import made
from services.leaks.removal import Part, remove_with_made
from services.live import clock
from services.people import links, people, roles, users
from services.people.roles import RoleFields
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from tests.services.world import Somebody, make_person, make_session, make_tenant

NEW = "wet-otter-counts-9-lamps"


class Robot:
    """A client that may administer, and the actor that it is with one of its secrets."""

    def __init__(self, client: Client, secret: Secret) -> None:
        self.client, self.secret = client, secret
        self.id = client.id
        self.actor = self.with_secret(secret)

    def with_secret(self, secret: Secret) -> Actor:
        return Actor(Surface.API, bearer=Bearer(self.client.id, self.client.generation, secret.id))


async def make_robot(by: Actor, tenant_id: UUID, name: str = "Provisioner") -> Robot:
    administrator = [role.id for role in await people.built_in(tenant_id, BuiltInRole.TENANT_ADMINISTRATOR)]
    fields = ClientFields(name=name, role_ids=tuple(administrator))
    new = await clients.add(by, ClientType.CLIENT_CREDENTIALS, fields)
    assert new.secret is not None
    return Robot(new.client, new.secret.secret)


@pytest.fixture
async def robot(elin: Somebody, tenant: Tenant) -> Robot:
    return await make_robot(elin.actor, tenant.id)


async def invite(by: Actor, email: str) -> tuple[UUID, str]:
    view, token = await users.add(by, email=email, name=email.partition("@")[0])
    return view.id, token


async def test_everything_that_its_tokens_made_is_found_and_removed_along(
    robot: Robot, elin: Somebody, tenant: Tenant
) -> None:
    by_hand = await clients.add(elin.actor, ClientType.CLIENT_CREDENTIALS, ClientFields(name="By hand"))
    assert by_hand.secret is not None
    planted = await secrets.add(robot.actor, by_hand.client.id, SecretFields("Planted"))
    second = await make_robot(robot.actor, tenant.id, "Second")
    third = await make_robot(second.actor, tenant.id, "Third, by the second")
    mallory, token = await invite(third.actor, "mallory@evil.example")
    await links.use_link(token, NEW)
    await Secret.filter(id=second.secret.id).delete()  # what came of it is found all the same
    with pytest.raises(NotFound):
        await made.made_by(elin.actor, second.id, second.secret.id)
    role = await roles.add(robot.actor, RoleFields("Planted role"))
    found = await made.made_by(elin.actor, robot.id, robot.secret.id)
    assert [secret.id for secret in found.secrets] == [planted.secret.id]
    assert [client.name for client in found.clients] == ["Second", "Third, by the second"]
    assert [user.id for user in found.people] == [mallory]
    assert [each.id for each in found.roles] == [role.id]
    assert await remove_with_made(elin.actor, robot.id, robot.secret.id) == found
    assert [client.name for client in await Client.of(tenant.id).order_by("-name")] == ["Provisioner", "By hand"]
    assert [secret.id for secret in await Secret.filter(client__removed=False)] == [by_hand.secret.secret.id]
    assert not await User.filter(id=mallory).exists()
    assert not await Role.filter(id=role.id).exists()


async def test_what_a_person_made_who_was_made_is_found_and_what_others_made_is_not(
    robot: Robot, elin: Somebody, tenant: Tenant
) -> None:
    administrator = [role.id for role in await people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR)]
    view, token = await users.add(robot.actor, email="m@evil.example", name="M", role_ids=administrator)
    await links.use_link(token, NEW)
    mallory = await make_session(await User.get(id=view.id))
    theirs = await clients.add(mallory, ClientType.DEVICE_CODE, ClientFields(name="Theirs"))
    await clients.add(elin.actor, ClientType.DEVICE_CODE, ClientFields(name="Elin's"))
    found = await made.made_by(elin.actor, robot.id, robot.secret.id)
    assert [client.id for client in found.clients] == [theirs.client.id]
    assert [user.id for user in found.people] == [view.id]


async def test_link_for_somebody_who_was_there_is_void_and_one_that_was_used_disables_them(
    robot: Robot, elin: Somebody, tenant: Tenant
) -> None:
    ben, maya = await make_person(tenant, "Ben"), await make_person(tenant, "Maya")
    await users.new_password_link(robot.actor, ben.id)
    _, token = await users.new_password_link(robot.actor, maya.id)
    before = await clients.add(maya.actor, ClientType.DEVICE_CODE, ClientFields(name="Before"))
    await links.use_link(token, NEW)
    after = await clients.add(await make_session(maya.user), ClientType.DEVICE_CODE, ClientFields(name="After"))
    found = await made.made_by(elin.actor, robot.id, robot.secret.id)
    assert ([user.id for user in found.links], [user.id for user in found.entered]) == ([ben.id], [maya.id])
    assert [client.id for client in found.clients] == [after.client.id] != [before.client.id]
    await remove_with_made(elin.actor, robot.id, robot.secret.id, [Part.ENTERED, Part.LINKS])
    assert not await Link.filter(user_id=ben.id).exists()
    assert (await User.get(id=ben.id)).enabled
    assert not (await User.get(id=maya.id)).enabled
    assert not (await Client.get(id=after.client.id)).removed, "only what was chosen goes"


async def test_link_that_somebody_else_made_later_is_not_laid_to_the_client(
    robot: Robot, elin: Somebody, tenant: Tenant
) -> None:
    ben = await make_person(tenant, "Ben")
    await users.new_password_link(robot.actor, ben.id)
    _, token = await users.new_password_link(elin.actor, ben.id)
    assert not await made.made_by(elin.actor, robot.id, robot.secret.id)
    await links.use_link(token, NEW)
    assert not await made.made_by(elin.actor, robot.id, robot.secret.id)


async def test_thousands_of_things_are_traced(
    robot: Robot, elin: Somebody, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "_AT_ONCE", 2)
    second = await make_robot(robot.actor, tenant.id, "Second")
    for number in range(5):
        await clients.add(second.actor, ClientType.DEVICE_CODE, ClientFields(name=f"{number}"))
        await make_robot(robot.actor, tenant.id, f"Robot {number}")
    found = await made.made_by(elin.actor, robot.id, robot.secret.id)
    assert len(found.clients) == len({client.id for client in found.clients}) == 11
    assert [client.created_at for client in found.clients] == sorted(client.created_at for client in found.clients)
    assert found.secrets == ()


async def test_nothing_goes_where_nobody_could_administer_any_more(robot: Robot, elin: Somebody) -> None:
    planted = await secrets.add(robot.actor, robot.id, SecretFields("Planted"))
    _, token = await users.new_password_link(robot.actor, elin.id)
    await links.use_link(token, NEW)
    with pytest.raises(RuleViolation, match="last Tenant Administrator"):
        await remove_with_made(robot.with_secret(planted.secret), robot.id, robot.secret.id)
    assert await Secret.filter(client_id=robot.id).count() == 2
    assert (await User.get(id=elin.id)).enabled


async def test_who_asks_stays_and_so_does_what_another_tenant_has(robot: Robot, elin: Somebody, tenant: Tenant) -> None:
    planted = await secrets.add(robot.actor, robot.id, SecretFields("Planted"))
    other = await make_person(await make_tenant("Other"), "Olga")
    with pytest.raises(NotFound):
        await made.made_by(other.actor, robot.id, robot.secret.id)
    as_planted = robot.with_secret(planted.secret)
    assert not await made.made_by(as_planted, robot.id, robot.secret.id)
    await remove_with_made(as_planted, robot.id, robot.secret.id)
    assert [secret.id for secret in await Secret.filter(client_id=robot.id)] == [planted.secret.id]


async def test_makings_are_kept_while_what_was_made_is_there_and_for_ninety_days(robot: Robot, elin: Somebody) -> None:
    there = await secrets.add(robot.actor, robot.id, SecretFields("There"))
    gone = await secrets.add(robot.actor, robot.id, SecretFields("Gone"))
    await secrets.remove(elin.actor, robot.id, gone.secret.id)
    await made.drop_old()
    assert await Making.all().count() == 2
    await Making.all().update(at=await clock.now() - made.KEEP - timedelta(hours=1))
    await made.drop_old()
    rows = await Making.all()
    assert [(row.kind, row.made_id) for row in rows] == [(MadeKind.SECRET, str(there.secret.id))]


async def test_people_make_things_without_leaving_a_note(elin: Somebody, tenant: Tenant) -> None:
    await make_robot(elin.actor, tenant.id)
    assert not await Making.exists()
    assert await AuditEvent.filter(action="client.added").exists()

"""An email in the wrong tenant: the operator finds, moves or removes whoever has it."""

import pytest

from errors import NotFound, RuleViolation, SignedOut
from models import AuditEvent, Tenant
from services.access import access
from services.people import moving, roles, users
from services.people.roles import RoleFields
from tests.services.world import Somebody, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


async def test_operator_sees_everybody_or_one_tenant(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    everybody = {(each.user.email, each.tenant) for each in await moving.list_everybody()}
    assert {email for email, _ in everybody} == {who.user.email for who in (elin, ben, stranger)}
    home = await Tenant.get(id=elin.user.tenant_id)
    assert [each.user.name for each in await moving.list_everybody(home, search="ELIN")] == ["Elin Berg"]
    assert [each.user.id for each in await moving.list_everybody(search=stranger.user.email)] == [stranger.id]


async def test_moved_person_signs_in_to_the_other_tenant_and_has_nothing_of_the_old(
    elin: Somebody, ben: Somebody, stranger: Somebody
) -> None:
    other = await Tenant.get(id=stranger.user.tenant_id)
    moved = await moving.move(f" {ben.user.email.upper()} ", other, "tenant-administrator")
    assert (moved.id, moved.tenant_id) == (ben.id, other.id)
    with pytest.raises(SignedOut):
        await access.identify(ben.actor)
    _, person = await sign_in(ben.user.email)
    assert (person.tenant_id, person.is_administrator) == (other.id, True)
    with pytest.raises(NotFound):
        await users.get(elin.actor, ben.id)


async def test_each_tenant_hears_of_a_move_what_concerns_it(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    other = await Tenant.get(id=stranger.user.tenant_id)
    await moving.move(ben.user.email, other, "Tenant Viewer")
    out, into = await AuditEvent.get(action="user.moved_out"), await AuditEvent.get(action="user.moved_in")
    assert (out.tenant_id, out.actor_name, out.target_id) == (elin.user.tenant_id, "Command line", str(ben.id))
    assert (into.tenant_id, into.after["Roles"]) == (other.id, "Tenant Member, Tenant Viewer")
    assert (out.before["Roles"], out.after, into.before) == ("Tenant Member", {}, {})


async def test_last_administrator_is_neither_moved_nor_removed(elin: Somebody, stranger: Somebody) -> None:
    other = await Tenant.get(id=stranger.user.tenant_id)
    with pytest.raises(RuleViolation, match="last Tenant Administrator"):
        await moving.move(elin.user.email, other, "Tenant Member")
    with pytest.raises(RuleViolation, match="last Tenant Administrator"):
        await moving.remove(elin.user.email)
    assert (await access.identify(elin.actor)).is_administrator


async def test_move_that_makes_no_sense_is_told_why(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    home, other = await Tenant.get(id=elin.user.tenant_id), await Tenant.get(id=stranger.user.tenant_id)
    await roles.add(elin.actor, RoleFields("Network Operations"))
    with pytest.raises(RuleViolation, match="is in the tenant Northfield Water already"):
        await moving.move(ben.user.email, home, "Tenant Member")
    with pytest.raises(RuleViolation, match="There is no role Network Operations"):
        await moving.move(ben.user.email, other, "Network Operations")
    with pytest.raises(NotFound, match=r"Nobody has the email nobody@example\.com"):
        await moving.move("nobody@example.com", other, "Tenant Member")


async def test_email_of_a_removed_person_is_free(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    await moving.remove(ben.user.email)
    user, _ = await users.add(stranger.actor, email=ben.user.email, name="Ben Lindqvist")
    assert user.id != ben.id
    assert (await AuditEvent.get(action="user.removed")).actor_name == "Command line"

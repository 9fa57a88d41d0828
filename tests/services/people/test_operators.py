"""What the operator does with people at the command line."""

import pytest

from errors import NotFound, RuleViolation
from models import AuditEvent, Session, Tenant
from services.people import links, roles, users
from services.people.roles import RoleFields
from tests.services.world import PASSWORD, Somebody, make_session, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


async def test_operator_creates_people_who_can_sign_in(tenant: Tenant) -> None:
    for number, role in enumerate(("Tenant Administrator", "tenant-administrator", "TENANT MEMBER")):
        email = f"op{number}@example.com"
        await users.create_by_operator(tenant.id, email=email, role=role, password=PASSWORD)
        _, person = await sign_in(email)
        assert (person.name, person.is_administrator) == (f"op{number}", number < 2)
    assert {event.actor_name for event in await AuditEvent.filter(action="user.added")} == {"Command line"}


async def test_operator_may_give_a_custom_role(elin: Somebody, tenant: Tenant) -> None:
    await roles.add(elin.actor, RoleFields("Network Operations"))
    await users.create_by_operator(tenant.id, email="op@example.com", role="network-operations", password=PASSWORD)
    _, person = await sign_in("op@example.com")
    assert person.role_names == ("Network Operations", "Tenant Member")


async def test_operator_is_told_everything_that_is_wrong_at_once(tenant: Tenant) -> None:
    with pytest.raises(RuleViolation) as raised:
        await users.create_by_operator(tenant.id, email="op", role="boss", password="password1234")
    assert set(raised.value.fields) == {"email", "role", "password"}
    assert "Tenant Administrator, Tenant Contributor" in raised.value.fields["role"]


async def test_operator_lets_somebody_choose_a_new_password(stranger: Somebody) -> None:
    other = await make_session(stranger.user)
    user, token = await users.new_password_link_by_operator(f" {stranger.user.email.upper()} ")
    assert user.id == stranger.id
    await links.use_link(token, "another-lamp-17-stone")
    await sign_in(stranger.user.email, "another-lamp-17-stone")
    assert not await Session.filter(token_hash=other.session_hash).exists()
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        await users.new_password_link_by_operator("nobody@example.com")

"""Links that are good once: the first run, invitations, new passwords."""

import asyncio
from datetime import timedelta

import pytest

from errors import NotFound, RuleViolation
from models import BuiltInRole, Link, LinkKind, Role, Session, Tenant, User
from services.access import access
from services.access.actors import Actor, Surface
from services.live import clock
from services.people import links, users
from services.sign_in import sessions
from tests.services.world import MEMBER, PASSWORD, Somebody, make_person, make_session

pytestmark = pytest.mark.usefixtures("quick_hashes")
FIRST = {"tenant_name": "Northfield Water", "name": "Elin Berg", "email": "elin.berg@northfield.example"}


async def expire_links() -> None:
    await Link.all().update(expires_at=await clock.now() - timedelta(seconds=1))


async def test_first_run_link_makes_a_tenant_and_an_administrator_who_can_sign_in(database: str) -> None:
    token = await links.create_first_run()
    assert token
    left = await links.first_run_open(token) - await clock.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    user = await links.complete_first_run(token, **FIRST, password=PASSWORD)
    _, person = await sessions.sign_in(user.email, PASSWORD, address="198.51.100.7", agent="Test")
    assert person.is_administrator
    assert person.role_names == ("Tenant Administrator", "Tenant Member")
    assert (await Tenant.get(id=person.tenant_id)).name == "Northfield Water"
    assert await Role.filter(tenant_id=person.tenant_id).count() == len(BuiltInRole)


async def test_first_run_link_is_good_once(database: str) -> None:
    token = await links.create_first_run()
    assert token
    await links.complete_first_run(token, **FIRST, password=PASSWORD)
    with pytest.raises(NotFound):
        await links.first_run_open(token)
    with pytest.raises(NotFound):
        await links.complete_first_run(token, **{**FIRST, "email": "b@example.com"}, password=PASSWORD)
    assert await links.create_first_run() is None


async def test_of_two_browsers_at_the_first_run_one_succeeds(database: str) -> None:
    tokens = [await links.create_first_run(), await links.create_first_run()]
    tries = [
        links.complete_first_run(tokens[n % 2] or "", **{**FIRST, "email": f"e{n}@example.com"}, password=PASSWORD)
        for n in range(6)
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, NotFound) for result in results) == 5
    assert await User.all().count() == await Tenant.all().count() == 1


async def test_first_run_link_is_void_after_an_hour(database: str) -> None:
    token = await links.create_first_run()
    await expire_links()
    with pytest.raises(NotFound, match="too old"):
        await links.first_run_open(token or "")


async def test_creating_a_user_voids_the_first_run_link(database: str, tenant: Tenant) -> None:
    token = await links.create_first_run()
    await users.create_by_operator(tenant.id, email="op@example.com", role="tenant-member", password=PASSWORD)
    assert not await Link.filter(kind=LinkKind.FIRST_RUN).exists()
    with pytest.raises(NotFound):
        await links.first_run_open(token or "")


async def test_first_run_names_the_tenant_that_the_command_line_made(tenant: Tenant) -> None:
    token = await links.create_first_run()
    user = await links.complete_first_run(token or "", **{**FIRST, "tenant_name": "Harbour"}, password=PASSWORD)
    assert user.tenant_id == tenant.id
    assert (await Tenant.get(id=tenant.id)).name == "Harbour"


async def test_first_run_says_what_is_wrong_at_every_field_and_stays_good(database: str) -> None:
    token = await links.create_first_run() or ""
    with pytest.raises(RuleViolation) as raised:
        await links.complete_first_run(token, tenant_name=" ", name="", email="elin", password="short")
    assert set(raised.value.fields) == {"tenant_name", "name", "email", "password"}
    assert raised.value.fields["email"] == "elin is not an email. It looks like name@example.com."
    assert await links.first_run_open(token) > await clock.now()


async def test_invitation_opens_without_being_used_and_lets_its_person_in_once(elin: Somebody, tenant: Tenant) -> None:
    view, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    for _ in range(2):
        info = await links.open_link(token)
        assert (info.kind, info.email, info.name, info.tenant_name) == (
            LinkKind.INVITATION,
            "tove@example.com",
            "Tove Strand",
            tenant.name,
        )
    await links.use_link(token, PASSWORD)
    _, person = await sessions.sign_in("tove@example.com", PASSWORD, address="", agent="")
    assert person.id == view.id
    with pytest.raises(NotFound, match="used already"):
        await links.use_link(token, PASSWORD + "!")


async def test_of_two_browsers_with_one_link_one_succeeds(elin: Somebody) -> None:
    _, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    results = await asyncio.gather(
        *(links.use_link(token, f"{PASSWORD}-{n}") for n in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, User) for result in results) == 1


async def test_refused_password_leaves_the_link_good(elin: Somebody) -> None:
    _, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    with pytest.raises(RuleViolation):
        await links.use_link(token, "tovestrand2026")
    assert (await links.use_link(token, PASSWORD)).name == "Tove Strand"


async def test_invitation_is_void_after_a_day(elin: Somebody) -> None:
    _, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    left = (await links.open_link(token)).expires_at - await clock.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    await expire_links()
    for attempt in (links.open_link(token), links.use_link(token, PASSWORD)):
        with pytest.raises(NotFound):
            await attempt


async def test_new_password_ends_the_sessions_and_voids_the_earlier_link(elin: Somebody, ben: Somebody) -> None:
    _, first = await users.new_password_link(elin.actor, ben.id)
    _, second = await users.new_password_link(elin.actor, ben.id)
    with pytest.raises(NotFound):
        await links.open_link(first)
    other = await make_session(ben.user)
    await links.use_link(second, "another-lamp-17-stone")
    assert not await Session.filter(token_hash__in=[ben.actor.session_hash, other.session_hash]).exists()
    with pytest.raises(RuleViolation):
        await sessions.sign_in(ben.user.email, PASSWORD, address="", agent="")
    await sessions.sign_in(ben.user.email, "another-lamp-17-stone", address="", agent="")


async def test_disabling_somebody_voids_their_link(elin: Somebody, tenant: Tenant) -> None:
    lena = await make_person(tenant, "Lena Vogt", MEMBER, password_hash=None)
    _, token = await users.new_password_link(elin.actor, lena.id)
    await users.set_enabled(elin.actor, lena.id, False)
    with pytest.raises(NotFound):
        await links.use_link(token, PASSWORD)
    await users.set_enabled(elin.actor, lena.id, True)
    with pytest.raises(NotFound):
        await links.use_link(token, PASSWORD)


async def test_stored_link_is_not_the_token_that_opens_it(elin: Somebody) -> None:
    _, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    stored = (await Link.get(kind=LinkKind.INVITATION)).token_hash
    assert token not in stored
    with pytest.raises(NotFound):
        await links.open_link(stored)


async def test_session_begun_by_a_link_is_that_persons(elin: Somebody) -> None:
    _, token = await users.add(elin.actor, email="tove@example.com", name="Tove Strand")
    user = await links.use_link(token, PASSWORD, address="203.0.113.9")
    cookie, person = await sessions.begin(user.id, address="203.0.113.9", agent="Test")
    actor = Actor(Surface.CONSOLE, "203.0.113.9", sessions.hash_token(cookie))
    assert (await access.identify(actor)).id == person.id == user.id

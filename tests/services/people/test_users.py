"""People: who may list and change them, and that an administrator always remains."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from errors import Conflict, Forbidden, NotFound, RuleViolation
from models import AuditEvent, BuiltInRole, Link, Session, Tenant, User, UserRole
from models.actions import TargetKind
from services.access import activity
from services.people import links, users
from services.people.user_views import UserFields, UserState
from tests.services.live.hearing import hearing
from tests.services.world import MEMBER, Somebody, fields_of, make_person, role_id, roles_named, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
VIEWER = BuiltInRole.TENANT_VIEWER


async def test_people_are_listed_by_email_with_roles_and_state(elin: Somebody, ben: Somebody, tenant: Tenant) -> None:
    await users.add(elin.actor, email="Farah@example.com", name="Farah Haddad")
    await make_person(tenant, "Lena Vogt", MEMBER, password_hash=None)
    await users.set_enabled(elin.actor, ben.id, False)
    await sign_in(elin.user.email)
    rows, total = await users.list_users(elin.actor)
    assert total == 4
    assert [(row.name, row.state.value, [role.name for role in row.roles]) for row in rows] == [
        ("Ben Lindqvist", "Disabled", ["Tenant Member"]),
        ("Elin Berg", "Enabled", ["Tenant Administrator", "Tenant Member"]),
        ("Farah Haddad", "Invited", ["Tenant Member"]),
        ("Lena Vogt", "Link expired", ["Tenant Member"]),
    ]
    assert [row.signed_in_at is not None for row in rows] == [False, True, False, False]


async def test_people_are_searched_by_email_and_name_whatever_the_case(elin: Somebody, tenant: Tenant) -> None:
    await make_person(tenant, "Øystein Ås", MEMBER)
    for text in ("øyst", "ØYSTEIN", "ås@", " Ås "):
        rows, total = await users.list_users(elin.actor, search=text)
        assert ([row.name for row in rows], total) == (["Øystein Ås"], 1), text
    for text in ("%", "_", "\\", "nobody", "\0qq", "\ud800qq"):
        assert (await users.list_users(elin.actor, search=text))[1] == 0, text


async def test_list_of_many_takes_no_more_queries_than_one_of_few(
    elin: Somebody, tenant: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    async def queries() -> int:
        caplog.clear()
        with caplog.at_level("DEBUG", "tortoise.db_client"):
            await users.list_users(elin.actor)
        return len(caplog.records)

    await make_person(tenant, "Person 0", MEMBER, password_hash=None)
    few = await queries()
    for number in range(1, 20):
        await make_person(tenant, f"Person {number}", MEMBER, password_hash=None)
    assert few > 3
    assert await queries() == few


async def test_pages_of_people_follow_one_another(elin: Somebody, tenant: Tenant) -> None:
    for number in range(5):
        await make_person(tenant, f"Person {number}", MEMBER)
    seen: list[str] = []
    for offset in range(0, 6, 2):
        rows, total = await users.list_users(elin.actor, offset=offset, limit=2)
        seen += [row.name for row in rows]
        assert total == 6
    assert seen == ["Elin Berg", *(f"Person {number}" for number in range(5))]
    for offset, limit, expected in ((-5, 0, 1), (10**30, 10, 0), (0, 10**30, 6)):
        assert len((await users.list_users(elin.actor, offset=offset, limit=limit))[0]) == expected


async def test_added_person_holds_tenant_member_and_what_was_chosen(elin: Somebody, tenant: Tenant) -> None:
    view, token = await users.add(
        elin.actor, email=" Tove.Strand@example.com ", name=" Tove   Strand ", role_ids=[await role_id(tenant, VIEWER)]
    )
    assert (view.email, view.name, view.state) == ("Tove.Strand@example.com", "Tove Strand", UserState.INVITED)
    assert [role.name for role in view.roles] == ["Tenant Member", "Tenant Viewer"]
    assert (await links.open_link(token)).name == "Tove Strand"
    event = await AuditEvent.get(action="user.added")
    assert event.after == {"Email": view.email, "Name": view.name, "Roles": "Tenant Member, Tenant Viewer"}
    assert token not in str(event.after)


@pytest.mark.parametrize(
    "email",
    ["", "tove", "tove@", "@example.com", "a b@example.com", "a@b@c.example", "<x>@example.com", "a@example..com",
     "a\0b@example.com", "a\u202eb@example.com", "x" * 250 + "@example.com"],
)  # fmt: skip
async def test_email_that_is_none_is_refused(elin: Somebody, email: str) -> None:
    with pytest.raises(RuleViolation) as raised:
        await users.add(elin.actor, email=email, name="Tove Strand")
    assert set(raised.value.fields) == {"email"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b", "a\u202eb", "\ud800"])
async def test_name_that_is_none_is_refused(elin: Somebody, name: str) -> None:
    with pytest.raises(RuleViolation) as raised:
        await users.add(elin.actor, email="tove@example.com", name=name)
    assert set(raised.value.fields) == {"name"}


async def test_email_is_unique_in_the_installation_and_says_no_more(elin: Somebody, stranger: Somebody) -> None:
    sentences = set()
    for email in (elin.user.email.upper(), stranger.user.email):
        with pytest.raises(RuleViolation) as raised:
            await users.add(elin.actor, email=email, name="Tove Strand")
        sentences.add(raised.value.fields["email"])
    assert len(sentences) == 1


async def test_email_is_taken_in_whichever_spelling_of_its_domain(elin: Somebody, ben: Somebody) -> None:
    await User.filter(id=ben.id).update(email_key="ben@xn--bcher-kva.example")
    with pytest.raises(RuleViolation, match="in use already"):
        await users.add(elin.actor, email="ben@bücher.example", name="Ben Book")


async def test_two_people_are_not_added_with_one_email_at_once(elin: Somebody) -> None:
    tries = [users.add(elin.actor, email="tove@example.com", name=f"Tove {n}") for n in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, RuleViolation) for result in results) == 4


async def test_role_of_another_tenant_cannot_be_given(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    foreign = await role_id(await stranger.user.tenant, VIEWER)
    base = await fields_of(elin, ben)
    for wanted in (foreign, uuid4()):
        with pytest.raises(RuleViolation) as raised:
            await users.edit(elin.actor, ben.id, base=base, wanted=UserFields(base.name, (wanted,)))
        assert set(raised.value.fields) == {"role_ids"}
        with pytest.raises(RuleViolation):
            await users.add(elin.actor, email="tove@example.com", name="Tove", role_ids=[wanted])


async def test_editing_keeps_tenant_member_and_records_before_and_after(elin: Somebody, ben: Somebody) -> None:
    viewer = await role_id(await ben.user.tenant, VIEWER)
    base = await fields_of(elin, ben)
    await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Ben Lind", (viewer,)))
    assert await roles_named(elin, ben) == ["Tenant Member", "Tenant Viewer"]
    event = await AuditEvent.get(action="user.edited")
    assert event.before == {"Name": "Ben Lindqvist", "Roles": "Tenant Member"}
    assert event.after == {"Name": "Ben Lind", "Roles": "Tenant Member, Tenant Viewer"}


async def test_saving_without_a_change_records_nothing(elin: Somebody, ben: Somebody) -> None:
    base = await fields_of(elin, ben)
    await users.edit(elin.actor, ben.id, base=base, wanted=base)
    assert not await AuditEvent.exists()


async def test_two_administrators_who_change_different_fields_both_succeed(elin: Somebody, ben: Somebody) -> None:
    viewer = await role_id(await ben.user.tenant, VIEWER)
    base = await fields_of(elin, ben)
    await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Ben Lind", base.role_ids))
    view = await users.edit(elin.actor, ben.id, base=base, wanted=UserFields(base.name, (*base.role_ids, viewer)))
    assert (view.name, len(view.roles)) == ("Ben Lind", 2)


async def test_two_administrators_who_change_the_same_field_are_asked(elin: Somebody, ben: Somebody) -> None:
    base = await fields_of(elin, ben)
    await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Ben Lind", base.role_ids))
    with pytest.raises(Conflict) as raised:
        await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Benjamin", base.role_ids))
    assert (raised.value.mine, raised.value.theirs) == ({"name": "Benjamin"}, {"name": "Ben Lind"})
    assert raised.value.by == "Elin Berg"
    assert (await users.get(elin.actor, ben.id)).name == "Ben Lind"


async def test_whoever_signed_in_since_is_not_taken_for_the_author(elin: Somebody, ben: Somebody) -> None:
    base = await fields_of(elin, ben)
    await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Ben Lind", base.role_ids))
    await sign_in(ben.user.email)
    with pytest.raises(Conflict) as raised:
        await users.edit(elin.actor, ben.id, base=base, wanted=UserFields("Benjamin", base.role_ids))
    assert raised.value.by == "Elin Berg"
    last = await activity.last_change(elin.actor, TargetKind.USER, ben.id)
    assert last
    assert last.by_id == elin.id


async def test_disabling_ends_the_sessions_and_reaches_open_pages(elin: Somebody, ben: Somebody, database: str) -> None:
    async with hearing(database) as ear:
        await users.set_enabled(elin.actor, ben.id, False)
        heard = await ear.until(lambda changes: len(changes) >= 2)
    assert {(change.kind, change.id) for change in heard} == {
        ("session", ben.actor.session_hash),
        ("user", str(ben.id)),
    }
    assert not await Session.filter(user_id=ben.id).exists()
    assert (await users.set_enabled(elin.actor, ben.id, True)).state is UserState.ENABLED
    await sign_in(ben.user.email)
    actions = [event.action for event in await AuditEvent.all().order_by("id")]
    assert actions == ["user.disabled", "user.enabled", "session.signed_in"]


async def test_removed_person_is_gone_with_everything_of_theirs(elin: Somebody, ben: Somebody, database: str) -> None:
    await users.new_password_link(elin.actor, ben.id)
    async with hearing(database) as ear:
        await users.remove(elin.actor, ben.id)
        await ear.until(lambda changes: {change.kind for change in changes} >= {"session", "user"})
    for rows in (User.filter(id=ben.id), Session.filter(user_id=ben.id), UserRole.filter(user_id=ben.id)):
        assert not await rows.exists()
    assert not await Link.exists()
    with pytest.raises(NotFound):
        await users.get(elin.actor, ben.id)
    assert (await AuditEvent.get(action="user.removed")).before["Email"] == ben.user.email


async def test_member_may_do_nothing_here_and_each_try_is_recorded(elin: Somebody, ben: Somebody) -> None:
    base = UserFields("Elin Berg", ())
    tries: dict[str, Callable[[], Awaitable[Any]]] = {
        "user.list": lambda: users.list_users(ben.actor),
        "user.read": lambda: users.get(ben.actor, elin.id),
        "user.add": lambda: users.add(ben.actor, email="x@example.com", name="X"),
        "user.edit": lambda: users.edit(ben.actor, elin.id, base=base, wanted=base),
        "user.disable": lambda: users.set_enabled(ben.actor, elin.id, False),
        "user.enable": lambda: users.set_enabled(ben.actor, elin.id, True),
        "user.remove": lambda: users.remove(ben.actor, elin.id),
        "user.make_link": lambda: users.new_password_link(ben.actor, elin.id),
    }
    for attempt in tries.values():
        with pytest.raises(Forbidden):
            await attempt()
    events = await AuditEvent.filter(action="access.refused").order_by("id")
    assert [event.after["Action"] for event in events] == list(tries)
    assert {event.actor_name for event in events} == {"Ben Lindqvist"}
    assert await User.all().count() == 2


async def test_people_of_another_tenant_are_as_unknown_as_nobody(elin: Somebody, stranger: Somebody) -> None:
    base = UserFields("X", ())
    sentences = set()
    for unknown in (elin.id, uuid4()):
        for attempt in (
            users.get(stranger.actor, unknown),
            users.edit(stranger.actor, unknown, base=base, wanted=base),
            users.set_enabled(stranger.actor, unknown, False),
            users.remove(stranger.actor, unknown),
            users.new_password_link(stranger.actor, unknown),
        ):
            with pytest.raises(NotFound) as raised:
                await attempt
            sentences.add(str(raised.value))
    assert len(sentences) == 1
    rows, total = await users.list_users(stranger.actor, search="elin")
    assert (rows, total) == ([], 0)
    assert not await AuditEvent.exists()


async def test_link_of_a_disabled_person_has_to_wait(elin: Somebody, ben: Somebody) -> None:
    await users.set_enabled(elin.actor, ben.id, False)
    with pytest.raises(RuleViolation, match="Enable them first"):
        await users.new_password_link(elin.actor, ben.id)

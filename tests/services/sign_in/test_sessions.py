"""Signing in and out, and how sessions end."""

from datetime import timedelta

import pytest

from errors import NotFound, RuleViolation, SignedOut, TooManyAttempts
from models import AuditEvent, Session, User
from services.access import access
from services.access.actors import Actor, Surface
from services.live import clock
from services.people import accounts
from services.sign_in import passwords, sessions
from tests.services.live.hearing import hearing
from tests.services.world import MEMBER, PASSWORD, Somebody, make_person, make_session, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
NEW = "another-lamp-17-stone"


async def shift(actor: Actor, **ages: timedelta) -> None:
    """Make a session as if `seen_at` or `created_at` lay so long in the past."""
    now = await clock.now()
    await Session.filter(token_hash=actor.session_hash).update(**{name: now - age for name, age in ages.items()})


async def is_signed_in(actor: Actor) -> bool:
    try:
        await access.identify(actor)
    except SignedOut:
        return False
    return True


async def test_right_password_signs_in_whatever_the_emails_case(elin: Somebody) -> None:
    token, person = await sign_in(f"  {elin.user.email.upper()} ", PASSWORD)
    assert (person.id, person.is_administrator) == (elin.id, True)
    assert (await access.identify(Actor(Surface.CONSOLE, session_hash=sessions.hash_token(token)))).id == elin.id
    assert (await User.get(id=elin.id)).signed_in_at is not None


@pytest.mark.parametrize("kept", ["elin@xn--bcher-kva.example", "elin@bücher.example", "elin..berg@northfield_water"])
async def test_email_that_was_kept_in_earlier_days_signs_in_however_its_domain_is_spelled(
    elin: Somebody, kept: str
) -> None:
    await User.filter(id=elin.id).update(email=kept, email_key=kept)
    for typed in (kept, kept.replace("bücher", "xn--bcher-kva"), kept.replace("xn--bcher-kva", "BÜCHER")):
        assert (await sign_in(typed))[1].id == elin.id


async def test_table_of_sessions_signs_nobody_in(elin: Somebody) -> None:
    token, person = await sign_in(elin.user.email, PASSWORD)
    stored = person.actor.session_hash
    assert await Session.filter(token_hash=stored).exists()
    assert token != stored
    assert not await is_signed_in(Actor(Surface.CONSOLE, session_hash=sessions.hash_token(stored)))


@pytest.mark.parametrize("password", [PASSWORD + "x", PASSWORD.upper(), "", "a" * 500, "\0", "\ud800"])
async def test_wrong_password_is_refused_in_the_words_of_an_unknown_email(elin: Somebody, password: str) -> None:
    sentences = set()
    for email in (elin.user.email, "nobody@example.com", "\0'--", "\ud800"):
        with pytest.raises(RuleViolation) as raised:
            await sign_in(email, password)
        sentences.add(str(raised.value))
    assert sentences == {"Email or password is not right."}


async def test_somebody_invited_cannot_sign_in_without_a_password(elin: Somebody) -> None:
    await User.filter(id=elin.id).update(password_hash=None)
    for password in ("", "-", PASSWORD):
        with pytest.raises(RuleViolation, match="not right"):
            await sign_in(elin.user.email, password)


async def test_disabled_person_is_told_so_only_with_the_right_password(ben: Somebody) -> None:
    await User.filter(id=ben.id).update(enabled=False)
    with pytest.raises(RuleViolation, match="disabled"):
        await sign_in(ben.user.email, PASSWORD)
    with pytest.raises(RuleViolation, match="not right"):
        await sign_in(ben.user.email, "wrong")
    assert not await is_signed_in(ben.actor)


async def test_password_changed_during_the_sign_in_stops_it(elin: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    verify = passwords.verify

    async def slow(password: str, stored: str | None) -> bool:
        matches = await verify(password, stored)
        await User.filter(id=elin.id).update(password_hash="$2b$04$" + "x" * 53)
        return matches

    monkeypatch.setattr(passwords, "verify", slow)
    with pytest.raises(RuleViolation, match="changed just now"):
        await sign_in(elin.user.email, PASSWORD)
    assert await Session.filter(user_id=elin.id).count() == 1, "only the one the fixture made"


async def test_session_ends_after_twelve_idle_hours_and_use_keeps_it(elin: Somebody) -> None:
    await shift(elin.actor, seen_at=timedelta(hours=11, minutes=59))
    assert await is_signed_in(elin.actor)
    await sessions.touch(elin.actor.session_hash)
    seen = (await Session.get(token_hash=elin.actor.session_hash)).seen_at
    assert await clock.now() - seen < timedelta(seconds=10)
    await shift(elin.actor, seen_at=timedelta(hours=12, seconds=1))
    assert not await is_signed_in(elin.actor)


async def test_session_ends_after_seven_days_however_much_it_is_used(elin: Somebody) -> None:
    await shift(elin.actor, created_at=timedelta(days=6, hours=23))
    assert await is_signed_in(elin.actor)
    await shift(elin.actor, created_at=timedelta(days=7, seconds=1))
    assert not await is_signed_in(elin.actor)


@pytest.mark.parametrize("age", [{"seen_at": timedelta(hours=13)}, {"created_at": timedelta(days=8)}])
async def test_touch_never_revives_a_session_that_has_ended(elin: Somebody, age: dict[str, timedelta]) -> None:
    await shift(elin.actor, **age)
    await sessions.touch(elin.actor.session_hash)
    assert not await is_signed_in(elin.actor)


async def test_touch_writes_at_most_once_a_minute(elin: Somebody) -> None:
    await shift(elin.actor, seen_at=timedelta(seconds=50))
    before = (await Session.get(token_hash=elin.actor.session_hash)).seen_at
    await sessions.touch(elin.actor.session_hash)
    assert (await Session.get(token_hash=elin.actor.session_hash)).seen_at == before


async def test_signing_out_ends_this_session_only_and_is_recorded_once(elin: Somebody) -> None:
    other = await make_session(elin.user)
    for _ in range(2):
        await sessions.sign_out(elin.actor.session_hash, address="198.51.100.7")
    assert not await is_signed_in(elin.actor)
    assert await is_signed_in(other)
    event = await AuditEvent.get(action="session.signed_out")
    assert (event.actor_name, event.address) == ("Elin Berg", "198.51.100.7")


async def test_revoking_all_but_one_announces_each_that_ended(elin: Somebody, database: str) -> None:
    others = {(await make_session(elin.user)).session_hash for _ in range(3)}
    async with hearing(database) as ear:
        assert await sessions.revoke_all(elin.id, except_hash=elin.actor.session_hash) == 3
        heard = await ear.until(lambda changes: len(changes) >= 3)
    assert {(change.kind, change.id) for change in heard} == {("session", other) for other in others}
    assert {change.tenant_id for change in heard} == {elin.user.tenant_id}
    assert await is_signed_in(elin.actor)


async def test_people_see_and_end_their_own_sessions_only(elin: Somebody, ben: Somebody) -> None:
    other = await make_session(elin.user)
    listed = {row.id: row.is_current for row in await sessions.list_sessions(elin.actor)}
    assert listed == {elin.actor.session_hash: True, other.session_hash: False}
    for foreign in (ben.actor.session_hash, "nonsense"):
        with pytest.raises(NotFound):
            await sessions.revoke(elin.actor, foreign)
    await sessions.revoke(elin.actor, other.session_hash)
    assert not await is_signed_in(other)
    assert await is_signed_in(ben.actor)


async def test_audit_trail_tells_of_sign_ins_and_refusals_without_what_was_typed(elin: Somebody) -> None:
    await sign_in(elin.user.email, PASSWORD)
    for email in (elin.user.email, "typed-my-password-here"):
        with pytest.raises(RuleViolation):
            await sign_in(email, "wrong-password")
    signed_in, known, unknown = await AuditEvent.all().order_by("id")
    assert (signed_in.action, signed_in.actor_id, signed_in.address) == ("session.signed_in", elin.id, "198.51.100.7")
    assert (known.action, known.tenant_id, known.actor_kind) == ("session.refused", elin.user.tenant_id, "stranger")
    assert known.target_id == str(elin.id)
    assert (unknown.action, unknown.tenant_id, unknown.target_id) == ("session.refused", None, "")
    everything = str([dict(event) for event in await AuditEvent.all().values()])
    assert "typed-my" not in everything
    assert "wrong-password" not in everything


async def test_changing_the_password_ends_the_other_sessions(elin: Somebody) -> None:
    other = await make_session(elin.user)
    await accounts.change_password(elin.actor, PASSWORD, NEW)
    assert await is_signed_in(elin.actor)
    assert not await is_signed_in(other)
    await sign_in(elin.user.email, NEW)
    with pytest.raises(RuleViolation):
        await sign_in(elin.user.email, PASSWORD)


async def test_password_changes_only_with_the_one_of_now_to_another_good_one(ben: Somebody) -> None:
    for current, new, field in (
        ("wrong", NEW, "current"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "benlindqvist12", "new"),
    ):
        with pytest.raises(RuleViolation) as raised:
            await accounts.change_password(ben.actor, current, new)
        assert set(raised.value.fields) == {field}
    await accounts.change_password(ben.actor, PASSWORD, NEW)


async def test_nobody_guesses_the_password_on_an_open_page(ben: Somebody) -> None:
    for _ in range(5):
        with pytest.raises(RuleViolation):
            await accounts.change_password(ben.actor, "wrong", NEW)
    with pytest.raises(TooManyAttempts):
        await accounts.change_password(ben.actor, PASSWORD, NEW)
    await sign_in(ben.user.email, PASSWORD)


async def test_disabled_or_removed_person_is_signed_out_at_the_next_look(ben: Somebody) -> None:
    await User.filter(id=ben.id).update(enabled=False)
    assert not await is_signed_in(ben.actor)
    carla = await make_person(await ben.user.tenant, "Carla Reyes", MEMBER)
    await carla.user.delete()
    assert not await is_signed_in(carla.actor)

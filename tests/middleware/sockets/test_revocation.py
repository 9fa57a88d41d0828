"""What becomes of open pages when a session ends, a person is disabled or a role is lost."""

import asyncio
from uuid import UUID

import pytest
from socketio.exceptions import ConnectionError as Refused

from models import Session, User
from services.access import access
from services.access.actors import Actor, Surface
from services.people import users
from services.people.user_views import UserFields
from services.sign_in import sessions
from tests.middleware.conftest import Enter, Server

ELIN, MAYA, NOOR = "elin@example.com", "maya@example.com", "noor@example.com"


async def test_without_the_wall_an_open_page_outlives_its_session(bare: Server, enter: Enter) -> None:
    visitor = await enter(bare)
    before = (await visitor.told())["clicks"]
    socket = await visitor.connect(await visitor.open())
    visitor.http.cookies.clear()
    await socket.click()
    assert (await visitor.told())["clicks"] == before + 1


async def test_ended_session_stops_working_on_open_pages_within_a_second(behind: Server, enter: Enter) -> None:
    maya, elin = await enter(behind, MAYA), await enter(behind, ELIN)
    first, second = [await maya.connect(await maya.open()) for _ in range(2)]
    before = (await elin.told())["clicks"]
    await sessions.sign_out(maya.session_hash)
    await first.wait_for("/login?next=")
    await second.wait_for("/login?next=")
    await first.click()
    assert (await elin.told())["clicks"] == before
    await asyncio.wait_for(first.cut.wait(), 2)
    with pytest.raises(Refused):
        await maya.connect(first.page)


async def test_event_is_refused_even_before_the_page_was_told(behind: Server, enter: Enter) -> None:
    maya, elin = await enter(behind, MAYA), await enter(behind, ELIN)
    socket = await maya.connect(await maya.open())
    before = (await elin.told())["clicks"]
    await Session.filter(token_hash=maya.session_hash).delete()  # without an announcement
    await asyncio.sleep(1.1)
    await socket.click()
    assert (await elin.told())["clicks"] == before


async def test_disabled_person_is_sent_away(behind: Server, enter: Enter) -> None:
    elin, noor = await enter(behind, ELIN), await enter(behind, NOOR)
    socket = await noor.connect(await noor.open())
    await _set_enabled(elin.session_hash, NOOR, False)
    try:
        await socket.wait_for("/login?next=")
        assert (await noor.http.get("/rehearsal")).status_code == 303
    finally:
        await _set_enabled(elin.session_hash, NOOR, True)


async def test_lost_role_reaches_open_pages_and_their_events(behind: Server, enter: Enter) -> None:
    elin, maya = await enter(behind, ELIN), await enter(behind, MAYA)
    page = await maya.open("/security/users/rehearsal")
    socket = await maya.connect(page)
    before = (await elin.told())["clicks"]
    roles = await _take_administration(elin.session_hash, MAYA)
    try:
        await socket.wait_for("location.reload()")
        await socket.click()
        assert (await elin.told())["clicks"] == before
        assert (await maya.http.get("/security/users/rehearsal")).status_code == 403
    finally:
        await _give_roles(elin.session_hash, MAYA, roles)


async def _set_enabled(session_hash: str, email: str, enabled: bool) -> None:
    user = await User.get(email_key=email)
    await users.set_enabled(Actor(Surface.CONSOLE, session_hash=session_hash), user.id, enabled)


async def _take_administration(session_hash: str, email: str) -> tuple[UUID, ...]:
    actor = Actor(Surface.CONSOLE, session_hash=session_hash)
    view = await users.get(actor, (await User.get(email_key=email)).id)
    fewer = tuple(role.id for role in view.roles if role.name != "Tenant Administrator")
    await users.edit(actor, view.id, base=view.fields, wanted=UserFields(view.name, fewer))
    return tuple(role.id for role in view.roles)


async def _give_roles(session_hash: str, email: str, role_ids: tuple[UUID, ...]) -> None:
    actor = Actor(Surface.CONSOLE, session_hash=session_hash)
    view = await users.get(actor, (await User.get(email_key=email)).id)
    await users.edit(actor, view.id, base=view.fields, wanted=UserFields(view.name, role_ids))
    assert (await access.identify(actor)).is_administrator

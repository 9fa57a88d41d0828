"""Who gets what from every service: another tenant's administrator nothing, a member only reading, the signed-out none.

The list in `surfaces.py` is held against the services themselves, so that a new function can't be forgotten.
"""

import pytest

import db
from errors import Forbidden, KeylodgeError, SignedOut
from models import AuditEvent
from services.access.actors import Actor, Surface
from tests.services.access.surfaces import Call, Things, calls, functions_with_actors, make_things, words_in
from tests.services.live.fleet import tables
from tests.services.world import Somebody

SIGNED_OUT = Actor(Surface.CONSOLE, "198.51.100.7", "0" * 64)


@pytest.fixture
async def things(elin: Somebody, ben: Somebody) -> Things:
    return await make_things(elin, ben)


async def every_row() -> set[str]:
    """Every row of every table, as text."""
    stored = {name: await db.connection().execute_query_dict(f'SELECT * FROM "{name}"') for name in await tables()}  # noqa: S608
    return {f"{name}: {row}" for name, rows in stored.items() for row in rows}


async def outcome(call: Call, by: Actor) -> object:
    try:
        return await call.run(by)
    except KeylodgeError as error:
        return error


async def outcomes(things: Things, by: Actor) -> dict[str, object]:
    return {name: await outcome(call, by) for name, call in (await calls(things)).items()}


def kinds(answers: dict[str, object]) -> dict[str, type[Exception] | None]:
    return {name: type(answer) if isinstance(answer, Exception) else None for name, answer in answers.items()}


async def test_every_function_that_takes_an_actor_is_listed(things: Things) -> None:
    listed = {name.partition("#")[0] for name in await calls(things)}
    assert set(functions_with_actors()) == listed


async def test_administrator_of_another_tenant_gets_and_changes_nothing(things: Things, stranger: Somebody) -> None:
    own = (str(stranger.id), str(stranger.user.tenant_id))
    theirs = {row for row in await every_row() if not any(mark in row for mark in own)}
    answers = await outcomes(things, stranger.actor)
    assert kinds(answers) == {name: call.stranger for name, call in (await calls(things)).items()}
    told = {name: [mark for mark in things.marks if mark in words_in(answer)] for name, answer in answers.items()}
    assert {name: marks for name, marks in told.items() if marks} == {}
    after = await every_row()
    assert theirs - after == set(), "rows that changed or went"
    tenant = str(things.owner.user.tenant_id)
    assert [row for row in after - theirs if tenant in row] == [], "rows that came"


async def test_member_reads_and_whatever_else_they_try_is_refused_and_recorded(things: Things) -> None:
    before = await every_row()
    ben = things.member
    answers = await outcomes(things, ben.actor)
    assert kinds(answers) == {name: call.member for name, call in (await calls(things)).items()}
    secret = things.secret.secret
    told = [
        name
        for name, answer in answers.items()
        if any(mark in words_in(answer) for mark in (secret.handle, secret.text_hash))
    ]
    assert told == []
    assert before - await every_row() == set(), "rows that changed or went"
    refusals = await AuditEvent.filter(action="access.refused")
    assert len(refusals) == len([answer for answer in answers.values() if isinstance(answer, Forbidden)])
    assert {(event.actor_id, event.tenant_id) for event in refusals} == {(ben.id, ben.user.tenant_id)}
    assert "client.remove" in {event.after["Action"] for event in refusals}


async def test_whoever_is_signed_out_gets_nothing_from_any_service(things: Things) -> None:
    before = await every_row()
    answers = await outcomes(things, SIGNED_OUT)
    assert set(kinds(answers).values()) == {SignedOut}
    assert await every_row() == before


async def test_disabled_person_gets_nothing_from_any_service(things: Things, elin: Somebody) -> None:
    every = await calls(things)
    elin.user.enabled = False
    await elin.user.save()
    assert {name: type(await outcome(call, elin.actor)) for name, call in every.items()} == dict.fromkeys(
        every, SignedOut
    )

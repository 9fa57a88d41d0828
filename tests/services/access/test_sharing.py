"""One reading for several people: only for those who may see the same, and each is looked up."""

from functools import partial

import pytest

from errors import SignedOut
from models import Session, Tenant
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.live.news import Readings
from tests.services.world import MEMBER, make_person, make_session, make_tenant


class _Reader:
    """Reads, and counts."""

    def __init__(self) -> None:
        self.reads: list[Actor] = []

    async def read(self, actor: Actor) -> int:
        self.reads.append(actor)
        return len(self.reads)

    async def ask(self, readings: Readings, actor: Actor) -> int:
        return await read_shared(readings, actor, "a question", partial(self.read, actor))


async def test_people_of_the_same_roles_share_and_others_do_not(tenant: Tenant) -> None:
    elin, maya = await make_person(tenant, "Elin Berg"), await make_person(tenant, "Maya Chen")
    noor = await make_person(tenant, "Noor Haddad", MEMBER)
    stranger = await make_person(await make_tenant("Elsewhere"), "Elin Berg")
    readings, reader = Readings(), _Reader()
    answers = [await reader.ask(readings, each.actor) for each in (elin, maya, noor, stranger)]
    assert answers == [1, 1, 2, 3]


async def test_whoever_signed_out_gets_no_answer_that_others_share(tenant: Tenant) -> None:
    elin = await make_person(tenant, "Elin Berg")
    left = await make_session(elin.user)
    await Session.filter(token_hash=left.session_hash).delete()
    readings, reader = Readings(), _Reader()
    assert await reader.ask(readings, elin.actor) == 1
    with pytest.raises(SignedOut):
        await reader.ask(readings, left)
    assert reader.reads == [elin.actor]

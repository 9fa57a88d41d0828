"""Who else is here is drawn again only where somebody came or left, and once for all who did in a moment."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from nicegui.client import Client as Browser

from models import Tenant
from pages.console import presence as of_page
from pages.console.presence import show_who_is_here
from services.access.access import Person
from services.access.actors import operator
from services.live import presence
from services.live.presence import Visitor
from tests.pages.opened import enter
from tests.services.live.hearing import poll
from tests.services.world import make_person


@pytest.fixture
async def drawn(browser: Browser, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Who the open page of Elin showed, each time that it was drawn."""
    monkeypatch.setattr(of_page, "PAUSE_SECONDS", 0.05)
    elin = await enter(browser, await make_person(tenant, "Elin Berg"), tenant)
    found: list[list[str]] = []
    with browser:
        shell = browser.storage["frame"].shell
        monkeypatch.setattr(shell, "set_presence", lambda people: found.append([each.name for each in people]))
        show_who_is_here(elin)
    return found


@pytest.fixture
async def arrive(tenant: Tenant) -> AsyncIterator["_Arrivals"]:
    arrivals = _Arrivals(tenant)
    yield arrivals
    for visitor in arrivals.visitors:
        visitor.leave()


class _Arrivals:
    """People of the tenant who open pages that show nobody."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.people: dict[str, Person] = {}
        self.visitors: list[Visitor] = []

    def __call__(self, name: str) -> Visitor:
        person = self.people.setdefault(name, Person(operator(None), uuid4(), self.tenant.id, name))
        self.visitors.append(presence.here.arrive(person, lambda: None))
        return self.visitors[-1]


async def test_many_who_come_in_a_moment_are_drawn_once(drawn: list[list[str]], arrive: _Arrivals) -> None:
    for name in ("Maya Chen", "Noor Haddad", "Ines Sol"):
        arrive(name)
    await poll(lambda: drawn)
    assert drawn == [["Ines Sol", "Maya Chen", "Noor Haddad"]]


async def test_another_page_of_somebody_who_is_here_draws_nothing(drawn: list[list[str]], arrive: _Arrivals) -> None:
    first = arrive("Maya Chen")
    await poll(lambda: drawn)
    arrive("Maya Chen")
    first.leave()
    arrive("Noor Haddad")
    await poll(lambda: len(drawn) == 2)
    assert drawn == [["Maya Chen"], ["Maya Chen", "Noor Haddad"]]

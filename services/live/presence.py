"""Who has the console open, and which client they look at: here, and in other processes as far as heard. In memory.

`services.live.presence_news` carries it between processes.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Protocol
from uuid import UUID

log = logging.getLogger("keylodge.presence")

Listener = Callable[[], object]


class Person(Protocol):
    """Whoever has a page open (`services.access.access.Person`)."""

    @property
    def id(self) -> UUID | None: ...
    @property
    def tenant_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


Somebody = tuple[UUID, UUID]
"""A tenant and a person of it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A person's open page, by a number that its process gives once, and the client it shows."""

    page: int
    tenant_id: UUID
    person_id: UUID
    opened: UUID | None = None

    @property
    def somebody(self) -> Somebody:
        """Whose it is."""
        return self.tenant_id, self.person_id


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is here."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class _Heard:
    visit: Visit
    until: float


@dataclass(frozen=True, slots=True)
class _Known:
    """Who is here (under None) and who looks at which client, by name, until a moment of the clock."""

    here: Mapping[UUID | None, list[Present]]
    until: float


class Visitor:
    """An open page of this process. It is seen by others between `come` and `leave`, as often as these follow."""

    def __init__(self, registry: "Registry", visit: Visit, name: str, listener: Listener) -> None:
        self.registry, self.visit, self.name, self.listener = registry, visit, name, listener

    def come(self) -> None:
        """The browser is there."""
        self.registry.visitors[self.visit.page] = self
        self._moved()

    def leave(self) -> None:
        """The browser is gone, for a moment or for good."""
        if self.registry.visitors.pop(self.visit.page, None):
            self._moved()

    def look_at(self, client_id: UUID | None) -> None:
        """Say which client this page shows now."""
        if self.visit.opened != client_id:
            self.visit = replace(self.visit, opened=client_id)
            self._moved()

    def _moved(self) -> None:
        self.registry.on_move(self.visit.page)
        self.registry.tell([self.visit.tenant_id])


class Registry:
    """Who is here. `clock` gives seconds; `on_move` is called with the page of a visitor of our own that changed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.visitors: dict[int, Visitor] = {}
        self.on_move: Callable[[int], object] = lambda _: None
        self.unknown: set[Somebody] = set()
        """Whose names are to be looked up, for the first time or again."""
        self._heard: dict[tuple[str, int], _Heard] = {}
        self._names: dict[Somebody, str | None] = {}
        self._known: dict[UUID, _Known] = {}
        """By tenant who is here, until somebody moves."""
        self._pages = count(1)

    def arrive(self, person: Person, listener: Listener) -> Visitor:
        """A page of `person` opened; `listener` is called when people of the tenant come, go or look elsewhere."""
        assert person.id is not None, "The command line opens no page"
        visit = Visit(next(self._pages), person.tenant_id, person.id)
        visitor = Visitor(self, visit, person.name, listener)
        visitor.come()
        return visitor

    def others(self, person: Person, looking_at: UUID | None = None) -> list[Present]:
        """The other people of the tenant who are here (or look at that client), each once, by name."""
        known = self._known.get(person.tenant_id)
        if known is None or known.until <= self.clock():
            known = self._known[person.tenant_id] = self._look_around(person.tenant_id)
        return [each for each in known.here.get(looking_at, ()) if each.id != person.id]

    def hear(self, process: str, visits: Iterable[Visit], seconds: float) -> None:
        """Another process has these visitors; they are forgotten unless that is heard again within `seconds`."""
        moved = []
        until = self.clock() + seconds
        for visit in visits:
            before = self._heard.get((process, visit.page))
            self._heard[process, visit.page] = _Heard(visit, until)
            if visit.somebody not in self._names:
                self.unknown.add(visit.somebody)
            if before is None or before.visit != visit:
                moved += [visit] if before is None else [visit, before.visit]
        self.tell(visit.tenant_id for visit in moved)

    def hear_gone(self, process: str, pages: Iterable[int]) -> None:
        """These visitors of another process left."""
        self._forget([(process, page) for page in pages])

    def hear_ended(self, process: str) -> None:
        """Another process ended."""
        self._forget([key for key in self._heard if key[0] == process])

    def forget_old(self) -> None:
        """Forget visitors of other processes that were not heard of in time, and names that nobody needs."""
        now = self.clock()
        self._forget([key for key, heard in self._heard.items() if heard.until <= now])
        needed = {heard.visit.somebody for heard in self._heard.values()}
        self._names = {key: name for key, name in self._names.items() if key in needed}
        self.unknown &= needed

    def forget_heard(self) -> None:
        """Forget all visitors of other processes."""
        self._forget(list(self._heard))

    def next_end(self) -> float:
        """When, by the clock, the next of them is to be forgotten."""
        return min((heard.until for heard in self._heard.values()), default=float("inf"))

    def ask_again(self, person_id: UUID | None = None) -> None:
        """What is known of this person, or of everybody, may be old."""
        self.unknown |= {key for key in self._names if person_id in (None, key[1])}

    def name(self, names: Mapping[Somebody, str | None]) -> None:
        """The names that were looked up; None: nobody who may be here."""
        news = {key: name for key, name in names.items() if key not in self._names or self._names[key] != name}
        self._names.update(news)
        self.tell(tenant_id for tenant_id, _ in news)

    def tell(self, tenants: Iterable[UUID]) -> None:
        """Call the listeners of these tenants' pages."""
        told = set(tenants)
        for tenant_id in told:
            self._known.pop(tenant_id, None)
        for visitor in tuple(self.visitors.values()):
            if visitor.visit.tenant_id in told:
                try:
                    visitor.listener()
                except Exception:
                    log.exception("A page could not show who is here")

    def _look_around(self, tenant_id: UUID) -> "_Known":
        now, until = self.clock(), float("inf")
        found: defaultdict[UUID | None, dict[UUID, Present]] = defaultdict(dict)
        for heard in self._heard.values():
            name = self._names.get(heard.visit.somebody)
            if name is not None and heard.until > now and heard.visit.tenant_id == tenant_id:
                until = min(until, heard.until)
                _note(found, heard.visit, name)
        for visitor in self.visitors.values():
            if visitor.visit.tenant_id == tenant_id:
                _note(found, visitor.visit, visitor.name)
        by_name = partial(sorted, key=lambda each: (each.name, each.id))
        return _Known({place: by_name(people.values()) for place, people in found.items()}, until)

    def _forget(self, keys: Iterable[tuple[str, int]]) -> None:
        gone = [heard for heard in (self._heard.pop(key, None) for key in keys) if heard]
        self.tell(heard.visit.tenant_id for heard in gone)


def _note(found: dict[UUID | None, dict[UUID, Present]], visit: Visit, name: str) -> None:
    for place in {None, visit.opened}:
        found[place][visit.person_id] = Present(visit.person_id, name)


here = Registry()
"""Who is here, as this process knows it."""

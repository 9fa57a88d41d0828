"""Who else has the console open, and which client they look at. Known in this process only; nothing is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from nicegui import context

from services.access import Person

Listener = Callable[[], None]


@dataclass(slots=True, eq=False)
class Visitor:
    """An open page of a person, and the client it shows."""

    person: Person
    opened: UUID | None = None
    listener: Listener = field(default=lambda: None, repr=False)

    def look_at(self, client_id: UUID | None) -> None:
        """Say which client this page shows now."""
        if self.opened != client_id:
            self.opened = client_id
            _tell(self.person.tenant_id)


_visitors: set[Visitor] = set()


def arrive(person: Person, listener: Listener) -> Visitor:
    """Note that the current page is open; `listener` is called when others of the tenant come, go or look elsewhere."""
    browser = context.client

    def tell() -> None:
        with browser:
            listener()

    visitor = Visitor(person, listener=tell)

    def come() -> None:
        _visitors.add(visitor)
        _tell(person.tenant_id)

    def leave() -> None:
        _visitors.discard(visitor)
        _tell(person.tenant_id)

    browser.on_connect(come)
    browser.on_disconnect(leave)
    browser.on_delete(leave)
    come()
    return visitor


def others(person: Person, looking_at: UUID | None = None) -> list[Person]:
    """The other people of the tenant who are here (or look at that client), each once, by name."""
    here = {
        visitor.person.id: visitor.person
        for visitor in _visitors
        if visitor.person.tenant_id == person.tenant_id
        and visitor.person.id != person.id
        and (looking_at is None or visitor.opened == looking_at)
    }
    return sorted(here.values(), key=lambda each: each.name)


def _tell(tenant_id: UUID) -> None:
    for visitor in tuple(_visitors):
        if visitor.person.tenant_id == tenant_id:
            visitor.listener()

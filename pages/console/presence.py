"""An open page as others see it, and who else is here: a page is here while its browser is connected."""

from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import context

from components.people.signs import hue
from components.shell.shell import Person as Shown
from pages.console.frame import current_shell
from pages.console.live import look
from services.access.access import Person
from services.live import presence
from services.live.presence import Present, Visitor
from web.initials import initials

PAUSE_SECONDS: Final = 0.5
"""Who comes and goes is gathered that long: whoever follows a link goes and comes."""


async def _nothing() -> None: ...


def show_who_is_here(person: Person, moved: Callable[[], Awaitable[None]] = _nothing) -> Visitor:
    """Show in the header who else of the tenant has the console open, and be seen by them: returns as whom.

    `moved` is awaited when others came, left or look elsewhere; once in half a second, however many did.
    """
    browser, shown = context.client, _Shown(person)

    async def look_around() -> None:
        shown.draw()
        await moved()

    visitor = presence.here.arrive(person, look(person.tenant_id, look_around, pause=PAUSE_SECONDS))
    browser.on_connect(visitor.come)
    browser.on_disconnect(visitor.leave)
    browser.on_delete(visitor.leave)
    shown.draw()
    return visitor


class _Shown:
    """Who the header shows."""

    def __init__(self, person: Person) -> None:
        self.person, self.shell = person, current_shell()
        self.people: list[Present] = []

    def draw(self) -> None:
        """Anew only where somebody came or left."""
        people = presence.here.others(self.person)
        if people != self.people:
            self.people = people
            self.shell.set_presence(
                [Shown(each.name, initials(each.name), hue=hue(each.id, self.person.id)) for each in people]
            )

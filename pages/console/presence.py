"""An open page as others see it, and who else is here: a page is here while its browser is connected."""

from nicegui import context

from components.people.signs import hue
from components.shell.shell import Person as Shown
from pages.console.frame import current_shell
from services.access.access import Person
from services.live import presence
from services.live.presence import Listener, Visitor
from web.initials import initials


def arrive(person: Person, listener: Listener) -> Visitor:
    """Note that the current page is open; `listener` is called when others of the tenant come, go or look elsewhere."""
    browser = context.client

    def tell() -> None:
        with browser:
            listener()

    visitor = presence.here.arrive(person, tell)
    browser.on_connect(visitor.come)
    browser.on_disconnect(visitor.leave)
    browser.on_delete(visitor.leave)
    return visitor


def show_who_is_here(person: Person) -> None:
    """Show in the header who else of the tenant has the console open, and be seen by them."""
    shell = current_shell()

    def draw() -> None:
        others = presence.here.others(person)
        shell.set_presence([Shown(each.name, initials(each.name), hue=hue(each.id, person.id)) for each in others])

    arrive(person, draw)
    draw()

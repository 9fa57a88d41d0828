"""Who else is here, on the pages that have nothing more to say about it."""

from components.people.signs import hue
from components.shell.shell import Person as Shown
from pages.console.frame import current_shell
from pages.console.presence import arrive
from services.access.access import Person
from services.live import presence
from web.initials import initials


def keep_company(person: Person) -> None:
    """Show in the header who else of the tenant has the console open, and be seen by them."""
    shell = current_shell()

    def draw() -> None:
        others = presence.here.others(person)
        shell.set_presence([Shown(each.name, initials(each.name), hue=hue(each.id, person.id)) for each in others])

    arrive(person, draw)
    draw()

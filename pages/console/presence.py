"""An open page as others see it: it is here while its browser is connected."""

from nicegui import context

from services.access.access import Person
from services.live import presence
from services.live.presence import Listener, Visitor


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

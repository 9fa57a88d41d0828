"""Pages of the console opened without a browser: the real parts over the real database, and what they say."""

from nicegui import ui
from nicegui.client import Client as Browser
from nicegui.elements.mixins.text_element import TextElement

from components.shell.shell import Person as Shown
from components.shell.shell import shell
from models import Tenant
from pages.console import frame
from services.access import access
from services.access.access import Person
from tests.services.world import Somebody
from web.site import Site


async def enter(browser: Browser, somebody: Somebody, tenant: Tenant) -> Person:
    """Put the console's frame around the page that is open in `browser`, for this person."""
    person = await access.identify(somebody.actor)
    browser.request.scope["state"] = {"actor": somebody.actor, "site": Site("http://localhost:8080", frozenset())}
    with browser, shell("Page", "Page", nav=[], person=Shown(person.name, "EB"), tenant=tenant.name) as made:
        browser.storage["frame"] = frame._Frame(person, tenant, made)
    return person


def words_in(place: ui.element) -> str:
    """All that an element and those inside of it say."""
    return " ".join(each.text for each in place.descendants(include_self=True) if isinstance(each, TextElement))

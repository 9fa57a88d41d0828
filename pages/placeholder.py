"""Stands in until the Clients page is there."""

from components.text import text
from pages.frame import console_page
from services.access import Person


@console_page("/security/clients", title="Clients")
async def clients(person: Person) -> None:
    """Say who is signed in."""
    text("p", f"Signed in as {person.name}.")

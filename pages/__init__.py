"""One route a file: load, compose, handle. Pages take their data from services and their looks from components."""

import importlib
import logging

from starlette.routing import Route

CONSOLE = ("clients", "users", "roles", "settings_page", "activity", "removed")
log = logging.getLogger("keylodge")


def register() -> None:
    """Make every console page known to NiceGUI."""
    for name in CONSOLE:
        try:
            importlib.import_module(f"pages.{name}")
        except ImportError as error:
            log.warning("The page %s is not there yet: %s", name, error)
            importlib.import_module("pages.placeholder")


def plain_routes() -> list[Route]:
    """The pages and answers that are no console pages."""
    from pages import account, health, home, link, login, setup

    return [*health.routes, *login.routes, *setup.routes, *link.routes, *account.routes, *home.routes]

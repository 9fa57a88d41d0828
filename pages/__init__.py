"""One route a file: load, compose, handle. Pages take their data from services and their looks from components."""

from starlette.routing import Route


def register() -> None:
    """Make every console page known to NiceGUI: importing one does it."""
    from pages import activity, clients, removed, roles, settings_page, users  # noqa: F401


def plain_routes() -> list[Route]:
    """The pages and answers that are no console pages."""
    from pages import account, applications, callback, health, home, link, login, setup

    account_routes = [*account.routes, *applications.routes]
    front_door = [*login.routes, *setup.routes, *link.routes, *callback.routes]
    return [*health.routes, *front_door, *account_routes, *home.routes]

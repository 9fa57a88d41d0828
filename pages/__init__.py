"""One route a file: load, compose, handle. Pages take their data from services and their looks from components."""

from starlette.routing import Route


def register() -> None:
    """Make every console page known to NiceGUI: importing one does it."""
    from pages.activity import activity  # noqa: F401
    from pages.clients import clients, removed  # noqa: F401
    from pages.roles import roles  # noqa: F401
    from pages.settings import settings_page  # noqa: F401
    from pages.users import users  # noqa: F401


def plain_routes() -> list[Route]:
    """The pages and answers that are no console pages."""
    from pages import health
    from pages.dialogs import callback
    from pages.door import account, applications, home, link, login, setup

    account_routes = [*account.routes, *applications.routes]
    front_door = [*login.routes, *setup.routes, *link.routes, *callback.routes]
    return [*health.routes, *front_door, *account_routes, *home.routes]

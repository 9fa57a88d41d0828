"""What every console page stands in: who asks, looked up now; the console around it; and what happens on errors."""

import asyncio
import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from nicegui import context, ui
from nicegui.client import Client as Browser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from components.shell.shell import NavItem, Shell, shell
from components.shell.shell import Person as Shown
from errors import Forbidden, KeylodgeError, NotFound, SignedOut, Unavailable
from middleware.sessions import is_for_administrators, sign_in_address
from models import Tenant
from models.actions import Attempt
from pages.console import plain
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.people import tenants
from services.watch import request_ids
from web.initials import initials
from web.site import Site, site_of

log = logging.getLogger("keylodge.console")
Builder = Callable[..., Awaitable[None]]
Handler = TypeVar("Handler", bound=Callable[..., Any])

BUILD_S: Final = 10.0
"""Seconds that a page may take to be built; then it's a page that says so and tries again."""
NICEGUI_S: Final = 60.0
"""Seconds after which NiceGUI would answer with a page of its own, for developers. It never comes to that."""
TO_SIGN_IN: Final = "location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search))"
NAV: Final = (
    NavItem("Clients", "/security/clients", "plug"),
    NavItem("Users", "/security/users", "users"),
    NavItem("Roles", "/security/roles", "shield-check"),
    NavItem("Activity", "/activity", "history", "Tenant"),
    NavItem("Settings", "/settings", "settings-2", "Tenant"),
)
ADMINISTRATORS_ONLY: Final = ("Users", "Activity")
_NOTE = "Fault "


@dataclass
class _Frame:
    person: Person
    tenant: Tenant
    shell: Shell


def console_page(path: str, *, title: str, active: str = "", admin_only: bool = False) -> Callable[[Builder], Builder]:
    """Make `builder(person, **path parameters)` the console page at `path`, in the console's shell.

    The person is looked up in the builder as well as in the wall. `active` is the drawer link that is current (its
    label; the title unless given). Whatever the builder raises becomes a plain page; a bug is logged under a number.
    Inside: `current_shell()`, `current_tenant()`, `current_actor()`, `say()`.
    """
    if admin_only != is_for_administrators(path):
        raise ValueError(f"{path}: admin_only and middleware.sessions.ADMINISTRATORS_ONLY must agree")

    def decorate(builder: Builder) -> Builder:
        parameters = list(inspect.signature(builder).parameters.values())[1:]

        @functools.wraps(builder)
        async def build(**values: object) -> Response | None:
            browser = context.client
            try:
                async with asyncio.timeout(BUILD_S):
                    person = await access.identify(_actor(browser))
                    if admin_only and not person.is_administrator:
                        await access.record_refusal(person, Attempt.PAGE_OPEN, path)
                        return _instead(browser, plain.forbidden(person))
                    await _build(builder, person, values, title, active or title)
            except Exception as error:  # noqa: BLE001 - the boundary
                return _instead(browser, _answer(error, browser.request))
            return None

        build.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return cast(Builder, ui.page(path, title=f"{title} · Keylodge", response_timeout=NICEGUI_S)(build))

    return decorate


async def current_person() -> Person:
    """Whoever uses the current page, as the database knows them now. Raises SignedOut."""
    return await access.identify(current_actor())


def current_actor() -> Actor:
    """The actor to hand to services: the session that the current page was built for, and its address."""
    return _actor(context.client)


def current_tenant() -> Tenant:
    """The tenant of the current page, as it was when the page was built."""
    return _frame().tenant


def current_shell() -> Shell:
    """The console around the current page."""
    return _frame().shell


def current_site() -> Site:
    """Where Keylodge is served: `current_site().url("/…")` is a link to hand to somebody."""
    return site_of(context.client.request)


def say(words: str, undo: Callable[[], Any] | None = None, *, bad: bool = False) -> None:
    """Show a toast on the current page."""
    current_shell().toasts.show(words, undo, bad=bad)


def guard(handler: Handler) -> Handler:
    """A handler whose errors are told to the person (see `tell`).

    Every console page does this for all its handlers; it is for callbacks that don't run through NiceGUI.
    """

    @functools.wraps(handler)
    async def guarded(*values: object, **named: object) -> object:
        try:
            result = handler(*values, **named)
            return await result if inspect.isawaitable(result) else result
        except Exception as error:  # noqa: BLE001 - the boundary
            tell(error)
            return None

    return cast(Handler, guarded)


def tell(error: Exception) -> None:
    """Tell an error on the current page: signed out → sign-in; a rule's sentence → toast; a bug → its number."""
    if isinstance(error, SignedOut):
        context.client.run_javascript(TO_SIGN_IN)
    elif isinstance(error, KeylodgeError):
        say(str(error), bad=True)
    else:
        say(f"This didn't work: a fault in Keylodge. The log tells more under {report(error)}.", bad=True)


def report(error: Exception) -> str:
    """Log a bug once and return its request's ID; what may be told to a person is no bug and gets none."""
    if isinstance(error, KeylodgeError):
        return ""
    for note in getattr(error, "__notes__", ()):
        if note.startswith(_NOTE):
            return str(note.removeprefix(_NOTE))
    reference = request_ids.current() or request_ids.make()
    error.add_note(_NOTE + reference)
    log.error("%s%s", _NOTE, reference, exc_info=error)
    return reference


async def _build(builder: Builder, person: Person, values: dict[str, object], title: str, active: str) -> None:
    tenant = await tenants.get(person.actor)
    nav = [item for item in NAV if person.is_administrator or item.label not in ADMINISTRATORS_ONLY]
    browser = context.client
    browser.on_exception(tell)
    with ExitStack() as stack:
        made = stack.enter_context(shell(title, active, nav=nav, person=_shown(person), tenant=tenant.name))
        browser.storage["frame"] = _Frame(person, tenant, made)
        await builder(person, **values)


def _shown(person: Person) -> Shown:
    return Shown(person.name, initials(person.name), ", ".join(person.role_names[:1]))


def _actor(browser: Browser) -> Actor:
    actor: Actor = browser.request.state.actor
    return actor


def _frame() -> _Frame:
    frame: _Frame = context.client.storage["frame"]
    return frame


def _instead(browser: Browser, answer: Response) -> Response:
    """Answer without the page that was begun."""
    browser.delete()
    return answer


def _answer(error: Exception, request: Request) -> Response:
    match error:
        case SignedOut():
            return RedirectResponse(sign_in_address(request.url.path), 303)
        case TimeoutError():
            log.warning("%s could not be built in %g s.", request.url.path, BUILD_S)
            return plain.busy()
        case Unavailable():
            return plain.unavailable(error)
        case Forbidden():
            return plain.message("Not for your roles", str(error), 403)
        case NotFound():
            return plain.message("Nothing here", str(error), 404)
        case KeylodgeError():
            return plain.message("That can't be shown", str(error), 400)
    return plain.fault(report(error))

"""A Keylodge to be attacked: the real application with a page more.

Started with `python -m tests.middleware.server PORT walled|bare`.
"bare" is the same without the outer wall, so that an attack that a walled server withstands is known to be one.
"""

import asyncio
import contextlib
import sys
from collections import Counter
from unittest.mock import Mock, patch

import uvicorn
from nicegui import core, ui
from nicegui.client import Client as Browser
from starlette.requests import Request
from starlette.types import ASGIApp

import app
import db
import settings
from services.people import tenants, users
from tests.middleware.visitor import PASSWORD, PEOPLE
from web.site import Site

counts: Counter[str] = Counter()
order: list[int] = []


@ui.page("/rehearsal")
def rehearsal() -> None:
    """A page with something to press, to answer and to send files to."""
    ui.button("Count", on_click=lambda: counts.update(["clicks"])).mark("count")
    ui.element("div").on("note", lambda event: order.append(event.args)).mark("note")
    ui.upload(on_upload=lambda _: counts.update(["uploads"])).mark("upload")


@ui.page("/rehearsal/injected")
def injected() -> None:
    """The same where a script came into the page with data, before the wall saw it."""
    ui.add_body_html("<p>Injected</p><script>window.pwned = 1</script>")
    rehearsal()


@ui.page("/security/users/rehearsal")
def for_administrators() -> None:
    """The parts of the rehearsal, where only Tenant Administrators may be."""
    rehearsal()


@core.app.get("/rehearsal/counts")
def tell_counts() -> dict[str, object]:
    """What has happened so far."""
    return {"clicks": counts["clicks"], "uploads": counts["uploads"], "order": order}


@core.app.get("/rehearsal/where/{client_id}")
def where(client_id: str) -> dict[str, list[object]]:
    """The element and listener behind each mark: an attacker is taken to know them."""
    elements = Browser.instances[client_id].elements.values()
    return {mark: [element.id, *element._event_listeners] for element in elements for mark in element._markers}


@core.app.get("/rehearsal/fault")
def fault(_: Request) -> None:
    """A bug."""
    raise ValueError("kl_a-secret-of-the-inside")


async def add_people() -> None:
    """Make the people."""
    async with db.connect(settings.load().url_of_database):
        await db.migrate()
        tenant = await tenants.create("Northfield Water")
        for email, role in PEOPLE.items():
            await users.create_by_operator(tenant.id, email=email, role=role, password=PASSWORD)


def build(port: int, kind: str) -> ASGIApp:
    """The application, with its wall or bare."""
    values = settings.load()
    site = Site.of(values, "127.0.0.1", port)
    if kind == "walled":
        return app.create_app(values, site)
    nothing = patch.multiple(
        app, wall=lambda inner, *_: inner, watching=lambda _: contextlib.nullcontext(), socket_gate=Mock()
    )
    nothing.start()
    return app.create_app(values, site)


if __name__ == "__main__":
    asyncio.run(add_people())
    PORT = int(sys.argv[1])
    uvicorn.run(build(PORT, sys.argv[2]), host="127.0.0.1", port=PORT, log_level="warning", proxy_headers=False)

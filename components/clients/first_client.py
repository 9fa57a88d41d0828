"""What stands in place of the grid while a type has no clients: what a client is, one button, and the four types."""

from typing import Final

from nicegui import ui

from components.buttons import ClickHandler, button
from components.text import box, icon, text
from models import ClientType

TYPES: Final = (
    (ClientType.CLIENT_CREDENTIALS, "cpu", "Servers and jobs that act for themselves: historians, gateways, exports."),
    (ClientType.AUTHORIZATION_CODE, "app-window", "Single-page and mobile applications that people sign in to."),
    (ClientType.HYBRID, "server", "Web applications with a server that can keep a secret."),
    (ClientType.DEVICE_CODE, "monitor-smartphone", "Panels and tools without a keyboard or browser."),
)
LEAD: Final = (
    "A client is one application that gets tokens from Keylodge. "
    "It takes a name; a minute later the application has its first token."
)
GHOST: Final = ((150, 64, 40), (118, 64, 52), (136, 64, 34))
"""Widths of the bars that hint at rows, in pixels."""


def first_client(kind: ClientType, on_add: ClickHandler | None) -> None:
    """Say what is missing here; `on_add` None: the reader may not add any.

    The button has a name of its own: Add Client in the toolbar stays the only one of that name.
    """
    title = f"No {kind.label} clients yet"
    with box("empty"), box("in").props("role=group") as inside:
        inside.props["aria-label"] = title
        _ghost()
        text("h2", title)
        if on_add is None:
            text("p", "A Tenant Administrator can add one.", "lead")
            return
        text("p", LEAD, "lead")
        with box("go"):
            button("Add the first one", on_add, icon="plus", kind="primary", size="lg")
        with box("types", "ul"):
            for each, icon_name, words in TYPES:
                with ui.element("li"):
                    icon(icon_name)
                    text("strong", each.label)
                    text("p", words)


def _ghost() -> None:
    with box("ghost").props("aria-hidden=true"):
        for name, state, secrets in GHOST:
            with ui.element("div"):
                icon("plug")
                ui.element("i").style(f"width: {name}px")
                ui.element("i").style(f"width: {state}px; margin-left: auto")
                ui.element("i").style(f"width: {secrets}px")

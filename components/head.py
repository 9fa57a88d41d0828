"""What every page of the console carries in its head: style sheets in their order, and the scripts."""

from functools import cache
from typing import Final

from nicegui import ui

from web import assets

STYLES: Final = (
    'tokens', 'base', 'quasar', 'buttons', 'fields', 'states', 'shell', 'grid', 'details', 'dialogs', 'pops', 'empty',
    'plain', 'lists', 'tablet', 'phone', 'forms',
)  # fmt: skip
SCRIPTS: Final = ("keylodge.js", "focus.js", "busy.js", "drafts.js", "authorization.js")


def install_head() -> None:
    """Link styles and scripts into the page being built; call once a page, `shell` does it for its own."""
    ui.add_head_html(_links())


@cache
def _links() -> str:
    return assets.links(STYLES, SCRIPTS)

"""What every page carries in its head: style sheets in their order, the script, and who is forbidden to guess.

The addresses carry a hash of the content, so a browser keeps a file as long as it likes and never an old one.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from nicegui import ui

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
STYLES: Final = (
    'tokens', 'base', 'quasar', 'buttons', 'fields', 'states', 'shell', 'grid', 'details', 'dialogs', 'pops', 'empty',
    'plain', 'lists', 'tablet', 'phone', 'forms',
)  # fmt: skip
SCRIPTS: Final = ("keylodge.js", "focus.js", "busy.js", "drafts.js", "authorization.js")


def install_head() -> None:
    """Link styles and script into the page being built; call once a page, `shell` does it for its own."""
    ui.add_head_html(head_html())


@cache
def head_html() -> str:
    """The same links as text, for pages that are plain HTML."""
    lines = ['<meta name="referrer" content="same-origin">']
    lines.append(f'<link rel="icon" type="image/svg+xml" href="{asset_url("favicon.svg")}">')
    lines += [f'<link rel="stylesheet" href="{asset_url(f"{name}.css")}">' for name in STYLES]
    lines += [f'<script src="{asset_url(name)}"></script>' for name in SCRIPTS]
    return "\n".join(lines)


@cache
def asset_url(name: str) -> str:
    """The address of a file in `static/`, with its content's hash; FileNotFoundError for one that isn't there."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"

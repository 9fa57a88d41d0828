"""Addresses of our own files, and what pages have of them in their head.

They carry a hash of the content, so a browser keeps a file as long as it likes and never an old one.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
ICON_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MARK: Final = (
    '<path fill="currentColor" d="M10.6 1.9a2.6 2.6 0 0 1 2.8 0l6.7 4.3A2.9 2.9 0 0 1 21.5 8.7v9.8a3.5 3.5 0 0'
    ' 1-3.5 3.5H6a3.5 3.5 0 0 1-3.5-3.5V8.7c0-1 .5-1.9 1.4-2.5z"/><path fill="#fff" d="M12 8.2a3 3 0 0 1 1.5 5'
    '.6l.75 3.4a.65.65 0 0 1-.63.8h-3.24a.65.65 0 0 1-.63-.8l.75-3.4A3 3 0 0 1 12 8.2z"/>'
)
"""What stands in the `svg` beside the product's name."""
FOREVER: Final = "public, max-age=31536000, immutable"
"""Cache-Control of what is asked for by the hash of its content."""


@cache
def asset_url(name: str) -> str:
    """The address of a file in `static/`, with its content's hash; FileNotFoundError for one that isn't there."""
    return f"/static/{name}?{version((STATIC / name).read_bytes())}"


def version(content: bytes) -> str:
    """The query that makes an address that of this content alone."""
    return f"v={hashlib.sha256(content).hexdigest()[:10]}"


def icon_href(name: str) -> str:
    """The address of one symbol; ValueError unless `name` is made of lower-case words and hyphens."""
    if not ICON_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an icon")
    return f"{asset_url('icons.svg')}#{name}"


def links(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """The head of a page: who is told where a reader comes from, the icon, styles and scripts in their order."""
    lines = ['<meta name="referrer" content="same-origin">']
    lines.append(f'<link rel="icon" type="image/svg+xml" href="{asset_url("favicon.svg")}">')
    lines += [f'<link rel="stylesheet" href="{asset_url(f"{name}.css")}">' for name in styles]
    lines += [f'<script src="{asset_url(name)}"></script>' for name in scripts]
    return "\n".join(lines)

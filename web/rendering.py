"""Pages that are plain HTML, from templates: each surface has its own, and `web/templates` holds what they share."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web import assets

VERSION = "0.1"
SHARED = Path(__file__).parent / "templates"


def environment(folder: Path, *, styles: Iterable[str], scripts: Iterable[str] = (), **values: object) -> Environment:
    """Renders the templates in `folder`, and the shared ones; a name that nobody gave is an error.

    `styles` and `scripts` are linked by every page; `values` are known to all.
    """
    made = Environment(
        loader=FileSystemLoader([folder, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        asset_url=assets.asset_url,
        icon_href=assets.icon_href,
        links=Markup(assets.links(styles, scripts)),  # noqa: S704 - made of our own file names
        mark=Markup(assets.MARK),  # noqa: S704 - our own picture
        version=VERSION,
        **values,
    )
    return made

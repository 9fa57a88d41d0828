"""Serving the files in `static/`."""

from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.assets import FOREVER, STATIC, asset_url

FOLDER = "/static/"


class OurFiles(StaticFiles):
    """Browsers keep what they asked for by the hash of what is here; anything else they ask about each time.

    So a replica of an older version, asked for a file of a newer one, spoils no browser's memory.
    """

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(self, *values: Any, **named: Any) -> Response:
        answer = super().file_response(*values, **named)
        scope: Scope = named["scope"] if "scope" in named else values[2]
        name = Path(named["full_path"] if "full_path" in named else values[0]).relative_to(STATIC)
        asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        answer.headers["cache-control"] = FOREVER if asked == asset_url(name.as_posix()) else "no-cache"
        return answer

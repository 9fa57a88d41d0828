"""Which scripts of a console page are ours: those that stand in NiceGUI's template before anything is filled in.

They are marked there, and only what is marked gets the page's nonce: a script that came in with data stays dead.
"""

import re
import secrets
from collections.abc import Callable
from typing import Final

from jinja2 import BaseLoader, Environment
from nicegui import client

MARK: Final = f'nonce="{secrets.token_hex(16)}"'
"""Stands in a script tag of ours until the nonce does. This process's alone, and in nothing that leaves it."""
_SCRIPT_TAG = re.compile(r"<script(?=[\s>])")


def mark() -> None:
    """Mark the scripts of the template that every console page is made of."""
    environment = client.templates.env
    if not isinstance(environment.loader, _Marking):
        assert environment.loader
        environment.loader = _Marking(environment.loader)
        if environment.cache is not None:
            environment.cache.clear()


class _Marking(BaseLoader):
    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, is_fresh = self.loader.get_source(environment, template)
        return _SCRIPT_TAG.sub(f"<script {MARK}", source), path, is_fresh

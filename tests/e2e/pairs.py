"""Two administrators side by side."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.e2e.tenants import SeededClient


@dataclass(frozen=True)
class Pair:
    """Elin and Maya, both on the Clients page, and the client that is there."""

    elin: Page
    maya: Page
    client: SeededClient

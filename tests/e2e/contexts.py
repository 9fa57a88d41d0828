"""Browser contexts that tests hand on: what a context fetched and compiled stays warm, what a person left does not.

A new context has an empty cache, so each test would fetch and compile Vue and Quasar again.
"""

from collections import OrderedDict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.widths import SCREENS

KEPT = 6
"""How many contexts wait for another test: two people and a stranger, at two widths. The longest waiting goes."""
Place = tuple[str, str]


class Contexts:
    """Contexts by address and width. One that is taken has nobody's cookies, storage, permissions or pages."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._places: dict[BrowserContext, Place] = {}
        self._waiting: OrderedDict[BrowserContext, Page] = OrderedDict()

    def open(self, url: str, screen: str, **options: Any) -> Page:
        """A blank page at the server `url`; with further options of a context, in one that nobody gets after it."""
        place = (url, screen)
        warm = (
            None if options else next((each for each in reversed(self._waiting) if self._places[each] == place), None)
        )
        if warm:
            return self._waiting.pop(warm)
        context = self._browser.new_context(
            **{"base_url": url, "viewport": SCREENS[screen], "has_touch": screen != "desktop", **options}
        )
        context.set_default_timeout(10_000)
        if not options:
            self._places[context] = place
        return context.new_page()

    def give_back(self, context: BrowserContext, *, clean: bool) -> None:
        """Empty a context for the next test; close it where that is not wanted, or a failed test left it."""
        if not clean or context not in self._places:
            self._close(context)
            return
        self._waiting[context] = self._emptied(context)
        if len(self._waiting) > KEPT:
            self._close(self._waiting.popitem(last=False)[0])

    def _emptied(self, context: BrowserContext) -> Page:
        """Pages first: one that is left may still write. The origin's storage can be cleared from a blank page."""
        for page in context.pages:
            page.close()
        context.set_offline(False)
        context.unroute_all()
        context.clear_permissions()
        context.clear_cookies()
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Storage.clearDataForOrigin", {"origin": self._places[context][0], "storageTypes": "all"})
        devtools.detach()
        return page

    def _close(self, context: BrowserContext) -> None:
        self._places.pop(context, None)
        context.close()

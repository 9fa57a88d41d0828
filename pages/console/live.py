"""How an open page follows what others change: while somebody looks at it, and else as soon as they do again."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from nicegui import context, ui
from nicegui.client import Client as Browser
from nicegui.events import GenericEventArguments

from errors import KeylodgeError, Unavailable
from pages.console.frame import report, tell
from services.live.gathering import PAUSE_SECONDS, Follower
from services.live.news import News

Handler = Callable[[News], Awaitable[None]]
Look = Callable[[], None]

SEEN: Final = "kl-seen"
"""What the browser says when its tab is hidden or shown (static/keylodge.js): whether it is seen."""


def follow(tenant_id: UUID, handler: Handler, *, pause: float = PAUSE_SECONDS) -> Callable[[], None]:
    """Await `handler`, in the current page's context, with what changes in the tenant (and each `reload`).

    At once for the first change, then once in `pause` seconds with all that came meanwhile; never twice at a time.
    A handler that fails is called again with a `reload`, so that nothing is missed; a bug is logged once. Ends with the
    page, or when the returned function is called.
    """
    return _add(Follower(tenant_id, _Hearer(context.client, handler).hear, pause)).end


def look(tenant_id: UUID, handler: Callable[[], Awaitable[None]], *, pause: float = 0.0) -> Look:
    """What has `handler` awaited, in the current page's context, `pause` seconds later; once, however often called."""

    async def hear(_: News) -> None:
        await handler()

    return _add(Follower(tenant_id, _Hearer(context.client, hear).hear, pause, changes=False)).look


class _Hearer:
    """The rounds come from outside of any page, so the page is entered by hand."""

    def __init__(self, browser: Browser, handler: Handler) -> None:
        self.browser, self.handler = browser, handler
        self.is_faulty = False

    async def hear(self, news: News) -> None:
        with self.browser:
            try:
                await self.handler(news)
            except Exception as error:  # noqa: BLE001 - the boundary
                self._fail(error)
            else:
                self.is_faulty = False

    def _fail(self, error: Exception) -> None:
        """Raise the error again where another try may end otherwise; it can't where somebody is signed out, say."""
        if self.browser.is_deleted:  # a page that was closed meanwhile has nothing to show
            return
        if isinstance(error, KeylodgeError) and not isinstance(error, Unavailable):
            tell(error)
            return
        if not self.is_faulty:
            report(error)
        self.is_faulty = True
        raise error


class _Tab:
    """All that follows on a page; told nothing while the page's tab is hidden."""

    def __init__(self) -> None:
        self.followers: list[Follower] = []
        self.is_seen = True
        ui.on(SEEN, self._note)

    def _note(self, event: GenericEventArguments) -> None:
        self.is_seen = event.args is not False
        for follower in self.followers:
            follower.come_back() if self.is_seen else follower.go_away()


def _add(follower: Follower) -> Follower:
    browser = context.client
    tab = browser.storage.get("tab")
    if tab is None:
        with browser:
            tab = browser.storage["tab"] = _Tab()
    tab.followers.append(follower)
    if not tab.is_seen:
        follower.go_away()
    browser.on_delete(follower.end)
    return follower

"""How an open page follows what others change."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import context
from nicegui.client import Client as Browser

from errors import KeylodgeError
from pages.console.frame import report, tell
from services.live.gathering import PAUSE_SECONDS, Follower
from services.live.news import News

Handler = Callable[[News], Awaitable[None]]


def follow(tenant_id: UUID, handler: Handler, *, pause: float = PAUSE_SECONDS) -> Callable[[], None]:
    """Await `handler`, in the current page's context, with what changes in the tenant (and each `reload`).

    At once for the first change, then once in `pause` seconds with all that came meanwhile; never twice at a time.
    A handler that fails is called again with a `reload`, so that nothing is missed; a bug is logged once. Ends with the
    page, or when the returned function is called.
    """
    browser = context.client
    follower = Follower(tenant_id, _Page(browser, handler).hear, pause)
    browser.on_delete(follower.end)
    return follower.end


def look(tenant_id: UUID, handler: Callable[[], Awaitable[None]], *, pause: float) -> Callable[[], None]:
    """What has `handler` awaited, in the current page's context, `pause` seconds later; once, however often called."""
    browser = context.client

    async def hear(_: News) -> None:
        await handler()

    follower = Follower(tenant_id, _Page(browser, hear).hear, pause, changes=False)
    browser.on_delete(follower.end)
    return follower.look


class _Page:
    """The rounds come from outside of any page, so the page is entered by hand."""

    def __init__(self, browser: Browser, handler: Handler) -> None:
        self.browser, self.handler = browser, handler
        self.is_faulty = False

    async def hear(self, news: News) -> None:
        with self.browser:
            try:
                await self.handler(news)
            except KeylodgeError as error:  # signed out, or no longer allowed: another try would end like this one
                tell(error)
            except Exception as error:
                if not self.is_faulty:
                    report(error)
                self.is_faulty = True
                raise
            self.is_faulty = False

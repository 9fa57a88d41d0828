"""How an open page follows what others change."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import background_tasks, context
from nicegui.client import Client as Browser

from services.live import feed
from services.live.changes import Change, Kind

Handler = Callable[[Change], Awaitable[None]]


def follow(tenant_id: UUID, handler: Handler) -> Callable[[], None]:
    """Await `handler`, in the current page's context, for each change of the tenant (and each `reload`).

    One at a time and in order; ends with the page, or when the returned function is called.
    """
    follower = _Follower(context.client, tenant_id, handler)
    end = feed.subscribe(follower.hear)
    context.client.on_delete(end)
    return end


class _Follower:
    """A page's queue of changes. The feed calls from outside of any page, so the page is entered by hand."""

    def __init__(self, browser: Browser, tenant_id: UUID, handler: Handler) -> None:
        self.browser, self.tenant_id, self.handler = browser, tenant_id, handler
        self.waiting: list[Change] = []
        self.busy = False

    def hear(self, change: Change) -> None:
        if change.kind is not Kind.RELOAD and change.tenant_id != self.tenant_id:
            return
        if change not in self.waiting:
            self.waiting.append(change)
        if not self.busy:
            self.busy = True
            background_tasks.create(self._work(), name="follow changes")

    async def _work(self) -> None:
        try:
            while self.waiting:
                change = self.waiting.pop(0)
                with self.browser:
                    await self.handler(change)
        finally:
            self.busy = False

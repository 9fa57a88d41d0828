"""Several selected clients on the Clients page: enabled, disabled, tagged or removed together."""

from collections.abc import Callable, Sequence
from uuid import UUID

from nicegui import context

from components.buttons import button
from components.clients.bulk_results import BulkResults
from components.clients.client_grid import GridRow
from components.forms.dialogs import Dialog, confirm
from components.forms.value_lists import TagsField
from pages.console.frame import current_actor
from services.clients import bulk
from services.clients.bulk import BulkAction


class ClientBulk:
    """Runs an action over the clients of `chosen`, and shows what came of each. `redraw` makes room for that."""

    def __init__(self, chosen: Callable[[], Sequence[GridRow]], redraw: Callable[[], None]) -> None:
        self.chosen, self.redraw = chosen, redraw
        self.shown = False
        self.running = False
        self.refused: list[UUID] = []
        self.action = BulkAction.ENABLE
        self.tags: list[str] = []

    def build(self) -> None:
        """Make the region for the results."""
        self.results = BulkResults(on_close=self.close)

    async def start(self, word: str) -> None:
        """Ask what has to be asked, then do it to the selected clients of this page."""
        if self.running or word not in {each.value for each in BulkAction}:
            return
        chosen = self.chosen()
        self.action, self.tags = BulkAction(word), []
        with context.client:  # not in the bar, which goes when others' changes leave less than two selected
            agreed = await self._ask(chosen)
        if agreed:
            await self._run([UUID(row.id) for row in chosen])

    async def close(self) -> None:
        """Close the results."""
        self.hide()
        self.redraw()

    def hide(self) -> None:
        """Take the results away."""
        if self.shown:
            self.shown = False
            self.results.hide()

    async def _ask(self, chosen: Sequence[GridRow]) -> bool:
        if self.action is BulkAction.REMOVE:
            names = ", ".join(row.name for row in chosen[:5]) + (" and others" if len(chosen) > 5 else "")
            loss = "Applications that use them get no more tokens. They can be restored for 30 days."
            return await confirm(f"Remove {len(chosen)} clients", [names, loss], "Remove")
        if self.action is BulkAction.TAG:
            self.tags = await _ask_tags(len(chosen))
            return bool(self.tags)
        return True

    async def _run(self, chosen: list[UUID]) -> None:
        if self.running or not chosen:
            return
        self.running, self.shown, self.refused = True, True, []
        word = "client" if len(chosen) == 1 else "clients"
        self.results.begin(f"{self.action.value} {len(chosen)} {word}", len(chosen), self._again)
        self.redraw()
        try:
            async for result in bulk.run(current_actor(), self.action, chosen, tags=self.tags):
                if not result.done:
                    self.refused.append(result.client_id)
                self.results.add(result.name, result.word, result.sentence, done=result.done)
        finally:
            self.running = False

    async def _again(self) -> None:
        await self._run(list(self.refused))


async def _ask_tags(count: int) -> list[str]:
    with Dialog("Tag", f"{count} clients") as dialog:
        field = TagsField("Tags")
    with dialog.footer:
        button("Cancel", dialog.close, size="lg")
        dialog.submit_with(button("Add", lambda: dialog.close(field.values()), kind="primary", size="lg"))
    try:
        answer = await dialog.answer()
    finally:
        dialog.delete()
    return answer if isinstance(answer, list) else []

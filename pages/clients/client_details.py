"""Details of the Clients page: loads the selected client, its secrets and its activity."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from components.activity.activity_list import activity_list
from components.clients.client_details import ClientDetails
from components.secrets.secret_list import SecretItem, SecretList, UseWords
from components.text import text
from components.time_words import ago
from errors import NotFound
from models import Secret
from pages.clients import client_rows
from pages.console.frame import current_actor, say
from pages.dialogs import first_token, secret_dialogs
from services.access import activity
from services.clients import clients, removed_clients
from services.live import clock, presence
from services.live.presence import Present
from services.secrets import secret_usage, secrets
from services.secrets.secret_usage import SecretUsage

if TYPE_CHECKING:
    from pages.clients.client_board import ClientBoard

EVENTS = 50
"""How many of a client's latest events Details shows."""


class ClientDetailsPane:
    """What Details knows. `panel` is the region that shows it."""

    panel: ClientDetails

    def __init__(self, board: "ClientBoard") -> None:
        self.board = board
        self.chosen: int | None = None
        self.here: list[Present] = []
        self.usage: dict[int, SecretUsage] = {}
        self.uses: dict[int, UseWords] = {}
        self.secrets: SecretList | None = None

    async def load(self) -> None:
        """Read the client and show it; one that was removed meanwhile is shown as such."""
        opened = self.board.view.opened
        if opened is None:
            self.panel.hide()
            return
        actor, me = current_actor(), self.board.me
        try:
            view = await clients.get(actor, opened)
        except NotFound as error:
            await self._show_gone(opened, error)
            return
        if view.client.type is not self.board.view.query.kind:
            await self.board.show_type(view.client.type)
        held: list[Secret] = []
        if me.is_administrator and view.client.type.has_secrets:
            held = await secrets.list_secrets(actor, opened)
        now, zone = await clock.now(), self.board.zone
        self.here = presence.here.others(me, looking_at=opened)
        items = tuple(client_rows.secret_item(secret, now, zone) for secret in held)
        usage = await secret_usage.of(actor, opened) if held else {}
        if opened == self.board.view.opened:
            self.usage = usage
            await self.panel.show(client_rows.details(view, items, now, zone, me, self.here))
            self._show_usage(now)
            self.board.draw()

    async def load_usage(self) -> None:
        """Say anew when and from where the secrets are used; nothing else is touched."""
        opened = self.board.view.opened
        if opened is None or not self.usage or self.panel.gone:
            return
        try:
            usage = await secret_usage.of(current_actor(), opened)
        except NotFound:
            return
        now = await clock.now()
        if opened == self.board.view.opened:
            self.usage = usage
            self._show_usage(now)

    async def load_presence(self) -> None:
        """Show who else looks at the client, where that changed."""
        opened = self.board.view.opened
        if opened and presence.here.others(self.board.me, looking_at=opened) != self.here:
            await self.load()

    def build_secrets(self, items: Sequence[SecretItem]) -> None:
        """The list of secrets, for those who may see it."""
        if not self.board.me.is_administrator:
            return
        self.secrets = SecretList(
            items,
            secrets.MOST,
            selected=self.chosen,
            on_select=self._choose,
            on_add=self._add,
            on_edit=self._edit,
            on_remove=self._remove,
            on_token=self.get_token,
        )
        self.secrets.show_uses(self.uses)

    async def get_token(self) -> None:
        """Examples, and a real token."""
        if self.board.view.opened:
            await first_token.open_first_token(self.board.view.opened)

    async def build_activity(self) -> None:
        """The client's latest audit events."""
        opened = self.board.view.opened
        if opened is None:
            return
        events, _ = await activity.search(current_actor(), "", limit=EVENTS, client_id=opened)
        if events:
            name = self.panel.data.name if self.panel.data else ""
            activity_list(events, self.board.zone, now=await clock.now(), me=self.board.me.id, about=name)
        else:
            text("p", "Nothing has happened to this client yet.", "muted")

    def _show_usage(self, now: datetime) -> None:
        zone = self.board.zone
        self.uses = {key: client_rows.use_words(use, now, zone) for key, use in self.usage.items()}
        self.panel.show_use(client_rows.last_use(self.usage.values(), now, zone))
        if self.secrets is not None:
            self.secrets.show_uses(self.uses)

    def _choose(self, secret_id: int) -> None:
        self.chosen = secret_id

    async def _add(self) -> None:
        if self.board.view.opened:
            await secret_dialogs.open_add_secret(self.board.view.opened)

    async def _edit(self) -> None:
        if self.board.view.opened and self.chosen is not None:
            await secret_dialogs.open_edit_secret(self.board.view.opened, self.chosen)

    async def _remove(self) -> None:
        if self.board.view.opened and self.chosen is not None:
            await secret_dialogs.open_remove_secret(self.board.view.opened, self.chosen)

    async def _show_gone(self, client_id: UUID, error: NotFound) -> None:
        if self.panel.data is None or self.panel.data.id != str(client_id):
            say(str(error), bad=True)
            await self.board.moves.close()
            return
        me = self.board.me
        removed = await removed_clients.read_removed(current_actor(), client_id)
        by = removed.client.removed_by_id
        if by == me.id:
            await self.board.moves.close()
            return
        person = client_rows.shown_person(by, removed.client.removed_by_name, me)
        now = await clock.now()
        when = ago(removed.client.removed_at, now, self.board.zone) if removed.client.removed_at else ""
        self.panel.show_removed(
            person, f"{person.name} removed this client {when}.", self._restore if me.is_administrator else None
        )
        self.board.draw()

    async def _restore(self) -> None:
        if self.board.view.opened:
            client = await removed_clients.restore(current_actor(), self.board.view.opened)
            say(f"{client.name} restored.")

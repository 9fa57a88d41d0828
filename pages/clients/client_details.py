"""Details of the Clients page: the selected client, its secrets with their use, its roles and its activity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from components.activity.activity_list import activity_list
from components.clients.client_details import ClientDetails
from components.secrets.secret_list import SecretItem, SecretList, UseWords
from components.text import text
from components.time_words import ago
from errors import NotFound
from models import Client, ClientType, Secret
from pages.clients import client_rows
from pages.console.frame import current_actor, say
from pages.dialogs import first_token, secret_dialogs
from services.access import activity
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.clients import clients, removed_clients
from services.clients.clients import ClientView
from services.live import clock, presence
from services.live.changes import Kind
from services.live.news import News, Readings
from services.live.presence import Present, Visitor
from services.secrets import secret_usage, secrets
from services.secrets.secret_usage import SecretUsage

EVENTS = 50
"""How many of a client's latest events Details shows."""


@dataclass(frozen=True, slots=True)
class ShownClient:
    """All that Details tell of a client, as it was at `now`; `here` are the others who look at it."""

    view: ClientView
    now: datetime
    secrets: Sequence[Secret] = ()
    usage: dict[int, SecretUsage] = field(default_factory=dict)
    here: Sequence[Present] = ()

    @property
    def id(self) -> UUID:
        """The client's ID."""
        return self.view.client.id


class ClientDetailsPane:
    """What reads and fills Details. `panel` is the region; commands act on the client that it shows."""

    panel: ClientDetails
    visitor: Visitor

    def __init__(self, me: Person, zone: ZoneInfo) -> None:
        self.me, self.zone = me, zone
        self.shown: ShownClient | None = None
        self.chosen: int | None = None
        self.uses: dict[int, UseWords] = {}
        self.secrets: SecretList | None = None

    async def read(self, client_id: UUID, readings: Readings) -> ShownClient:
        """All that Details tell of a client. Raises NotFound."""
        self.visitor.look_at(client_id)
        actor, me = current_actor(), self.me
        read = partial(_read, actor, client_id, secrets_too=me.is_administrator)
        shown = await read_shared(readings, actor, ("details", client_id, me.is_administrator), read)
        return replace(shown, here=presence.here.others(me, looking_at=client_id))

    async def draw(self, shown: ShownClient | None) -> None:
        """Show this client, or close."""
        self.shown = shown
        if shown is None:
            self.visitor.look_at(None)
            self.panel.hide()
            return
        items = tuple(client_rows.secret_item(secret, shown.now, self.zone) for secret in shown.secrets)
        data = client_rows.details(shown.view, items, shown.now, self.zone, self.me, list(shown.here))
        await self.panel.show(data)
        self._show_usage()

    def draw_removed(self, client: Client, now: datetime) -> None:
        """Keep what is shown, under a note of who removed the client."""
        person = client_rows.shown_person(client.removed_by_id, client.removed_by_name, self.me)
        when = ago(client.removed_at, now, self.zone) if client.removed_at else ""
        restore = self._restore if self.me.is_administrator else None
        self.panel.show_removed(person, f"{person.name} removed this client {when}.", restore)

    def touched_by(self, news: News, client_id: UUID) -> bool:
        """Whether the client, or one of the roles that are shown of it, changed."""
        has_roles = self.shown is not None and self.shown.view.client.type is ClientType.CLIENT_CREDENTIALS
        return news.concerns(Kind.CLIENT, client_id) or (has_roles and Kind.ROLE in news.kinds)

    def others_moved(self) -> bool:
        """Whether others came to the client or left it since it was shown."""
        shown = self.shown
        return shown is not None and presence.here.others(self.me, looking_at=shown.id) != shown.here

    async def load_usage(self) -> None:
        """Say anew when and from where the secrets are used; nothing else is touched."""
        shown = self.shown
        if shown is None or not shown.usage or self.panel.gone:
            return
        try:
            usage = await secret_usage.of(current_actor(), shown.id)
        except NotFound:
            return
        now = await clock.now()
        if shown is self.shown:
            self.shown = replace(shown, usage=usage, now=now)
            self._show_usage()

    def build_secrets(self, items: Sequence[SecretItem]) -> None:
        """The list of secrets, for those who may see it."""
        if not self.me.is_administrator:
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
        if self.shown:
            await first_token.open_first_token(self.shown.id)

    async def read_activity(self) -> Callable[[], object]:
        """Read the client's latest audit events; returns what shows them."""
        if self.shown is None:
            return lambda: None
        name = self.shown.view.client.name
        events, _ = await activity.search(current_actor(), "", limit=EVENTS, client_id=self.shown.id)
        if not events:
            return partial(text, "p", "Nothing has happened to this client yet.", "muted")
        return partial(activity_list, events, self.zone, now=await clock.now(), me=self.me.id, about=name)

    def _show_usage(self) -> None:
        if self.shown is None:
            return
        usage, now = self.shown.usage, self.shown.now
        self.uses = {key: client_rows.use_words(use, now, self.zone) for key, use in usage.items()}
        self.panel.show_use(client_rows.last_use(usage.values(), now, self.zone))
        if self.secrets is not None:
            self.secrets.show_uses(self.uses)

    def _choose(self, secret_id: int) -> None:
        self.chosen = secret_id

    async def _add(self) -> None:
        if self.shown:
            await secret_dialogs.open_add_secret(self.shown.id)

    async def _edit(self) -> None:
        if self.shown and self.chosen is not None:
            await secret_dialogs.open_edit_secret(self.shown.id, self.chosen)

    async def _remove(self) -> None:
        if self.shown and self.chosen is not None:
            await secret_dialogs.open_remove_secret(self.shown.id, self.chosen)

    async def _restore(self) -> None:
        if self.shown:
            client = await removed_clients.restore(current_actor(), self.shown.id)
            say(f"{client.name} restored.")


async def _read(actor: Actor, client_id: UUID, *, secrets_too: bool) -> ShownClient:
    view = await clients.get(actor, client_id)
    held: list[Secret] = []
    if secrets_too and view.client.type.has_secrets:
        held = await secrets.list_secrets(actor, client_id)
    usage = await secret_usage.of(actor, client_id) if held else {}
    return ShownClient(view, await clock.now(), held, usage)

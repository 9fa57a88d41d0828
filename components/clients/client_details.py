"""Details: everything of the selected client, in tabs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from components.buttons import button, icon_button
from components.notes import avatar, id_box, note, status, tag, who_note
from components.secrets.secret_list import SecretItem, token_button
from components.shell.shell import Person
from components.tabs import Tabs
from components.text import box, text
from components.waiting import waiting

Do = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of Details: a label with words, tags or a list of addresses."""

    label: str
    words: str = ""
    extra: str = ""
    tags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role as Details shows it."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class DetailsData:
    """A client in words. `roles` None: its type has none; `secrets_note` says why there are no secrets."""

    id: str
    name: str
    enabled: bool
    type_label: str
    facts: tuple[Fact, ...]
    roles: tuple[RoleWords, ...] | None = None
    activity: bool = False
    secrets_note: str = ""
    secrets: tuple[SecretItem, ...] = ()


class ClientDetails:
    """The region. `build_secrets` fills their list; `read_activity` reads a tab, and returns what fills it."""

    def __init__(
        self,
        *,
        on_close: Do,
        build_secrets: Callable[[Sequence[SecretItem]], None],
        read_activity: Callable[[], Awaitable[Callable[[], object]]],
        commands: tuple[Do, Do] | None,
        on_token: Do | None = None,
    ) -> None:
        self.on_close, self.build_secrets, self.read_activity = on_close, build_secrets, read_activity
        self.commands, self.on_token = commands, on_token
        self.tab = "details"
        self.data: DetailsData | None = None
        self.use_words = ""
        self.gone = False
        self._turn = 0
        self.region = box("details", "aside").props('role=region aria-label="Details" tabindex=-1')
        self.region.set_visibility(False)

    async def show(self, data: DetailsData) -> None:
        """Show this client; tab, scroll position and focus stay where nothing changed."""
        before = self.data
        if before is None or before.id != data.id or self.gone:
            self.tab, self.use_words = "details", ""
            self._build()
            before = None
        self.data = data
        if before is None or _head_of(before) != _head_of(data):
            self.head.clear()
            with self.head:
                self._head(data)
        if before != data or self.tab == "activity":
            await self._fill()

    def show_use(self, words: str) -> None:
        """Say when the client was last used, "" for nothing; the rest stays as it is."""
        self.use_words = words
        if self.data is not None and not self.gone:
            self.use.set_text(words)
            self.use_dot.set_visibility(bool(words))

    def show_removed(self, person: Person, words: str, on_restore: Do | None) -> None:
        """Keep the last content at half strength, under a note of who removed it."""
        if self.gone:
            return
        self.gone = True
        self.region.classes(add="gone")
        self.body.props["inert"] = True
        with self.region:
            frame = who_note(person.initials, person.hue, person.name, words)
            frame.props["role"] = "status"
            if on_restore:
                with frame:
                    button("Restore", on_restore, size="small")
            frame.move(target_index=1)

    def hide(self) -> None:
        """Close the region and forget what it held."""
        self.data = None
        self._turn += 1
        self.region.clear()
        self.region.set_visibility(False)

    def _build(self) -> None:
        self.gone = False
        self.region.classes(remove="gone")
        self.region.clear()
        self.region.set_visibility(True)
        with self.region:
            self.head = box("d-head")
            self.body = box("d-body")
            self.body.props.update({"role": "tabpanel", "id": "kl-details-panel", "tabindex": "0"})
            self._bottom_bar()

    def _head(self, data: DetailsData) -> None:
        with box("d-title"):
            icon_button("arrow-left", "Back to clients", self.on_close).classes("only-phone back")
            text("h2", data.name)
            icon_button("link", "Copy link").classes("no-phone").props["data-copy-link"] = ""
            icon_button("x", "Close Details", self.on_close).classes("no-phone")
        with box("d-sub"):
            status("on" if data.enabled else "off", "Enabled" if data.enabled else "Disabled").classes("two")
            text("span", "", "dot")
            text("span", data.type_label)
            self.use_dot = text("span", "", "dot")
            self.use = text("span", self.use_words)
            self.use_dot.set_visibility(bool(self.use_words))
        tabs: list[tuple[str, str, int | None]] = [("details", "Details", None)]
        if data.roles is not None:
            tabs.append(("roles", "Roles", len(data.roles)))
        if data.activity:
            tabs.append(("activity", "Activity", None))
        if self.tab not in [key for key, _, _ in tabs]:
            self.tab = "details"
        Tabs(tabs, self.tab, name="Parts of Details", panel_id="kl-details-panel", on_choose=self._choose)

    async def _choose(self, key: str) -> None:
        self.tab = key
        await self._fill()

    async def _fill(self) -> None:
        """Fill the tab that is chosen; where another fill began while this one read, that one does it."""
        self._turn += 1
        turn = self._turn
        build: Callable[[], object] = self._build_tab
        if self.tab == "activity":
            with waiting(self.body):
                build = await self.read_activity()
        if turn == self._turn and self.data is not None:
            self.body.clear()
            with self.body:
                build()

    def _build_tab(self) -> None:
        if self.data is None:
            return
        if self.tab == "roles":
            _roles(self.data.roles or ())
        else:
            self._facts(self.data)

    def _facts(self, data: DetailsData) -> None:
        text("div", "Client ID", "lbl quiet")
        id_box(data.id, "Copy client ID")
        with box("facts", "dl"):
            for fact in data.facts:
                text("dt", fact.label)
                with ui.element("dd"):
                    _fact(fact)
        if data.secrets_note:
            note("plain", data.secrets_note)
            if self.on_token:
                with box("sec-act"):
                    token_button(self.on_token)
        else:
            self.build_secrets(data.secrets)

    def _bottom_bar(self) -> None:
        if self.commands is None:
            return
        edit, remove = self.commands
        with box("bottombar only-phone sheet-bar"):
            button("Edit Client", edit, icon="pencil")
            button("Remove Client", remove, icon="trash-2")


def _head_of(data: DetailsData) -> tuple[object, ...]:
    return data.name, data.enabled, data.type_label, len(data.roles or ()), data.activity


def _fact(fact: Fact) -> None:
    if fact.person:
        avatar(fact.person.initials, fact.person.hue, fact.person.name, decorative=True)
    if fact.words:
        text("span", fact.words, "num")
    if fact.extra:
        text("span", fact.extra, "muted")
    if fact.tags:
        with box("tags", "span"):
            for each in fact.tags:
                tag(each)
    if fact.lines:
        with box("lines", "ul"):
            for line in fact.lines:
                text("li", line, "mono")


def _roles(roles: Sequence[RoleWords]) -> None:
    with box("plainlist", "ul"):
        for role in roles:
            with ui.element("li"):
                text("span", role.name, "strong")
                text("span", role.words, "muted")

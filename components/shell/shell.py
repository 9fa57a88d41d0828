"""The console around a page: left drawer, header, toasts, and the strip that says the connection is lost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.buttons import icon_button
from components.head import install_head
from components.notes import Hue, avatar
from components.shell.nav import NavItem, build_nav
from components.shell.toasts import Toasts
from components.text import box, icon, text
from web.assets import MARK

SCHEMES: Final = (("system", "System", "monitor-smartphone"), ("light", "Light", "sun"), ("dark", "Dark", "moon"))


@dataclass(frozen=True)
class Person:
    """Somebody as the shell shows them."""

    name: str
    initials: str
    role: str = ""
    hue: Hue = "me"


@dataclass
class Shell:
    """What a page may change of the console around it, and the toasts it speaks through."""

    toasts: Toasts
    presence: ui.element
    presence_phone: ui.element
    crumb: ui.element
    titles: list[TextElement]
    tenant: TextElement
    links: dict[str, ui.element] = field(default_factory=dict)

    def show(self, title: str, active: str, crumb: str = "Security") -> None:
        """Name the page that is shown now: title, breadcrumb before it, and the current link of the drawer."""
        ui.page_title(f"{title} · Keylodge")
        for element in self.titles:
            element.set_text(title)
        self.crumb.clear()
        with self.crumb:
            if crumb:
                text("span", crumb)
                text("span", "/", "sep").props["aria-hidden"] = "true"
        for label, link in self.links.items():
            if label == active:
                link.props["aria-current"] = "page"
            else:
                link.props.pop("aria-current", None)
            link.update()

    def set_presence(self, people: Sequence[Person]) -> None:
        """Show who else is here: three at most, then how many more."""
        for place, words in ((self.presence, True), (self.presence_phone, False)):
            place.clear()
            with place:
                show_people(people, words=words)


@contextmanager
def shell(
    title: str,
    active: str,
    *,
    nav: Sequence[NavItem],
    person: Person,
    tenant: str,
    csrf: str = "",
    crumb: str = "Security",
    help_href: str = "",
) -> Iterator[Shell]:
    """Build the console and yield it; what is built inside becomes the page. `active` is the label of its link.

    `csrf` is sent with the sign-out form as field `csrf`; without `help_href` there is no Help.
    """
    install_head()
    drawer = ui.left_drawer(value=False).props("width=212 breakpoint=760 show-if-above")
    with drawer, box("drawer", "nav").props("aria-label=Main"):
        mark("Keylodge", nav[0].href if nav else "/")
        links = build_nav(nav)
        tenant_name = build_who(person, tenant, csrf)
    with box("app"):
        phone_title, presence_phone = build_topbar(drawer, person)
        with box("panel"):
            wide_title, crumbs, presence = build_head(help_href)
            with box("offline").props("role=status"):
                icon("unplug")
                text("span", "Connection lost. Trying again…")
            page = box("page")
            page.props.update({"id": "kl-page", "tabindex": "-1"})
        made = Shell(Toasts(), presence, presence_phone, crumbs, [phone_title, wide_title], tenant_name, links)
    build_schemes()
    made.show(title, active, crumb)
    with page:
        yield made


def mark(words: str, href: str = "") -> TextElement:
    """The product's mark; a link where `href` is given. Returns the words."""
    with box("mark", "a" if href else "span") as frame:
        if href:
            frame.props["href"] = href
        ui.element("svg").props.update({"viewBox": "0 0 24 24", "aria-hidden": "true", "innerHTML": MARK})
        return text("span", words)


def build_who(person: Person, tenant: str, csrf: str) -> TextElement:
    """The foot of the drawer: the tenant as a label (returned), the person as a button that opens a menu."""
    with box("who"):
        with box("line"):
            with box("tenant", "span"):
                icon("droplets")
            with box("grow", "span"):
                name = text("span", tenant, "strong")
                text("small", "Tenant")
        with box("line", "button") as opener:
            avatar(person.initials, person.hue, size="big", decorative=True)
            with box("grow", "span"):
                text("span", person.name, "strong")
                role = text("small", person.role)
            icon("ellipsis", small=True)
        opener.props.update({"type": "button", "aria-label": f"{person.name}, account", "popovertarget": "kl-account"})
        opener.props.update({"aria-expanded": "false", "aria-describedby": role.html_id})
        build_account(csrf)
    return name


def build_account(csrf: str) -> None:
    """The account's menu. Signing out is a POST, so that no link elsewhere can do it."""
    with box("pmenu") as menu:
        menu.props.update({"id": "kl-account", "popover": "auto", "role": "group", "aria-label": "Account"})
        with ui.element("a").props("href=/account/password"):
            icon("key-round")
            text("span", "Change password")
        with ui.element("a").props("href=/account/applications"):
            icon("app-window")
            text("span", "Applications")
        with ui.element("form").props("method=post action=/logout"):
            hidden = ui.element("input")
            hidden.props.update({"type": "hidden", "name": "csrf", "value": csrf})
            with ui.element("button").props("type=submit"):
                icon("log-out")
                text("span", "Sign out")
        with box("only-phone schemes").props('role=group aria-label="Colour scheme"'):
            scheme_buttons()


def build_topbar(drawer: ui.left_drawer, person: Person) -> tuple[TextElement, ui.element]:
    """The header of a phone: menu, mark with the page's title, people."""
    with box("topbar only-phone", "header"):
        opener = icon_button("menu", "Menu")
        opener.on("click", js_handler=f"() => getElement({drawer.id}).toggle()")
        with box("mark"):
            ui.element("svg").props.update({"viewBox": "0 0 24 24", "aria-hidden": "true", "innerHTML": MARK})
            title = text("h1", "")
        box("grow", "span")
        presence = box("presence", "span")
        avatar(person.initials, person.hue, person.name, size="mid")
    return title, presence


def build_head(help_href: str) -> tuple[TextElement, ui.element, ui.element]:
    """The header of the panel: where one is, who else is here, colour scheme, help."""
    with box("head no-phone"):
        crumb = box("crumb")
        title = text("h1", "")
        box("grow", "span")
        presence = box("presence", "span")
        scheme = icon_button("sun-moon", "Colour scheme")
        scheme.props.update({"popovertarget": "kl-scheme", "aria-expanded": "false"})
        if help_href:
            with box("ib", "a") as link:
                icon("circle-question-mark")
            link.props.update({"href": help_href, "aria-label": "Help", "data-tip": "Help"})
    return title, crumb, presence


def build_schemes() -> None:
    """The menu of colour schemes; `static/keylodge.js` does the rest."""
    with box("pmenu") as menu:
        menu.props.update({"id": "kl-scheme", "popover": "auto", "role": "group", "aria-label": "Colour scheme"})
        scheme_buttons()


def scheme_buttons() -> None:
    """One button a scheme, pressed by the script where it is the one in force."""
    for key, label, name in SCHEMES:
        with ui.element("button") as made:
            icon(name)
            text("span", label)
        made.props.update({"type": "button", "data-scheme": key})


def show_people(people: Sequence[Person], *, words: bool) -> None:
    """Avatars on top of each other, and in words who it is."""
    if not people:
        return
    with box("stack", "span"):
        for person in people[:3]:
            avatar(person.initials, person.hue, person.name, size="mid", decorative=words and len(people) == 1)
        if len(people) > 3:
            text("span", f"+{len(people) - 3}", "av mid")
    if words:
        text("span", f"{people[0].name} is here" if len(people) == 1 else f"{len(people)} others are here")


__all__ = ["NavItem", "Person", "Shell", "mark", "shell"]

"""Details of a role, on the Roles page: who has it."""

from collections.abc import Sequence
from uuid import UUID

from nicegui import ui

from components.buttons import button
from components.notes import avatar, note
from components.people.signs import hue
from components.side_panel import SidePanel, steady
from components.text import box, text
from pages.roles import role_rows
from pages.roles.role_actions import RoleActions
from services.people.roles import Holders, RoleView
from web.initials import initials

Names = Sequence[tuple[UUID, str]]


def build_details(
    panel: SidePanel,
    role: RoleView,
    holders: Holders | None,
    *,
    link: str,
    me: UUID | None,
    actions: RoleActions | None,
) -> None:
    """Show `role`; `holders` and `actions` are None for those who may only know how many there are."""
    body, bar = panel.begin(role.id, role.name, role_rows.about(role), link)
    with body:
        if role.description:
            text("p", role.description, "two")
        if holders is None:
            note("plain", "Who has a role is for Tenant Administrators to see.").classes("after")
        else:
            _section("Users", holders.users, holders.user_total, "/security/users?user={}", me)
            _section("Clients", holders.clients, holders.client_total, "/security/clients/client-credentials/{}")
    bar.set_visibility(actions is not None and not role.is_built_in)
    if actions is not None and not role.is_built_in:
        with bar:
            button("Edit Role", steady(actions.edit), icon="pencil")
            button("Remove Role", steady(actions.remove), icon="trash-2")


def _section(title: str, names: Names, total: int, href: str, me: UUID | None = None) -> None:
    with box("sec-head"):
        text("h3", title)
        text("span", f"{total:,}", "muted num")
    if not names:
        text("p", "None.", "muted")
        return
    with box("plainlist", "ul"):
        for each_id, name in names:
            with ui.element("li"):
                if me:
                    avatar(initials(name), "me" if hue(each_id, me) == "me" else "", decorative=True)
                text("a", name, "grow clip rowlink").props["href"] = href.format(each_id)
        if total > len(names):
            text("li", f"and {total - len(names):,} more", "muted")

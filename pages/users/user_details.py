"""Details of a person, on the Users page."""

from datetime import datetime, tzinfo

from nicegui import ui

from components.buttons import button
from components.notes import id_box, status
from components.side_panel import SidePanel, steady
from components.text import box, text
from components.time_words import exact, short_date
from pages.users import user_rows
from pages.users.user_actions import UserActions
from services.people.user_views import UserState, UserView


def build_details(
    panel: SidePanel, user: UserView, link: str, now: datetime, zone: tzinfo, actions: UserActions
) -> None:
    """Show everything of `user`; `link` leads here."""
    signs = {UserState.ENABLED: "on", UserState.DISABLED: "off", UserState.INVITED: "quiet"}
    state = status(signs.get(user.state, "soon"), user.state.value, icon_name=_icon(user.state))  # type: ignore[arg-type]
    body, bar = panel.begin(user.id, user.name, [state, user.email], link)
    with body:
        _facts(user, now, zone)
        _roles(user)
        with box("sec-act only-phone"):
            made = button("New password link", steady(actions.make_link), icon="link")
            made.set_enabled(user.enabled)
            button("Remove User", steady(actions.remove), icon="trash-2")
    with bar:
        button("Edit User", steady(actions.edit), icon="pencil")
        if user.enabled:
            button("Disable User", steady(actions.disable), icon="circle-slash")
        else:
            button("Enable User", steady(actions.enable), icon="circle-check")


def _icon(state: UserState) -> str | None:
    return {UserState.INVITED: "mail", UserState.LINK_EXPIRED: "clock-alert"}.get(state)


def _facts(user: UserView, now: datetime, zone: tzinfo) -> None:
    text("div", "User ID", "lbl quiet")
    id_box(str(user.id), "Copy user ID")
    when, tip = user_rows.last_sign_in(user, now, zone)
    with box("facts", "dl"):
        _fact("Last sign-in", when, tip)
        _fact("Added", short_date(user.created_at, zone, now), exact(user.created_at, zone))


def _fact(label: str, words: str, tip: str) -> None:
    text("dt", label)
    with ui.element("dd"):
        shown = text("span", words, "num")
        if tip:
            shown.props["data-tip"] = tip


def _roles(user: UserView) -> None:
    with box("sec-head"):
        text("h3", "Roles")
        text("span", str(len(user.roles)), "muted num")
    with box("plainlist", "ul"):
        for role in user_rows.most_telling_first(user.roles):
            with ui.element("li"):
                text("span", role.name, "grow")
                text("span", user_rows.role_words(role), "muted right")

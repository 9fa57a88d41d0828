"""Details of a person, on the Users page."""

from typing import TYPE_CHECKING

from nicegui import ui

from components.buttons import button
from components.notes import id_box, status
from components.side_panel import steady
from components.text import box, text
from components.time_words import exact, short_date
from pages.users import user_rows
from services.people.user_views import UserState, UserView

if TYPE_CHECKING:
    from pages.users.user_board import UserBoard


def build_details(board: "UserBoard", user: UserView) -> None:
    """Show everything of `user` in the board's panel."""
    signs = {UserState.ENABLED: "on", UserState.DISABLED: "off", UserState.INVITED: "quiet"}
    state = status(signs.get(user.state, "soon"), user.state.value, icon_name=_icon(user.state))  # type: ignore[arg-type]
    body, bar = board.panel.begin(user.id, user.name, [state, user.email], board.link())
    with body:
        _facts(board, user)
        _roles(user)
        with box("sec-act only-phone"):
            made = button("New password link", steady(board.actions.make_link), icon="link")
            made.set_enabled(user.enabled)
            button("Remove User", steady(board.actions.remove), icon="trash-2")
    with bar:
        button("Edit User", steady(board.actions.edit), icon="pencil")
        if user.enabled:
            button("Disable User", steady(board.actions.disable), icon="circle-slash")
        else:
            button("Enable User", steady(board.actions.enable), icon="circle-check")


def _icon(state: UserState) -> str | None:
    return {UserState.INVITED: "mail", UserState.LINK_EXPIRED: "clock-alert"}.get(state)


def _facts(board: "UserBoard", user: UserView) -> None:
    text("div", "User ID", "lbl quiet")
    id_box(str(user.id), "Copy user ID")
    when, tip = user_rows.last_sign_in(user, board.now, board.zone)
    with box("facts", "dl"):
        _fact("Last sign-in", when, tip)
        _fact("Added", short_date(user.created_at, board.zone, board.now), exact(user.created_at, board.zone))


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

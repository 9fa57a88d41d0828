"""A client's ID in a form, where it can't be changed: read, copied, not typed."""

from components.notes import copy_button
from components.text import box, text


def client_id_field(client_id: str) -> None:
    """A read-only text box "Client ID" with a copy button."""
    with box("field"):
        label = text("div", "Client ID", "lbl")
        with box("idbox fixed-id"):
            shown = box("mono grow", "input")
            copy_button(client_id, "Copy client ID")
    shown.props.update({"value": client_id, "readonly": True, "aria-labelledby": label.html_id})

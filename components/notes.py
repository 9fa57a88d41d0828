"""Small signs: notes, states, people, tags, copying, and what there is when there is nothing."""

from collections.abc import Sequence
from typing import Literal

from nicegui import ui

from components.buttons import Button, ClickHandler, button, icon_button
from components.text import box, icon, text

NoteKind = Literal["plain", "info", "ok", "soon", "bad", "who1", "who2"]
StatusKind = Literal["on", "off", "ok", "soon", "bad", "quiet"]
Hue = Literal["", "me", "w1", "w2"]

NOTE_ICONS: dict[str, str] = {"ok": "circle-check", "soon": "triangle-alert", "bad": "circle-alert", "plain": "info"}
STATUS_ICONS: dict[str, str] = {"ok": "check", "soon": "clock-alert", "bad": "circle-x", "quiet": "infinity"}


def note(kind: NoteKind, words: str = "", *, strong: str = "", icon_name: str | None = None) -> ui.element:
    """A sentence in a frame: `strong` is the heavier beginning of it. Returns the frame: add a link with `with`."""
    kind = "plain" if kind == "info" else kind
    with box(f"note {kind}") as frame:
        name = icon_name or NOTE_ICONS.get(kind)
        if name is not None:
            icon(name)
        with box("grow"):
            if strong:
                text("span", strong, "strong")
                text("span", " ")
            text("span", words)
    return frame


def who_note(initials: str, hue: Hue, name: str, words: str) -> ui.element:
    """What a colleague did, in that colleague's hue."""
    with box(f"note {'who2' if hue == 'w2' else 'who1'}") as frame:
        avatar(initials, hue, name, decorative=True)
        text("span", words, "grow")
    return frame


def empty_state(
    title: str,
    words: str = "",
    *,
    action: str = "",
    on_action: ClickHandler | None = None,
    icon_name: str | None = None,
) -> ui.element:
    """What this place is for, then one button."""
    with box("empty") as frame, box("in") as inside:
        text("h2", title)
        if words:
            text("p", words, "lead")
        if action:
            with box("go"):
                button(action, on_action, icon=icon_name, kind="primary", size="lg")
    inside.props["role"] = "group"
    inside.props["aria-label"] = title
    return frame


def status(kind: StatusKind, words: str, *, icon_name: str | None = None) -> ui.element:
    """A state: a dot for on and off, an icon for the others, always with its word."""
    with box(f"st {'' if kind in ('on', 'off') else kind}", "span") as frame:
        if kind in ("on", "off"):
            box("led on" if kind == "on" else "led", "span")
        else:
            icon(icon_name or STATUS_ICONS[kind], small=True)
        text("b" if kind in ("soon", "bad") else "span", words)
    return frame


def avatar(initials: str, hue: Hue = "", name: str = "", *, size: str = "", decorative: bool = False) -> ui.element:
    """A person as initials, named and with a tooltip unless the name stands beside it."""
    made = text("span", initials, f"av {hue} {size}")
    if decorative or not name:
        made.props["aria-hidden"] = "true"
    else:
        made.props.update({"role": "img", "aria-label": name, "data-tip": name})
    return made


def tag(words: str) -> ui.element:
    """One tag."""
    return text("span", words, "tag")


def tags(words: Sequence[str], most: int = 2) -> ui.element:
    """The first tags and how many more there are, those named in a tooltip."""
    with box("tags", "span") as frame:
        for word in words[:most]:
            tag(word)
        if len(words) > most:
            tag(f"+{len(words) - most}").props["data-tip"] = ", ".join(words[most:])
    return frame


def copy_button(value: str, name: str, *, label: str = "", kind: Literal["", "primary"] = "") -> Button:
    """Copy `value`; the button says "Copied" for two seconds. Icon alone without `label`. `name`: "Copy client ID".

    The value is kept in the element: delete a button that copied a secret. The browser raises `copied` on the button.
    """
    made = button(label, None, icon="copy", kind=kind) if label else icon_button("copy", name, mini=True)
    made.props.update({"data-copy": value, "aria-label": name})
    return made


def id_box(value: str, name: str) -> ui.element:
    """A whole ID in a frame, with a copy button called `name`."""
    with box("idbox") as frame:
        text("span", value, "mono clip grow")
        copy_button(value, name)
    return frame

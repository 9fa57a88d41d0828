"""What was typed into a form and not yet saved, kept in the browser's session storage: see static/drafts.js."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nicegui import context, ui

from components.buttons import ClickHandler, button
from components.notes import note

ANSWER_S: Final = 3.0
"""Seconds that a browser may take to say what it has kept."""
_KEY: Final = re.compile(r"[a-z0-9/-]{1,200}")
_LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What the browser kept. Hostile: fields check each value (`Entry.from_draft`).

    `base` is what the form held when it was opened, in the same form; `mark` the word it was opened with.
    """

    values: Mapping[str, object]
    base: Mapping[str, object]
    mark: str = ""
    changed: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        changed = tuple(name for name, value in self.values.items() if value != self.base.get(name))
        object.__setattr__(self, "changed", changed)


def draft_key(scope: str, *parts: str) -> str:
    """The key of a form's draft: `scope` is the person, so that nobody is offered another's. ValueError if unfit."""
    key = "/".join((scope, *parts))
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a draft")
    return key


async def read_draft(key: str) -> Draft | None:
    """What was kept under `key`, None for nothing, or where the browser doesn't answer."""
    return parse_draft(await _ask(f"keylodge.drafts.read({json.dumps(key)})"))


async def pending_drafts(scope: str) -> list[str]:
    """The keys of what this person left behind on this very address."""
    found = await _ask(f"keylodge.drafts.pending({json.dumps(scope)})")
    keys = found if isinstance(found, list) else []
    return [key for key in keys[:20] if isinstance(key, str) and _KEY.fullmatch(key)]


def clear_draft(key: str, *, ends: bool = True) -> None:
    """Forget what was kept: it was saved, or discarded. A form that stays (`ends=False`) is kept on from now."""
    how = "clear" if ends else "forget"
    context.client.run_javascript(f"keylodge.drafts.{how}({json.dumps(key)})")


def mark_form(form: ui.element, key: str, base: Mapping[str, object], mark: str = "") -> None:
    """Have the browser keep what is typed in `form`; `base` is what counts as unchanged."""
    form.props.update({"data-draft": key, "data-base": json.dumps(base), "data-mark": mark})


def tell_brought_back(start_over: ClickHandler) -> None:
    """Say that earlier text stands in the form again, and offer to throw it away."""
    with note("plain", "Your earlier text was brought back.", icon_name="history"):
        button("Start over", start_over, kind="flat", size="small")


def parse_draft(text: object) -> Draft | None:
    """A kept draft as the browser sent it; None for anything that can't be one, or that changes nothing."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    values, base, mark = (
        (kept.get(name) for name in ("values", "base", "mark")) if isinstance(kept, dict) else (0, 0, 0)
    )
    if not isinstance(values, dict) or not isinstance(base, dict):
        return None
    draft = Draft(values, base, mark if isinstance(mark, str) else "")
    return draft if draft.changed else None


async def _ask(code: str) -> Any:
    try:
        return await ui.run_javascript(code, timeout=ANSWER_S)
    except TimeoutError:
        return None

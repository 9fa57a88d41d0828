"""After a lost connection or a restarted server the page loads again: open the dialog that was open."""

import inspect
from collections.abc import Awaitable, Callable, Mapping

from components.forms.drafts import clear_draft, pending_drafts
from errors import NotFound
from pages.console.frame import current_person

Openers = Mapping[str, Callable[..., Awaitable[None]]]
"""What opens a dialog again, by the first part of its draft's key; it gets the other parts, as texts."""


async def reopen_dialog(openers: Openers) -> None:
    """Open the dialog in which this person left unsaved text at this very address, if there is one."""
    person = await current_person()
    for key in await pending_drafts(str(person.id)):
        try:
            await _open(openers, *key.split("/")[1:])
        except (ValueError, NotFound):
            clear_draft(key)
        else:
            return


async def _open(openers: Openers, name: str = "", *parts: str) -> None:
    if name not in openers:
        raise ValueError(name)
    try:
        inspect.signature(openers[name]).bind(*parts)
    except TypeError:
        raise ValueError(parts) from None
    await openers[name](*parts)

"""An edit dialog from its opening to its end: its draft, what others save meanwhile, and starting over."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from nicegui import context

from components.forms.drafts import draft_key, read_draft
from components.forms.form_dialog import START_OVER, FormDialog
from pages.console.frame import current_person
from pages.console.live import follow
from services.access.access import Person
from services.live.news import News


class EditDialog(Protocol):
    """A form on something stored, and what it does when that changes."""

    form: FormDialog

    async def hear(self, news: News) -> None:
        """Something of the tenant changed."""


async def open_edit(make: Callable[[Person], Awaitable[EditDialog]], *key: str) -> None:
    """Open the dialog that `make` builds for the person as they are now, until it is saved or left.

    `key` names the form and its target, for the draft. What `make` raises is the caller's.
    """
    again = True
    while again:
        person = await current_person()
        with context.client:  # the control that was pressed may be drawn anew meanwhile
            dialog = await make(person)
        dialog.form.start(draft := draft_key(str(person.id), *key), await read_draft(draft))
        end = follow(person.tenant_id, dialog.hear)
        try:
            again = await dialog.form.answer() == START_OVER
        finally:
            end()

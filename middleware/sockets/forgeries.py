"""Requests with a session that no page of ours made: refused where they arrive, and written down here."""

from starlette.types import Scope

from middleware.exchange import caller, person
from models.actions import Attempt
from services.access import access

MOST = 1000
"""Sessions that are remembered as having been written down."""


class Forgeries:
    """Notes them once a session, so that nobody floods the audit trail."""

    def __init__(self) -> None:
        self.noted: set[str] = set()

    async def note(self, scope: Scope) -> None:
        """Record that the person of this session sent something by hand, or from another site; of strangers nothing."""
        sender, session = person(scope), caller(scope).session_hash
        if sender is None or session in self.noted:
            return
        self.noted = {*self.noted, session} if len(self.noted) < MOST else {session}
        await access.record_refusal(sender, Attempt.PAGE_FORGE, scope["path"])

"""The error tree. Services raise these; each surface translates them once. A leaf: imports nothing of ours."""

from collections.abc import Mapping
from typing import Any


class KeylodgeError(Exception):
    """What may be told to a person: `str(error)` is a whole sentence that says what to do."""


class SettingsError(KeylodgeError):
    """A setting is missing or wrong; stops the start."""


class NotFound(KeylodgeError):
    """Nothing of that name is in the actor's tenant."""


class SignedOut(KeylodgeError):
    """The session is gone, expired or its person disabled."""

    def __init__(self, message: str = "You are signed out. Sign in again to go on.") -> None:
        super().__init__(message)


class Forbidden(KeylodgeError):
    """The actor's roles, as they are now, don't allow this."""


class RuleViolation(KeylodgeError):
    """Input breaks a rule.

    `fields` maps a field's name to its sentence; entries of a list are named `redirect_uris.2`.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class Taken(RuleViolation):
    """Something that has to be the only one of its kind exists already: a client's ID, an email, a role's name."""


class Stale(KeylodgeError):
    """What the change was based on isn't current any more, and the asker wanted it done only if it was."""


class Conflict(KeylodgeError):
    """Somebody changed the same fields since they were read.

    `mine` and `theirs` hold the fields in conflict, `version` what to base the next try on, `by` who changed them.
    """

    def __init__(
        self,
        message: str,
        *,
        mine: Mapping[str, Any] | None = None,
        theirs: Mapping[str, Any] | None = None,
        version: int = 0,
        by: str = "",
    ) -> None:
        super().__init__(message)
        self.mine = dict(mine or {})
        self.theirs = dict(theirs or {})
        self.version = version
        self.by = by


class TooManyAttempts(KeylodgeError):
    """Throttled; `wait` is in whole seconds."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Unavailable(KeylodgeError):
    """The database can't be used now. Nothing is wrong with what was asked; `wait` whole seconds, and ask again."""

    def __init__(self, message: str, wait: int = 5) -> None:
        super().__init__(message)
        self.wait = wait

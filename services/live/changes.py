"""What a change is: that an object changed, never how. Every process hears of it, and reads for itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What changed."""

    CLIENT = "client"
    """A client, or a secret of it."""
    USER = "user"
    ROLE = "role"
    TENANT = "tenant"
    SESSION = "session"
    """A session ended; the ID is its hash."""
    TOKEN = "token"  # noqa: S105 - a word, no password
    """A token or grant was revoked; the ID is its own, a token's `jti`. None: which, nobody says."""
    SIGNING_KEY = "signing key"
    USAGE = "usage"
    """Uses of secrets were counted: on their way every few seconds, so caches don't go by them."""
    RELOAD = "reload"
    """Something was missed: whoever shows or remembers anything reads it again."""

    @classmethod
    def _missing_(cls, _word: object) -> "Kind":
        """The word of a later Keylodge on the same database: all may be another."""
        return cls.RELOAD


@dataclass(frozen=True, slots=True)
class Change:
    """That an object changed. No tenant: it concerns all of them."""

    tenant_id: UUID | None
    kind: Kind
    id: str
    version: int = 0
    actor_id: UUID | None = None

    def concerns(self, kind: Kind, id: object) -> bool:
        """Whether whoever shows that object has to read it again."""
        return self.kind is Kind.RELOAD or (self.kind is kind and self.id == str(id))


RELOAD = Change(None, Kind.RELOAD, "")
"""Everything, in every tenant, may be another."""

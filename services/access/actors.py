"""Who asks. An actor is a claim; `services.access.access` looks up, at the moment of each action, who that is now."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Surface(StrEnum):
    """By which way an action came."""

    CONSOLE = "console"
    API = "api"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Bearer:
    """What an access token that verified says of itself: its client, and what it was given for."""

    client_id: UUID
    generation: int = 0
    """`Client.generation` when it was given: restoring a removed client begins a new one."""
    secret_id: int | None = None
    """The secret that a client-credentials client proved itself with."""
    grant_id: UUID | None = None
    """What a person agreed to, where the client acts for one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, by which surface and from which address. Says nothing about what they may."""

    surface: Surface
    address: str = ""
    session_hash: str = ""
    """SHA-256 of the console session's token (models.Session)."""
    tenant_id: UUID | None = None
    """Only for the command line: the tenant an operator works on."""
    bearer: Bearer | None = None
    """Only for the API: the token it came with."""


def operator(tenant_id: UUID | None) -> Actor:
    """The operator at the command line, working on one tenant (None: on the installation)."""
    return Actor(surface=Surface.COMMAND_LINE, tenant_id=tenant_id)

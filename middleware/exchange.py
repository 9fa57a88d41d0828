"""Who asks, as the walls note it for everybody further in."""

from typing import cast

from starlette.types import Scope

from services.access.access import Person
from services.access.actors import Actor, Surface


def set_address(scope: Scope, address: str) -> None:
    """Note where the request comes from; until a session is found, a stranger asks."""
    set_caller(scope, Actor(Surface.CONSOLE, address), None)


def set_caller(scope: Scope, actor: Actor, person: Person | None) -> None:
    """Note who asks, for everybody further in: `request.state.actor` and `request.state.person`."""
    state = scope.setdefault("state", {})
    state["actor"] = actor
    state["person"] = person


def caller(scope: Scope) -> Actor:
    """Who asks; a stranger's session hash is empty."""
    return cast(Actor, (scope.get("state") or {}).get("actor") or Actor(Surface.CONSOLE))


def person(scope: Scope) -> Person | None:
    """Whom the session belongs to, as they were when the request came; None for a stranger."""
    return cast("Person | None", (scope.get("state") or {}).get("person"))

"""Two people edit one thing: different fields both hold, lists are joined, the same field asks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from errors import Conflict

Items = tuple[Any, ...]
Settle = Callable[[str, Items], Items | None]
"""A joined list of the field as it may be stored, or None where it breaks a rule."""


def as_it_is(_name: str, items: Items) -> Items | None:
    """A Settle for lists without rules."""
    return items


def merge(
    base: Mapping[str, Any],
    wanted: Mapping[str, Any],
    current: Mapping[str, Any],
    *,
    version: int,
    by: str,
    settle: Settle = as_it_is,
) -> dict[str, Any]:
    """The fields to write: what `wanted` changes of `base` (as read), laid over `current` (as stored now).

    Of lists (tuples) that both changed, what either added or removed holds. Raises Conflict, naming both values, where
    somebody else changed the same field to something else, or where a joined list breaks a rule.
    """
    changes: dict[str, Any] = {}
    clashing: list[str] = []
    for name, mine in wanted.items():
        was, theirs = base.get(name), current[name]
        if mine in (was, theirs):
            continue
        if theirs == was:
            changes[name] = mine
            continue
        joined = join_settled(name, was, mine, theirs, settle)
        if joined is None:
            clashing.append(name)
        elif joined != theirs:
            changes[name] = joined
    if clashing:
        raise Conflict(
            f"{by or 'Somebody'} changed the same fields meanwhile. Choose which values to keep.",
            mine={name: wanted[name] for name in clashing},
            theirs={name: current[name] for name in clashing},
            version=version,
            by=by,
        )
    return changes


def join_settled(name: str, was: Any, mine: Any, theirs: Any, settle: Settle) -> Items | None:
    """The list of both, as it may be stored; None where it breaks a rule, or where these are no lists."""
    if not (isinstance(was, tuple) and isinstance(mine, tuple) and isinstance(theirs, tuple)):
        return None
    joined = join(was, mine, theirs)
    return None if joined is None else settle(name, joined)


def join(was: Items, mine: Items, theirs: Items) -> Items | None:
    """What either side added to `was` or removed from it, in the order of the side that changed the order.

    What was added at the end stands at the end, theirs first. None where both changed the order, differently.
    """
    was, mine, theirs = (tuple(dict.fromkeys(items)) for items in (was, mine, theirs))
    kept = [item for item in was if item in mine and item in theirs]
    my_order, their_order = _only(mine, kept), _only(theirs, kept)
    if my_order not in (kept, their_order) and their_order != kept:
        return None
    frame, other = (theirs, mine) if my_order in (kept, their_order) else (mine, theirs)
    joined = [item for item in frame if item in other or item not in was]
    for at, item in enumerate(other):
        if item not in was and item not in joined:
            joined.insert(_place(joined, other[:at], other[at + 1 :]), item)
    return tuple(joined)


def _only(items: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    return [item for item in items if item in kept]


def _place(joined: Sequence[Any], before: Items, after: Items) -> int:
    """Behind what it stood behind, or before what it stood before; at the end where nothing stood behind it."""
    if not any(item in joined for item in after):
        return len(joined)
    known = [item for item in before if item in joined]
    return joined.index(known[-1]) + 1 if known else 0

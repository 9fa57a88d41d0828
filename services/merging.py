"""Two people edit one thing: different fields both hold, the same field asks."""

from collections.abc import Mapping
from typing import Any

from errors import Conflict


def merge(
    base: Mapping[str, Any], wanted: Mapping[str, Any], current: Mapping[str, Any], *, version: int, by: str
) -> dict[str, Any]:
    """The fields to write: what `wanted` changes of `base` (as read), laid over `current` (as stored now).

    Raises Conflict, naming both values, where somebody else changed the same field to something else.
    """
    mine = {name: value for name, value in wanted.items() if value != base.get(name)}
    clashing = [name for name, value in mine.items() if current[name] != base.get(name) and current[name] != value]
    if clashing:
        raise Conflict(
            f"{by or 'Somebody'} changed the same fields meanwhile. Choose which values to keep.",
            mine={name: wanted[name] for name in clashing},
            theirs={name: current[name] for name in clashing},
            version=version,
            by=by,
        )
    return {name: value for name, value in mine.items() if current[name] != value}

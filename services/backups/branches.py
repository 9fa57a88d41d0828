"""Where the trails of two databases of one installation part.

A backup may also hold what is newer than the database that it replaces: whoever restored the wrong one restores the
right one next. What only the backup's own trail tells of is no revocation.
"""

from typing import Any

from services.backups.side_databases import Read, Row

Touched = frozenset[tuple[str, str]]
"""Kind and ID of the targets of events."""


async def touched_by_backup_alone(backup: Read, replaced: Read) -> Touched:
    """What the backup's trail tells of after the two part, and the other's doesn't; nothing where they share none."""
    newest = await _event(backup, "id > 0")
    if newest is None or await _has(replaced, newest):
        return frozenset()
    fork = await _fork(backup, replaced, int(newest["id"]))
    return await _touched(backup, fork) - await _touched(replaced, fork) if fork else frozenset()


async def _fork(backup: Read, replaced: Read, newest: int) -> int:
    """The ID of the last event that both have, found by halving; 0 where they share none."""
    shared, low, high = 0, 0, newest
    while high - low > 1:
        middle = (low + high) // 2
        event = await _event(backup, f"id > {low} AND id <= {middle}")
        if event is None:
            low = middle
        elif await _has(replaced, event):
            shared, low = int(event["id"]), middle
        else:
            high = int(event["id"])
    return shared


async def _event(ask: Read, where: str) -> Row | None:
    query = f"SELECT id, at, action, target_id FROM audit_event WHERE {where} ORDER BY id DESC LIMIT 1"  # noqa: S608 - numbers
    rows = await ask(query)
    return rows[0] if rows else None


async def _has(ask: Read, event: Row) -> bool:
    other = await _event(ask, f"id = {int(event['id'])}")
    return other is not None and _said(other) == _said(event)


def _said(event: Row) -> tuple[Any, ...]:
    return tuple(event[name] for name in ("at", "action", "target_id"))


async def _touched(ask: Read, fork: int) -> Touched:
    query = f"SELECT DISTINCT target_kind, target_id FROM audit_event WHERE id > {int(fork)}"  # noqa: S608 - a number
    return frozenset((str(row["target_kind"]), str(row["target_id"])) for row in await ask(query))

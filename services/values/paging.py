"""A page of rows by its number, read from the nearer end of the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows of how many."""

    offset: int
    limit: int
    total: int


async def read_page(rows: "QuerySet[Any]", order: Sequence[str], span: Span) -> list[Any]:
    """The rows of that span, in that order, which must end with the primary key.

    Beyond the first page it is their keys that are looked for, in an index alone where it holds what `rows` asks for;
    a row that goes meanwhile is left out.
    """
    limit = min(span.limit, span.total - span.offset)
    behind = span.total - span.offset - limit
    if limit <= 0:
        return []
    if span.offset == 0:
        found: list[Any] = await rows.order_by(*order).limit(limit)
        return found
    if span.offset <= behind:
        keys: list[Any] = await rows.order_by(*order).offset(span.offset).limit(limit).values_list("id", flat=True)
    else:
        back = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
        keys = await rows.order_by(*back).offset(behind).limit(limit).values_list("id", flat=True)
        keys.reverse()
    by_key = {row.pk: row for row in await rows.model.filter(pk__in=keys)}
    return [by_key[key] for key in keys if key in by_key]

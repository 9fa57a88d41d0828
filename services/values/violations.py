"""Collecting what is wrong with a form, so that every field says so at once."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from errors import RuleViolation

T = TypeVar("T")


class Violations:
    """The sentences so far, by field. What a check returns is of use only where `collecting` ends without raising."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def add(self, field: str, sentence: str) -> None:
        """Something is wrong with a field."""
        self.fields[field] = sentence

    def take(self, check: Callable[[], T]) -> T:
        """What `check` returns; its RuleViolation is kept for the end."""
        try:
            return check()
        except RuleViolation as error:
            self.fields |= error.fields
            return cast("T", None)

    async def wait(self, check: Awaitable[T], prefix: str = "") -> T:
        """What `check` comes to when awaited; its RuleViolation is kept for the end, fields with `prefix` before."""
        try:
            return await check
        except RuleViolation as error:
            self.fields |= {f"{prefix}{name}": sentence for name, sentence in error.fields.items()}
            return cast("T", None)


@contextmanager
def collecting() -> Iterator[Violations]:
    """Run every check of the block, then raise one RuleViolation with all that they found."""
    found = Violations()
    yield found
    if found.fields:
        raise RuleViolation(found.fields)

"""The ID of the request at hand: in each line of the log, in the answer, in what people see of a fault, in the trail.

It follows the work wherever tasks take it, because a task inherits its maker's context.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

LONGEST = 64
"""Characters, as in `audit_event.request_id`."""
_FORM = re.compile(rf"[0-9A-Za-z._-]{{8,{LONGEST}}}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The ID of the request that this is part of; empty outside of one."""
    return _current.get()


def make() -> str:
    """A new ID: 32 hexadecimal digits. It names a request and opens nothing, so it need not be hard to guess."""
    return f"{random.getrandbits(128):032x}"


def is_good(given: str) -> bool:
    """Whether an ID that a proxy gave may stand in logs and in the trail."""
    return _FORM.fullmatch(given) is not None


def enter(request_id: str) -> Token[str]:
    """This is part of the request `request_id` from now on, until `leave`."""
    return _current.set(request_id)


def leave(token: Token[str]) -> None:
    """End what `enter` began."""
    _current.reset(token)


@contextmanager
def part_of_one() -> Iterator[None]:
    """What the block does is a request of its own, such as one press on an open page."""
    token = enter(make())
    try:
        yield
    finally:
        leave(token)

"""SQLite's WAL index, where its readers look too: whether anybody committed anything, without a system call.

Its header stands there twice, and a writer changes one copy after the other (https://sqlite.org/walformat.html): where
both are as they were, nobody has committed.
"""

import os
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path

import db

COPY = 48
"""Bytes of one copy."""


def open_index(path: str) -> mmap | bytes:
    """The two copies of the header, of a database in WAL mode that is open; no bytes where it has no index.

    It is let go once every connection is closed: SQLite's own locks on that file end as soon as this process closes
    any handle of it (POSIX has it so), and another process would take the database for nobody's.
    """
    with suppress(OSError, ValueError):
        handle = os.open(Path(f"{path}-shm"), os.O_RDONLY | os.O_CLOEXEC)
        db.at_close(lambda: os.close(handle))
        index = mmap(handle, 2 * COPY, access=ACCESS_READ)  # which has a handle of its own
        db.at_close(index.close)
        return index
    return b""


def is_settled(header: bytes) -> bool:
    """Whether both copies say the same."""
    return header[:COPY] == header[COPY:] != b""

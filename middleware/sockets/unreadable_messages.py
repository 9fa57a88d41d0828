"""What arrives on a socket and can't be read: dropped by engine.io, which would log a traceback for each message."""

import logging
import time
from typing import Final

import socketio

log = logging.getLogger("keylodge.sockets")
EVERY_S: Final = 10.0
"""Seconds between two lines: whoever is signed in could fill the log, and what a browser sent is not for the log."""


def keep_quiet(sio: socketio.AsyncServer) -> None:
    """Have a line from time to time instead of engine.io's tracebacks; once a process."""
    sio.eio.logger.addFilter(_Line())


def note(error: BaseException) -> None:
    """Log that a message could not be read, and nothing of what it holds."""
    log.warning("A message from a browser could not be read: %s", type(error).__name__)


class _Line(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.last = -EVERY_S

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR or record.exc_info is None:
            return True
        if record.exc_info[1] is not None and time.monotonic() - self.last >= EVERY_S:
            self.last = time.monotonic()
            note(record.exc_info[1])
        return False

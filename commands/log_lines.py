"""The log: lines of text or of JSON on standard error, each with the ID of the request that it is part of."""

import logging
from datetime import UTC, datetime
from typing import Final

import orjson

from services.watch import request_ids
from settings import Settings

TEXT: Final = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
NO_REQUEST: Final = "-"
CHATTY: Final = ("asyncio", "aiosqlite", "tortoise", "engineio", "socketio", "websockets", "asyncpg")
"""Libraries that would write down statements or messages, with secrets in them: quiet at "debug" too."""


def set_up(settings: Settings) -> None:
    """Log to standard error. No access log: one-time links carry their token in the path."""
    logging.basicConfig(level=settings.log_level.upper(), handlers=[make_handler(settings.log_format)])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_says_more_than_the_sentence)


def make_handler(log_format: str) -> logging.Handler:
    """What writes the lines to standard error as it is now: "json", or text."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if log_format == "json" else logging.Formatter(TEXT))
    handler.addFilter(_name_request)
    return handler


class JsonLines(logging.Formatter):
    """One object a line: `time` (UTC), `level`, `logger`, `message`, `request_id`; of a bug its `traceback` too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request_id := getattr(record, "request_id", NO_REQUEST)) != NO_REQUEST:
            line["request_id"] = request_id
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def _name_request(record: logging.LogRecord) -> bool:
    record.request_id = request_ids.current() or NO_REQUEST
    return True


def _says_more_than_the_sentence(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Application startup failed")

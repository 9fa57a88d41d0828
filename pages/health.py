"""What a supervisor or load balancer asks."""

import asyncio
import logging
import math
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import db
from errors import Unavailable
from services.live import echo

log = logging.getLogger("keylodge.health")
REMEMBERED_S = 1.0
"""Seconds."""
PATIENCE_S = 3.0
"""Seconds after which we aren't ready, whatever the answer will be."""


async def live(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(_: Request) -> Response:
    """No migration is missing, something can be written, and it is heard of as a change is; otherwise 503.

    However many ask: it is looked at once in a second.
    """
    why = await _Memory.recall()
    if not why:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not ready", "why": why}, 503, {"retry-after": "1"})


class _Memory:
    """What was found last, or is being found."""

    looked_at = -math.inf
    look: "asyncio.Task[str] | None" = None

    @classmethod
    async def recall(cls) -> str:
        now = time.monotonic()
        if cls.look is None or (cls.look.done() and now - cls.looked_at >= REMEMBERED_S):
            cls.look, cls.looked_at = asyncio.ensure_future(_find_obstacle()), now
        return await asyncio.shield(cls.look)


async def _find_obstacle() -> str:
    """Why we aren't ready; empty where we are."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            if not await db.is_current():
                return "A migration is missing. Run: python main.py migrate"
            return "" if await echo.comes_back() else "What is announced in the database is not heard of here."
    except Unavailable as error:
        return str(error)
    except TimeoutError:
        return "The database doesn't answer in time."
    except Exception:
        log.exception("Not ready")
        return "The log says why."


routes = [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]

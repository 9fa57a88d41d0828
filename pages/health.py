"""What a supervisor or load balancer asks."""

import asyncio
import logging
import math
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import db
from services.live import feed

log = logging.getLogger("keylodge.health")
REMEMBERED_S = 1.0
"""Seconds."""


async def live(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(_: Request) -> Response:
    """The database is reached, no migration is missing, and changes of other processes arrive; otherwise 503.

    However many ask: it is looked at once in a second.
    """
    why = await _Memory.recall()
    return JSONResponse({"status": "not ready", "why": why}, 503) if why else JSONResponse({"status": "ready"})


class _Memory:
    """What was found last, or is being found."""

    looked_at = -math.inf
    look: "asyncio.Task[str] | None" = None

    @classmethod
    async def recall(cls) -> str:
        now = time.monotonic()
        if cls.look is None or now - cls.looked_at >= REMEMBERED_S:
            cls.look, cls.looked_at = asyncio.ensure_future(_find_obstacle()), now
        return await asyncio.shield(cls.look)


async def _find_obstacle() -> str:
    """Why we aren't ready; empty where we are."""
    try:
        current = await db.is_current()
    except Exception as error:  # noqa: BLE001 - whatever it is, we aren't ready
        log.warning("Not ready: the database can't be reached (%s)", type(error).__name__)
        return "The database can't be reached."
    if not current:
        return "A migration is missing. Run: python main.py migrate"
    return "" if feed.is_alive() else "The change feed has no connection."


routes = [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]

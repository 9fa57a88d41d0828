"""What a supervisor or load balancer asks."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import db
from services.live import feed

log = logging.getLogger("keylodge.health")


async def live(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(_: Request) -> Response:
    """The database is reached, no migration is missing, and changes of other processes arrive; otherwise 503."""
    try:
        current = await db.is_current()
    except Exception as error:  # noqa: BLE001 - whatever it is, we aren't ready
        log.warning("Not ready: the database can't be reached (%s)", type(error).__name__)
        return _not_ready("The database can't be reached.")
    if not current:
        return _not_ready("A migration is missing. Run: python main.py migrate")
    if not feed.is_alive():
        return _not_ready("The change feed has no connection.")
    return JSONResponse({"status": "ready"})


def _not_ready(why: str) -> Response:
    return JSONResponse({"status": "not ready", "why": why}, 503)


routes = [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]

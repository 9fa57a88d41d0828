"""What a running server tidies up by itself: clients removed long ago, and notes that nothing asks for any more."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from models import DeviceCode, Grant, RevokedToken, SecretAddress, SecretUse
from services.clients import removed_clients
from services.live import clock
from services.live.waits import beside
from services.oauth import device_codes
from services.secrets import secret_usage
from services.tokens import grants

log = logging.getLogger("keylodge.housekeeping")

EVERY_SECONDS = 3600.0
FIRST_SECONDS = 30.0
"""After the start, when more important things are done."""
KEEP_USES = timedelta(days=2 * secret_usage.DAYS)


async def tidy() -> None:
    """Do it once. Several replicas may do it at the same time."""
    while await removed_clients.purge():
        pass
    now = await clock.now()
    await RevokedToken.filter(expires_at__lt=now).delete()
    await DeviceCode.filter(expires_at__lt=now - device_codes.KEEP).delete()
    await Grant.filter(created_at__lt=now - grants.KEEP).delete()
    await SecretUse.filter(day__lt=(now - KEEP_USES).date()).delete()
    await SecretAddress.filter(last_at__lt=now - KEEP_USES).delete()


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Do it every hour while the block runs."""
    async with beside(_keep_tidying()):
        yield


async def _keep_tidying() -> None:
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            await tidy()
        except Exception as error:  # noqa: BLE001 - the next hour tries again
            log.warning("Old rows can't be removed and are tried again: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)

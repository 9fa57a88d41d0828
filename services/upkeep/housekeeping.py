"""What a running server tidies up by itself: one list of chores, each with how often it is done."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import outages
from errors import Unavailable
from models import DeviceCode, Grant, Link, RevokedToken, SecretAddress, SecretUse, Session
from services.access.access import IDLE, LONGEST
from services.clients import client_tallies, removed_clients
from services.keys import signing_keys
from services.leaks import made
from services.live import clock, feed
from services.oauth import device_codes
from services.secrets import secret_usage, standings
from services.sign_in import throttle
from services.tasks.supervision import supervised
from services.tokens import grants
from services.upkeep import doctor

log = logging.getLogger("keylodge.housekeeping")

FIRST_SECONDS = 30.0
"""After the start, when more important things are done."""
LONGEST_NAP = 1.0
"""Seconds between two looks whether it still leads."""
PATIENCE_SECONDS = 60.0
"""How long a statement of a chore may take: many rows may have to go."""
KEEP_USES = timedelta(days=2 * secret_usage.DAYS)
KEEP_LINKS = timedelta(days=30)
"""How long after their end links can still be told from ones that never were."""
MINUTELY = timedelta(minutes=1)
HOURLY = timedelta(hours=1)
DAILY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is done `every` so often, by one of the replicas where there are several."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


async def tidy(chores: Sequence[Chore] = ()) -> None:
    """Do each chore (all of them) once. One that fails is told in the log and holds up no other."""
    for chore in chores or CHORES:
        try:
            with outages.patience(PATIENCE_SECONDS):
                await chore.work()
        except Unavailable:
            continue  # the log was told of it, and the next time tries again
        except Exception as error:  # noqa: BLE001 - whatever it was, the next time tries again
            log.warning("Housekeeping: %s failed and is tried again: %s", chore.name, type(error).__name__)


@asynccontextmanager
async def running(leading: asyncio.Event, chores: Sequence[Chore] = ()) -> AsyncIterator[None]:
    """Do each chore (all of them) in its time while the block runs and `leading` is set.

    Who begins to lead does all of them: another may have been ended in the midst of one.
    """
    async with supervised("Housekeeping", partial(_keep_tidying, leading, chores or CHORES)):
        yield


async def _keep_tidying(leading: asyncio.Event, chores: Sequence[Chore]) -> None:
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        await leading.wait()
        due = dict.fromkeys(chores, time.monotonic())
        while leading.is_set():
            ripe = [chore for chore in chores if due[chore] <= time.monotonic()]
            await tidy(ripe)
            due |= {chore: time.monotonic() + chore.every.total_seconds() for chore in ripe}
            await asyncio.sleep(min(LONGEST_NAP, max(0.0, min(due.values()) - time.monotonic())))


async def _purge_clients() -> None:
    while await removed_clients.purge():
        pass


async def _drop_revoked_tokens() -> None:
    await RevokedToken.filter(expires_at__lt=await clock.now()).delete()


async def _drop_device_codes() -> None:
    await DeviceCode.filter(expires_at__lt=await clock.now() - device_codes.KEEP).delete()


async def _drop_grants() -> None:
    await Grant.filter(created_at__lt=await clock.now() - grants.KEEP).delete()


async def _drop_uses() -> None:
    await SecretUse.filter(day__lt=(await clock.now() - KEEP_USES).date()).delete()


async def _drop_addresses() -> None:
    await SecretAddress.filter(last_at__lt=await clock.now() - KEEP_USES).delete()


async def _drop_sessions() -> None:
    now = await clock.now()
    await Session.filter(created_at__lt=now - LONGEST).delete()
    await Session.filter(seen_at__lt=now - IDLE).delete()


async def _drop_links() -> None:
    await Link.filter(expires_at__lt=await clock.now() - KEEP_LINKS).delete()


CHORES = (
    Chore("bringing clients up to the clock", MINUTELY, standings.settle),
    Chore("adding up counts of clients", MINUTELY, client_tallies.fold),
    Chore("deleting clients that were removed long ago", HOURLY, _purge_clients),
    Chore("dropping announcements", HOURLY, feed.drop_old),
    Chore("dropping keys whose last token has expired", HOURLY, signing_keys.drop_old),
    Chore("dropping revocations of expired tokens", HOURLY, _drop_revoked_tokens),
    Chore("dropping device codes", HOURLY, _drop_device_codes),
    Chore("dropping sessions that have ended", HOURLY, _drop_sessions),
    Chore("dropping failures at the door", HOURLY, throttle.drop_old),
    Chore("proving counts and derived columns", DAILY, doctor.repair),
    Chore("dropping grants", DAILY, _drop_grants),
    Chore("dropping uses of secrets", DAILY, _drop_uses),
    Chore("dropping addresses that secrets were used from", DAILY, _drop_addresses),
    Chore("dropping links", DAILY, _drop_links),
    Chore("forgetting what tokens made and is gone", DAILY, made.drop_old),
)

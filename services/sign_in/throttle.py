"""Throttling at the door: failures only, per account and per address, shared by restarts and replicas.

An attempt is counted as a failure before its password is looked at, and taken back when the password was right, so that
a hundred guesses at once are no way around. An account's wait never exceeds a minute; tries during a wait don't
lengthen it, but count for the address they came from, so that whoever hammers an account doesn't keep its owner out.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import db
from errors import TooManyAttempts
from models import SignInFailure
from services.live import clock
from services.values import names

KEEP = timedelta(days=1)
"""Failures are forgotten after so long without another."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """`free` failures cost nothing; then the wait begins at `first` seconds and doubles up to `longest`."""

    free: int
    first: int
    longest: int

    def wait(self, failures: int) -> int:
        if failures <= self.free:
            return 0
        return min(self.longest, self.first << min(failures - self.free - 1, 20))


ACCOUNT = _Rule(free=4, first=5, longest=60)
ADDRESS = _Rule(free=30, first=5, longest=900)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that may look at the password: what to take back if it was right."""

    account: str
    address: str
    failures: int
    """The account's failures, this one included."""

    @property
    def tries_left(self) -> int:
        """Failures until the account has to wait, the one that starts the wait included."""
        return max(0, ACCOUNT.free + 1 - self.failures)


async def begin(email: str, address: str, *, known_device: bool = False) -> Attempt:
    """Count one try at `email`'s account, to be taken back by `succeed`. Raises TooManyAttempts during a wait.

    A browser that signed in before has a count of its own, which only such browsers can raise.
    """
    account, where = _account(email, known_device), "" if known_device else place(address)

    async def work() -> tuple[Attempt, int]:
        rows = await _lock(account, where)
        now = await clock.now()
        wait = _left(rows[where], ADDRESS, now) if where else 0
        if wait:
            return Attempt(account, where, rows[account].failures), wait
        wait = _left(rows[account], ACCOUNT, now)
        counted = [rows[where]] if where else []
        if not wait:
            counted.append(rows[account])
        for row in counted:
            row.failures = 1 + (row.failures if now - row.last_at < KEEP else 0)
            row.last_at = now
            await row.save(update_fields=["failures", "last_at"])
        return Attempt(account, where, rows[account].failures), wait

    attempt, wait = await db.tx(work)
    if wait:
        unit = "second" if wait == 1 else "seconds"
        raise TooManyAttempts(f"Too many tries. Wait {wait} {unit}, then try again.", wait)
    return attempt


async def succeed(attempt: Attempt) -> None:
    """Take back what `begin` counted, and forget the account's failures. Call it inside `db.tx`."""
    for key, row in (await _lock(attempt.account, attempt.address)).items():
        row.failures = 0 if key == attempt.account else max(0, row.failures - 1)
        await row.save(update_fields=["failures"])


async def forget(email: str) -> None:
    """Forget an account's failures: its owner proved themselves otherwise. Call it inside `db.tx`."""
    await SignInFailure.filter(key__in=[_account(email, known) for known in (False, True)]).update(failures=0)


async def drop_old() -> None:
    """Delete failures that are forgotten by now; for housekeeping."""

    async def work() -> int:
        old = SignInFailure.filter(last_at__lt=await clock.now() - KEEP).select_for_update(skip_locked=True)
        return await SignInFailure.filter(key__in=[row.key for row in await old.limit(1000)]).delete()

    while await db.tx(work):
        pass


async def _lock(*keys: str) -> dict[str, SignInFailure]:
    """The rows of these keys, made where missing, locked until the transaction ends; always in the same order."""
    wanted = sorted(filter(None, keys))
    now = await clock.now()
    while True:
        await SignInFailure.bulk_create([SignInFailure(key=key, last_at=now) for key in wanted], ignore_conflicts=True)
        rows = await SignInFailure.filter(key__in=wanted).select_for_update().order_by("key")
        if len(rows) == len(wanted):  # another transaction may drop an old row between the two statements
            return {row.key: row for row in rows}


def _left(row: SignInFailure, rule: _Rule, now: datetime) -> int:
    wait = rule.wait(row.failures)
    return max(0, min(wait, ceil((row.last_at + timedelta(seconds=wait) - now).total_seconds())))


def _account(email: str, known_device: bool) -> str:
    digest = hashlib.sha256(names.email_key(email).encode(errors="replace")).hexdigest()
    return f"{'known' if known_device else 'account'}:{digest}"


def place(address: str) -> str:
    """Where a try came from, as it is counted. IPv6 by network: a household or a server has 2**64 addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address[:64]}" if address else ""
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address
    return f"address:{ip}"

"""`make bench-crowd`: what 200 open pages cost, and what they are told: Keylodge with them beside Keylodge without.

One process on SQLite. A script changes 500 clients one after the other through the API while a program asks for tokens;
first without pages, then with them, in the same run. Pages are held by sockets as browsers hold them, on ten different
pages of the list; they draw nothing. Then the server is restarted under them. Only ratios say something about another
machine: the pages take processor time of this one as well.
"""

import argparse
import asyncio
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench import programs
from bench.open_pages import Crowd
from bench.programs import Changed
from bench.servers import Running, basic
from models import BuiltInRole, ClientType
from services.access.actors import operator
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.people import people
from services.secrets.secrets import SecretFields
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant, seed

PEOPLE = 20
"""Whom the pages belong to."""
AT_A_TIME = 4
"""Pages that are opened at once, before anything is measured of them."""
ROWS = 50
"""Clients on a page of the list."""
REST_S = 10.0
PATIENCE_S = 120.0
SHOWN = re.compile(r"Crowd (\d{4}) r(\d+)")


@dataclass(frozen=True)
class House:
    """A server with what is changed, by whom, and who looks on."""

    server: Server
    tenant: Tenant
    client_ids: list[str]
    script: SeededClient
    sessions: list[str]

    @property
    def running(self) -> Running:
        """Its process."""
        assert self.server.process is not None
        return Running("", "", "", self.server.process.pid)


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--clients", type=int, default=500)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = _build(Server(Path(folder), extra={"KEYLODGE_LOG_LEVEL": "warning"}), chosen.clients)
        try:
            asyncio.run(_measure(house, chosen.pages))
        finally:
            house.server.kill()


def _build(server: Server, number: int) -> House:
    server.run("migrate")
    tenant = Tenant(server)
    ids = seed(server, partial(_add_clients, tenant, number))
    roles = seed(server, partial(people.built_in, tenant.id, BuiltInRole.TENANT_ADMINISTRATOR))
    script = tenant.add_client("Script", secret=SecretFields("Bench"), role_ids=tuple(role.id for role in roles))
    added = [tenant.add_person(f"person{each}", BuiltInRole.TENANT_ADMINISTRATOR) for each in range(PEOPLE)]
    server.start()
    return House(server, tenant, ids, script, [person.session for person in added])


async def _add_clients(tenant: Tenant, number: int) -> list[str]:
    by, kind = operator(tenant.id), ClientType.CLIENT_CREDENTIALS
    made = [await clients.add(by, kind, ClientFields(name=f"Crowd {each:04} r0")) for each in range(number)]
    return [str(new.client.id) for new in made]


async def _measure(house: House, number: int) -> None:
    crowd = Crowd(house.server.url, SHOWN)
    await _change(house, 0)  # warms it up
    _say(f"{len(house.client_ids)} clients changed by a script", f"{number} pages", "", "", "bar")
    alone, before = await _change(house, 1), house.running.memory()
    await _open(house, crowd, number)
    memory = (house.running.memory() - before) / number
    rest = await _rest(house)
    crowded = await _change(house, 2)
    late = await _until(lambda: crowd.equal(2) == number)
    ratio = crowded.seconds / alone.seconds
    _say("the change, s", f"{crowded.seconds:.1f}", f"{alone.seconds:.1f}", f"{ratio:.2f}x", "2x")
    _say("tokens meanwhile, p99 ms", f"{crowded.tokens.p99:.0f}", f"{alone.tokens.p99:.0f}", "", "250")
    _say("pages equal to the database, s after", _in_time(late, crowd.equal(2)), bar="3")
    _say("a page opened, p50 ms", f"{median(crowd.opened) * 1000:.0f}")
    _say("memory a page, MB", f"{memory:.2f}", f"{before:.0f} in all", bar="1")
    _say("processor at rest, % of a core", f"{rest:.1f}", bar="0")
    await _restart(house, crowd, number)
    await crowd.close()


async def _open(house: House, crowd: Crowd, number: int) -> None:
    turns = asyncio.Semaphore(AT_A_TIME)
    leaves = max(len(house.client_ids) // ROWS, 1)

    async def one(each: int) -> None:
        async with turns:
            await crowd.open(f"/security/clients?page={each % leaves + 1}", house.sessions[each % PEOPLE])

    await asyncio.gather(*(one(each) for each in range(number)))


async def _rest(house: House) -> float:
    """Percent of a core that the server computes while nobody does anything."""
    await asyncio.sleep(REST_S)  # who is here has been told to all
    before = house.running.processor()
    await asyncio.sleep(REST_S)
    return (house.running.processor() - before) / REST_S * 100


async def _restart(house: House, crowd: Crowd, number: int) -> None:
    crowd.answers.clear()
    await asyncio.to_thread(house.server.stop)
    await _until(lambda: crowd.back() == 0)
    await asyncio.to_thread(house.server.start)
    took = await _until(lambda: crowd.back() == number)
    told = ", ".join(f"{count} x {status}" for status, count in sorted(crowd.answers.items()))
    _say("all back after a restart, s", _in_time(took, crowd.back()), bar="30")
    _say("what they were answered meanwhile", told, bar="no 500")


async def _change(house: House, round_: int) -> Changed:
    """Have a script change every client."""
    names = {client_id: f"Crowd {number:04} r{round_}" for number, client_id in enumerate(house.client_ids)}
    authorization = basic(house.script.id, house.script.secret)
    return await programs.run(programs.Task(house.server.url, str(house.tenant.id), authorization, names))


async def _until(true: Callable[[], bool]) -> float | None:
    """Seconds until it is; None where it takes too long."""
    begun = time.perf_counter()
    while not true():
        if time.perf_counter() - begun > PATIENCE_S:
            return None
        await asyncio.sleep(0.05)
    return time.perf_counter() - begun


def _in_time(seconds: float | None, so_many: int) -> str:
    return f"only {so_many} in {PATIENCE_S:g} s" if seconds is None else f"{seconds:.1f}"


def _say(what: str, with_pages: str, without: str = "", ratio: str = "", bar: str = "") -> None:
    print(f"{what:38}{with_pages:>16}{without:>16}{ratio:>10}{bar:>10}", flush=True)


if __name__ == "__main__":
    main()

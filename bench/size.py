"""`make bench-size`: what each figure of the console takes at 1,000, 100,000 and 1,000,000 clients, on both databases.

Two tables a database. The first has what services answer (their part and the database's, in this process), the second
whole pages: what a server in a process of its own takes from the request for a page to its last byte. Each is the
quickest of several, as others may use the machine too; `x` is the growth from the size before, which holds elsewhere.
"""

import argparse
import asyncio
import base64
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import db
from models import Client, ClientState, ClientType, User
from services.access.actors import Actor, Surface
from services.clients import clients
from services.clients.client_list import SORTS, ClientQuery, count_by_state, list_clients
from services.demo.filling import fill
from services.secrets import secrets
from services.sign_in import sessions
from tests.e2e.server import Server
from tests.postgres import create_database, postgres_server

SIZES = (1_000, 100_000, 1_000_000)
LIMIT_S = {100_000: 120, 1_000_000: 600}
"""How long SQLite may take to be filled."""
USUAL = ClientQuery(ClientType.CLIENT_CREDENTIALS)
_TIDY = db.Statement(sqlite="", postgres="VACUUM (ANALYZE)")
"""What PostgreSQL does by itself a minute later."""
Figures = dict[str, float]
Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Table:
    """Milliseconds by figure and size."""

    title: str
    columns: dict[int, Figures] = field(default_factory=dict)

    def show(self) -> None:
        """Print it."""
        sizes = list(self.columns)
        print(f"\n{self.title:44}" + "".join(f"{size:>12,}{'':8}" for size in sizes))
        for name in self.columns[sizes[0]]:
            line, before = f"{name:44}", None
            for size in sizes:
                took = self.columns[size][name]
                line += f"{took:12.2f}" + (f"{took / before:7.2f}x" if before else f"{'':8}")
                before = took
            print(line, flush=True)


def main() -> None:
    """Fill, measure, and print two tables for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--times", type=int, default=15, help="how often each is measured")
    chosen = parser.parse_args()
    for name, database in {"sqlite": _sqlite, "postgres": _postgres}.items():
        if chosen.only in (None, name):
            with tempfile.TemporaryDirectory() as folder, database() as extra:
                _measure(name, Server(Path(folder), extra=dict(extra)), chosen.sizes, chosen.times)


@contextmanager
def _sqlite() -> Iterator[Mapping[str, str]]:
    yield {}


@contextmanager
def _postgres() -> Iterator[Mapping[str, str]]:
    with postgres_server() as socket_dir:
        key = base64.b64encode(bytes(32)).decode()
        yield {"KEYLODGE_DATABASE_URL": create_database(socket_dir), "KEYLODGE_MASTER_KEY": key}


def _measure(name: str, server: Server, sizes: list[int], times: int) -> None:
    answers, pages = Table(f"{name}: services, ms"), Table(f"{name}: pages, ms")
    server.run("migrate")
    for size in sizes:
        filled = asyncio.run(_fill(server.database_url, size))
        limit = LIMIT_S.get(size) if name == "sqlite" else None
        print(
            f"{name}: {size:,} clients in {filled.took_s:.0f} s" + (f" (at most {limit})" if limit else ""), flush=True
        )
        answers.columns[size] = asyncio.run(_ask(server.database_url, filled, times))
        server.start()
        try:
            pages.columns[size] = _open(server.url, filled, times)
        finally:
            server.stop()
    answers.show()
    pages.show()


@dataclass(frozen=True)
class Filled:
    """How long it took, the session of an administrator, the ID of a client, how many there are of its type."""

    took_s: float
    session: str
    client_id: UUID
    total: int

    def queries(self) -> dict[str, ClientQuery]:
        """What is asked of the list, by the name of the figure."""
        found = {f"first page by {sort}": replace(USUAL, sort=sort) for sort in SORTS}
        found["middle page"] = replace(USUAL, offset=self.total // 50 * 25)
        found["last page"] = replace(USUAL, offset=self.total - 1)
        found["last page by changed"] = replace(USUAL, offset=self.total - 1, sort="changed")
        found |= {f"filter: {state.value}": replace(USUAL, state=state) for state in ClientState}
        found["filter: expired, by changed"] = replace(USUAL, state=ClientState.EXPIRED, sort="changed")
        words = {
            "many hits": "pump",
            "one hit": str(self.client_id)[4:30],
            "no hit": "no such words",
            "2 letters": "pu",
        }
        return found | {f"search: {name}": replace(USUAL, search=word) for name, word in words.items()}


async def _fill(url: str, size: int) -> Filled:
    async with db.connect(url):
        started = time.perf_counter()
        result = await fill(size, lambda _done, _total: None)
        took = time.perf_counter() - started
        await _TIDY.run()
        user = await User.get(email=result.users[0].email)
        token, _ = await sessions.begin(user.id, address="127.0.0.1", agent="bench")
        client = await Client.of(result.tenant.id, USUAL.kind).order_by("id").offset(300).first()
        assert client is not None
        total = (await list_clients(_actor(token), USUAL)).total
        return Filled(took, token, client.id, total)


def _actor(session: str) -> Actor:
    return Actor(Surface.CONSOLE, "127.0.0.1", sessions.hash_token(session))


async def _ask(url: str, filled: Filled, times: int) -> Figures:
    actor = _actor(filled.session)

    async def details() -> None:
        await clients.get(actor, filled.client_id)
        await secrets.list_secrets(actor, filled.client_id)

    works: dict[str, Work] = {"counts by state": partial(count_by_state, actor, USUAL), "Details": details}
    works |= {name: partial(_list, actor, query) for name, query in filled.queries().items()}
    async with db.connect(url):
        return {name: await _time(work, times) for name, work in works.items()}


async def _list(actor: Actor, query: ClientQuery) -> None:
    await list_clients(actor, query)
    if query.search:
        await count_by_state(actor, query)


async def _time(work: Work, times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def _open(url: str, filled: Filled, times: int) -> Figures:
    path = f"/security/clients/{USUAL.kind.value}"
    addresses = {"Details": f"{path}/{filled.client_id}"}
    for name, query in filled.queries().items():
        given = {"search": query.search, "state": query.state or "", "sort": query.sort, "page": query.offset // 25 + 1}
        addresses[name] = f"{path}?{urlencode(given)}"
    return {name: _time_page(url + address, filled.session, times) for name, address in addresses.items()}


def _time_page(url: str, session: str, times: int) -> float:
    request = urllib.request.Request(url, headers={"Cookie": f"keylodge_session={session}"})  # noqa: S310 - ours
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - a server of ours
            assert b"client" in answer.read()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


if __name__ == "__main__":
    main()

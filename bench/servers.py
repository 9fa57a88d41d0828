"""The servers that are compared, each started as its own process and ready to answer the same request."""

import asyncio
import base64
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import db
from models import ClientType
from services.access.actors import operator
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.people import tenants
from tests.e2e.server import ROOT, Server, free_port
from tests.postgres import create_database, postgres_server

OTHERS = ROOT / "build" / "bench"
"""Where `make bench-token` installs what isn't ours."""
START_SECONDS = 60
CLIENT, SECRET = "bench", secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Running:
    """A server that answers: the addresses of its endpoints, how its client authenticates, its process."""

    token_url: str
    introspection_url: str
    authorization: str
    pid: int
    database_url: str = ""
    """Keylodge's, and where it is served."""
    origin: str = ""

    def memory(self) -> float:
        """Megabytes that its process and its children's hold."""
        return sum(_resident(pid) for pid in (self.pid, *_children(self.pid))) / 1e6

    def processor(self) -> float:
        """Seconds that its process and its children's have computed so far."""
        return sum(_computed(pid) for pid in (self.pid, *_children(self.pid)))


def basic(client_id: str, secret: str) -> str:
    """The Authorization header's value."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@contextmanager
def keylodge_sqlite() -> Iterator[Running]:
    """Keylodge on SQLite, secrets hashed at rest."""
    with tempfile.TemporaryDirectory() as folder, _keylodge(Path(folder), "") as running:
        yield running


@contextmanager
def keylodge_postgres() -> Iterator[Running]:
    """Keylodge on PostgreSQL, which runs beside it on this machine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server() as socket_dir,
        _keylodge(Path(folder), create_database(socket_dir)) as running,
    ):
        yield running


@contextmanager
def bare() -> Iterator[Running]:
    """A Starlette route that only signs (or verifies)."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", str(port), "--no-access-log"]
    with _process([*command, "--log-level", "warning"], port) as pid:
        url = f"http://127.0.0.1:{port}"
        yield Running(f"{url}/token", f"{url}/introspect", "", pid)


@contextmanager
def oidc_provider(*, opaque: bool = False) -> Iterator[Running]:
    """Oidc-provider on node, in memory. It introspects opaque tokens only."""
    port = free_port()
    extra = {
        "BENCH_PORT": str(port),
        "BENCH_CLIENT": CLIENT,
        "BENCH_SECRET": SECRET,
        "BENCH_FORMAT": "opaque" if opaque else "jwt",
    }
    script = OTHERS / "server.mjs"
    script.write_text((ROOT / "bench" / "oidc_provider" / "server.mjs").read_text())
    with _process(["node", str(script)], port, {**extra, "NODE_ENV": "production"}) as pid:
        url = f"http://127.0.0.1:{port}"
        yield Running(f"{url}/token", f"{url}/token/introspection", basic(CLIENT, SECRET), pid)


@contextmanager
def django_toolkit() -> Iterator[Running]:
    """django-oauth-toolkit as installed, by gunicorn with one worker and four threads."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        extra = {"BENCH_DATABASE": f"{folder}/bench.db", "BENCH_CLIENT": CLIENT, "BENCH_SECRET": SECRET}
        command = [str(OTHERS / "python" / "bin" / "gunicorn"), "bench.django_toolkit:application"]
        options = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--timeout", "120", "--log-level", "error"]
        with _process([*command, *options], port, extra) as pid:
            url = f"http://127.0.0.1:{port}"
            yield Running(f"{url}/token/", f"{url}/introspect/", basic(CLIENT, SECRET), pid)


@contextmanager
def _keylodge(folder: Path, database_url: str) -> Iterator[Running]:
    extra = {"KEYLODGE_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(), "KEYLODGE_LOG_LEVEL": "warning"}
    server = Server(folder, extra={**extra, **({"KEYLODGE_DATABASE_URL": database_url} if database_url else {})})
    server.run("migrate")
    client_id, secret = asyncio.run(_add_client(server.database_url))
    server.start()
    assert server.process is not None
    url = f"{server.url}/identity/connect"
    try:
        proof = basic(client_id, secret)
        addresses = (f"{url}/token", f"{url}/introspect")
        yield Running(*addresses, proof, server.process.pid, server.database_url, server.url)
    finally:
        server.stop()


async def _add_client(database_url: str) -> tuple[str, str]:
    async with db.connect(database_url):
        tenant = await tenants.create("Bench")
        fields = ClientFields(name="Bench")
        new = await clients.add(operator(tenant.id), ClientType.CLIENT_CREDENTIALS, fields)
        assert new.secret is not None
        return str(new.client.id), new.secret.text


@contextmanager
def _process(command: list[str], port: int, extra: dict[str, str] | None = None) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(extra or {})})
    try:
        _wait(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"{process.args!r} did not start.")


def _resident(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _computed(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]

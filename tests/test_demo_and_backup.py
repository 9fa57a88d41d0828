"""`demo`, `backup` and `restore` at the command line, beside a running server and without one."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.e2e.server import Server
from tests.operators import Operator


@pytest.fixture
def server(operator: Operator) -> Iterator[Server]:
    """A server over the operator's data, to be started."""
    made = Server(operator.folder)
    yield made
    made.kill()


def clients_of(operator: Operator) -> int:
    with closing(sqlite3.connect(operator.folder / "data" / "keylodge.db")) as database:
        return int(database.execute("SELECT count(*) FROM client WHERE NOT removed").fetchone()[0])


def ask(operator: Operator, query: str) -> list[str]:
    with closing(sqlite3.connect(operator.folder / "data" / "keylodge.db")) as database:
        found = [str(row[0]) for row in database.execute(query)]
        database.commit()
        return found


def disable(operator: Operator, name: str) -> None:
    ask(operator, f"UPDATE user SET enabled = 0 WHERE name = '{name}'")  # noqa: S608 - a name of the demo


def disabled(operator: Operator) -> list[str]:
    return ask(operator, "SELECT name FROM user WHERE NOT enabled")


def events(operator: Operator, action: str) -> list[str]:
    return sorted(ask(operator, f"SELECT target_name FROM audit_event WHERE action = '{action}'"))  # noqa: S608 - ours


def sign_in(server: Server, email: str, password: str) -> str:
    """The address that signing in leads to."""
    form = f"email={email.replace('@', '%40')}&password={password}".encode()
    request = Request(f"{server.url}/login", form, {"Origin": server.url})
    answer = build_opener(HTTPCookieProcessor()).open(request, timeout=10)
    return str(answer.url)


@pytest.mark.parametrize("command", ["demo", "backup", "restore"])
def test_command_explains_itself(operator: Operator, command: str) -> None:
    said = operator.does(command, "--help")
    assert len(said) > 300, "more than its options"
    assert command in operator.does("--help")


def test_demo_prints_three_passwords_once_and_adds_nothing_the_second_time(operator: Operator) -> None:
    first = operator.does("demo", "--clients", "50")
    assert clients_of(operator) == 50
    passwords = re.findall(r"(\S+@northfield\.example) +([a-z0-9-]{23}) ", first)
    assert [email for email, _ in passwords] == [
        "elin.berg@northfield.example",
        "maya.chen@northfield.example",
        "jonas.hale@northfield.example",
    ]
    assert len({password for _, password in passwords}) == 3
    second = operator.does("demo", "--clients", "50")
    assert clients_of(operator) == 50
    assert "Nothing was added" in second
    assert not any(password in second for _, password in passwords)
    assert "reset-password --email elin.berg@northfield.example" in second


def test_demo_shows_no_secret(operator: Operator) -> None:
    assert not re.search(r"kl_|\$2b\$", operator.does("demo", "--clients", "20"))


@pytest.mark.parametrize("number", ["0", "-1", "1000001", "many", "2.5"])
def test_number_of_demo_clients_that_cant_be_is_refused(operator: Operator, number: str) -> None:
    assert number in operator.fails("demo", "--clients", number) + number
    assert not (operator.folder / "data").exists()


def test_backup_made_while_serving_signs_its_people_in_on_another_machine(
    operator: Operator, server: Server, tmp_path: Path
) -> None:
    said = operator.does("demo", "--clients", "20")
    found = re.search(r"(elin\S+) +([a-z0-9-]{23}) ", said)
    assert found
    server.start()
    made = operator.does("backup", str(tmp_path / "b.tar.gz"))
    assert "It holds the master key" in made
    assert "Keylodge is running" in operator.fails("restore", "--force", str(tmp_path / "b.tar.gz"))
    assert sign_in(server, *found.groups()).startswith(f"{server.url}/security/clients")
    server.stop()
    elsewhere = Server(tmp_path / "elsewhere")
    assert "Everybody signs in again" in elsewhere.run("restore", str(tmp_path / "b.tar.gz"))
    try:
        elsewhere.start()
        assert sign_in(elsewhere, *found.groups()).startswith(f"{elsewhere.url}/security/clients")
    finally:
        elsewhere.kill()


def test_restore_brings_back_what_was_lost(operator: Operator, tmp_path: Path) -> None:
    operator.does("demo", "--clients", "20")
    operator.does("backup", str(tmp_path / "b.tar.gz"))
    operator.does("demo", "--clients", "40")
    assert "--force" in operator.fails("restore", str(tmp_path / "b.tar.gz"))
    assert clients_of(operator) == 40
    said = operator.does("restore", "--force", str(tmp_path / "b.tar.gz"))
    assert clients_of(operator) == 20
    assert "keylodge.db.before-restore" in said
    assert "stays revoked" not in said
    assert "tokens that were given before are refused" in said


def test_restore_lists_what_stays_revoked_and_brings_it_back_as_it_was(operator: Operator, tmp_path: Path) -> None:
    operator.does("demo", "--clients", "5")
    operator.does("backup", str(tmp_path / "b.tar.gz"))
    disable(operator, "Maya Chen")
    said = operator.does("restore", "--force", str(tmp_path / "b.tar.gz"))
    assert (
        "Revoked since that backup was made, and it stays revoked:\n  In Northfield Water:\n  - User Maya Chen ("
        in said
    )
    assert "Restore again with --as-it-was" in said
    disable(operator, "Jonas Hale")
    said = operator.does("restore", "--force", "--as-it-was", str(tmp_path / "b.tar.gz"))
    assert "--as-it-was brought it back:" in said
    assert "Maya Chen" in said
    assert "Jonas Hale" in said
    assert disabled(operator) == []


def test_backup_and_restore_are_events_of_every_tenant(operator: Operator, tmp_path: Path) -> None:
    operator.does("create-tenant", "--name", "Northfield Water")
    operator.does("create-tenant", "--name", "Southmoor Rail")
    operator.does("backup", str(tmp_path / "b.tar.gz"))
    assert events(operator, "backup.made") == ["Northfield Water", "Southmoor Rail"]
    operator.does("restore", "--force", str(tmp_path / "b.tar.gz"))
    assert events(operator, "backup.restored") == ["Northfield Water", "Southmoor Rail"]
    operator.does("rotate-keys", "--withdraw")
    assert events(operator, "keys.withdrawn") == ["Northfield Water", "Southmoor Rail"]


def test_backup_is_encrypted_with_the_passphrase_in_a_file(operator: Operator, tmp_path: Path) -> None:
    operator.does("demo", "--clients", "5")
    place, words = str(tmp_path / "b.tar"), tmp_path / "passphrase"
    words.write_text("lantern otter quarry seven\n")
    words.chmod(0o644)
    assert "chmod 600" in operator.fails("backup", "--passphrase-file", str(words), place)
    words.chmod(0o600)
    assert "encrypted with the passphrase" in operator.does("backup", "--passphrase-file", str(words), place)
    assert "--passphrase-file" in operator.fails("restore", "--force", place)
    operator.does("restore", "--force", "--passphrase-file", str(words), place)
    assert clients_of(operator) == 5


@pytest.mark.parametrize("words", [("backup",), ("restore",), ("restore", "missing.tar.gz"), ("backup", "no/folder/b")])
def test_what_cant_be_done_is_a_sentence_and_exit_code_2(operator: Operator, words: tuple[str, ...]) -> None:
    operator.fails(*words)

"""An operator at the command line, in this process."""

import os
from io import StringIO
from pathlib import Path

import pytest

import main
from tests.services.conftest import quick_hashes

__all__ = ["operator", "quick_hashes"]

PASSWORD = "wet-otter-counts-7-lamps"


class Operator:
    """Somebody at the command line, in a folder of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys

    def does(self, *words: str, stdin: str = "") -> str:
        """What a command says that can be done."""
        code, said = self._run(words, stdin)
        assert code == 0, said
        return said

    def fails(self, *words: str, stdin: str = "") -> str:
        """What a command says that can't be done: a sentence, and exit code 2."""
        code, said = self._run(words, stdin)
        assert code == 2, said
        assert "Traceback" not in said
        return said

    def adds_user(self, *words: str) -> str:
        """Make Elin's account."""
        role = ("--role", "Tenant Administrator", "--password-stdin")
        return self.does("create-user", "--email", "elin@example.com", *role, *words, stdin=f"{PASSWORD}\n")

    def _run(self, words: tuple[str, ...], stdin: str) -> tuple[int, str]:
        self.monkeypatch.setattr("sys.argv", ["main.py", *words])
        self.monkeypatch.setattr("sys.stdin", StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = self.capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err


@pytest.fixture
def operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quick_hashes: None
) -> Operator:
    """Somebody with an empty folder and no setting. Passwords are hashed at the lowest cost."""
    for name in [name for name in os.environ if name.startswith("KEYLODGE_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "server"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(folder / "data"))
    return Operator(folder, monkeypatch, capsys)

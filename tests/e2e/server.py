"""A real Keylodge in a process of its own, as a person starts it: `python main.py serve`."""

import base64
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_S = 90
STOP_S = 15


@dataclass
class Server:
    """One Keylodge: its data directory, its address, its log.

    `extra` are further environment variables, `root` where its program lies.
    """

    folder: Path
    port: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    root: Path = ROOT

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http{'s' if 'KEYLODGE_TLS_CERT' in self.extra else ''}://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """Where its data is."""
        return self.extra.get("KEYLODGE_DATABASE_URL") or f"sqlite://{self.folder / 'data' / 'keylodge.db'}"

    @property
    def log(self) -> str:
        """All it has written so far."""
        path = self.folder / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def run(self, *words: str, stdin: str = "") -> str:
        """Run a command of `python main.py` against its data and return what it printed."""
        done = subprocess.run(
            self._command(*words),
            input=stdin,
            env=self._environment(),
            cwd=self.root,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (
            f"main.py {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def start(self) -> None:
        """Start it and wait until it is ready; on the same port and data where it ran before."""
        command = self._command("serve", "--host", "127.0.0.1", "--port", str(self.port))
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment(), cwd=self.root, stdout=log, stderr=log)
        self._wait_until_ready()

    def stop(self) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it as a power cut would (kill -9)."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(how)
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"The server did not end within {STOP_S} s of {how.name}:\n{self.log}") from None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, f"The server ended with {self.process.returncode}:\n{self.log}"
            if self._is_ready():
                return
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"The server was not ready within {START_S} s:\n{self.log}")

    def _is_ready(self) -> bool:
        try:
            anybody = ssl._create_unverified_context()  # noqa: S323 - a certificate that signed itself
            with urlopen(f"{self.url}/health/ready", timeout=2, context=anybody) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, str(self.root / "main.py"), *words]

    def _environment(self) -> dict[str, str]:
        ours = ("PYTEST", "NICEGUI_", "KEYLODGE_")  # NiceGUI changes its ways when it finds the first two
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**kept, "PYTHONUNBUFFERED": "1", "KEYLODGE_DATA_DIR": str(self.folder / "data"), **self.extra}


def make_replicas(folder: Path, database_url: str, **extra: str) -> list[Server]:
    """Two servers over one database, not yet started; `extra` are further environment variables."""
    key = base64.b64encode(b"k" * 32).decode()
    shared = {"KEYLODGE_DATABASE_URL": database_url, "KEYLODGE_MASTER_KEY": key, **extra}
    return [Server(folder / f"replica-{number}", extra=shared) for number in (1, 2)]


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

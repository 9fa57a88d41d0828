"""What a process of ours loads: a command no more than it needs, the server nothing that it doesn't use."""

import subprocess
import sys

import pytest

from tests.e2e.server import ROOT

pytestmark = pytest.mark.process

HEAVY = ("nicegui", "fastapi", "starlette", "uvicorn", "tortoise", "pydantic", "asyncio", "zxcvbn", "rich", "models")


def loaded_by(program: str) -> set[str]:
    """The packages in memory once a process has run `program`."""
    told = f"{program}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, text=True, capture_output=True, check=True)
    return set(done.stderr.split())


def test_help_loads_neither_framework_nor_database() -> None:
    help_shown = "import main, contextlib\nwith contextlib.suppress(SystemExit): main.cli(['--help'])"
    assert loaded_by(help_shown).isdisjoint(HEAVY)


def test_server_loads_neither_http_clients_nor_lists_of_passwords() -> None:
    loaded = loaded_by("from commands import loading\nwith loading.quickly(): import app")
    assert {"nicegui", "tortoise"} <= loaded
    assert loaded.isdisjoint({*("aiohttp", "requests", "urllib3"), "zxcvbn"})


def test_what_was_kept_from_loading_can_be_loaded_afterwards() -> None:
    assert "aiohttp" in loaded_by("from commands import loading\nwith loading.quickly(): import app\nimport aiohttp")

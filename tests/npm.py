"""Packages of npm that tests drive the server with: fetched once, checked, kept in `.cache/`."""

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / ".cache" / "npm"


def fetch(name: str, version: str, sha512: str) -> Path:
    """The package's archive. Skips the test where npm isn't installed."""
    package = FOLDER / f"{name}-{version}.tgz"
    if not package.exists():
        if not shutil.which("npm"):
            pytest.skip(f"npm is not installed, and {name} is fetched with it")
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=FOLDER, check=True)
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    assert digest == sha512, f"{package} is not what was tried. Remove it."
    return package

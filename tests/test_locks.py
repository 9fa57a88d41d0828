"""The locks: what `make run` and `make test` install is exactly what was locked, from whatever registry there is."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements" / "runtime.txt"
DEV = ROOT / "requirements" / "dev.txt"
_ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ \\]+)(.*?)(?=^[a-z0-9#]|\Z)", re.MULTILINE | re.DOTALL)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*])?==(\S+)")


def _locked(path: Path) -> dict[str, str]:
    return {match[1]: match[2] for match in _ENTRY.finditer(path.read_text())}


@pytest.mark.parametrize("lock", [RUNTIME, DEV], ids=lambda path: path.name)
def test_every_locked_package_carries_hashes(lock: Path) -> None:
    without = [match[1] for match in _ENTRY.finditer(lock.read_text()) if "--hash=sha256:" not in match[3]]
    assert without == []
    assert len(_locked(lock)) > 20


@pytest.mark.parametrize("lock", [RUNTIME, DEV], ids=lambda path: path.name)
def test_lock_names_no_registry(lock: Path) -> None:
    assert [line for line in lock.read_text().splitlines() if "://" in line or line.startswith("--")] == []


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    runtime, dev = _locked(RUNTIME), _locked(DEV)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {RUNTIME: project["project"]["dependencies"], DEV: project["dependency-groups"]["dev"]}
    for path, requirements in wanted.items():
        asked = {match[1]: match[2] for line in requirements if (match := _REQUIREMENT.fullmatch(line))}
        assert len(asked) == len(requirements), "pyproject.toml names exact versions"
        assert {name: _locked(path).get(name) for name in asked} == asked, f"{path.name} is out of date: make lock"

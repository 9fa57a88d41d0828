"""The locks: what `make run` and `make test` install is exactly what was locked, from whatever registry there is."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
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


def test_what_the_product_imports_is_asked_for_by_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {_normal(match[1]) for line in project["project"]["dependencies"] if (match := _REQUIREMENT.match(line))}
    asked.add("asyncpg")  # by tortoise-orm[asyncpg], which says which versions it can use
    owners = packages_distributions()
    imported = {_normal(owners[name][0]) for path in _product() for name in _imported(path) if name in owners}
    assert imported <= asked


def _product() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        top = path.relative_to(ROOT).parts[0]
        if not top.startswith(".") and top not in ("tests", "scripts", "bench", "build", "dist", "node_modules"):
            yield path


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in (name.split(".")[0] for name in names):
            if (
                name not in sys.stdlib_module_names
                and not (ROOT / name).exists()
                and not (ROOT / f"{name}.py").exists()
            ):
                yield name


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {RUNTIME: project["project"]["dependencies"], DEV: project["dependency-groups"]["dev"]}
    for path, requirements in wanted.items():
        asked = {match[1]: match[2] for line in requirements if (match := _REQUIREMENT.fullmatch(line))}
        assert len(asked) == len(requirements), "pyproject.toml names exact versions"
        assert {name: _locked(path).get(name) for name in asked} == asked, f"{path.name} is out of date: make lock"

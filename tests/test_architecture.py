"""The house rules that no linter knows: which way the arrows between root modules point, and how large rooms are."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "commands", "components", "identity", "middleware", "models", "pages", "services", "web")
MODULES = ("app", "db", "errors", "main", "settings", "sqlite_files")
SOURCES = sorted(
    [ROOT / f"{name}.py" for name in MODULES if (ROOT / f"{name}.py").exists()]
    + [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
)
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "settings": {"errors"},
    "sqlite_files": {"errors"},
    "db": {"errors", "sqlite_files"},
    "models": {"errors", "models"},
    "services": {"db", "errors", "models", "services", "settings"},
    "web": {"errors", "settings", "web"},
    "components": {"components", "errors", "models", "web"},
    "middleware": {"db", "errors", "middleware", "models", "services", "settings", "web"},
    "pages": {"components", "errors", "middleware", "models", "pages", "services", "settings", "web"},
    "commands": {"app", "commands", "db", "errors", "models", "services", "settings", "web"},
    "api": {"api", "errors", "models", "services", "settings", "web"},
    "identity": {"errors", "identity", "models", "services", "settings", "web"},
    "app": {*MODULES, *PACKAGES} - {"app", "commands", "main", "sqlite_files"},
    "main": {*MODULES, *PACKAGES} - {"main"},
}
REASONED = {
    "pages/health.py": {"db"},  # asks whether the database answers and is migrated: there is no rule in that
}
LONGEST_FILE = 250
LONGEST_FUNCTION = 40


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_arrows_run_one_way(path: Path) -> None:
    origin = path.relative_to(ROOT).parts[0].removesuffix(".py")
    ours = {name for name in _imported(path) if name in (*MODULES, *PACKAGES)}
    wrong = ours - ALLOWED[origin] - REASONED.get(_name(path), set())
    assert wrong == set(), f"{_name(path)} may not import {sorted(wrong)}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_is_a_small_room(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{_name(path)} has {lines} lines: take a part out of it"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_functions_fit_on_a_screen(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {
        node.name: size for node in functions if (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}, f"{_name(path)}: over {LONGEST_FUNCTION} lines"


CLOCK = ROOT / "services" / "live" / "clock.py"
_TELLS_THE_TIME = {"time.time", "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now"}


def test_only_the_clock_tells_the_time() -> None:
    asked = [
        f"{_name(path)}:{node.lineno}: {ast.unparse(node.func)}()"
        for path in SOURCES
        if path != CLOCK
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _TELLS_THE_TIME
    ]
    assert asked == [], "ask services.live.clock"


def test_no_root_module_hides_one_of_the_standard_library() -> None:
    names = {path.stem for path in ROOT.glob("*.py")} | set(PACKAGES)
    assert names & sys.stdlib_module_names == set()


def test_nothing_is_called_utils() -> None:
    assert [_name(path) for path in SOURCES if path.stem in ("utils", "helpers", "common")] == []

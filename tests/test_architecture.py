"""The house rules that no linter knows: which way the arrows between root modules point, and how large rooms are."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import house

BELOW_DB = {"migrating", "postgres_pool", "sqlite_files", "sqlite_readers", "transactions"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "settings": {"errors"},
    "sqlite_files": {"errors"},
    "migrating": {"errors"},
    "sqlite_readers": set(),
    "outages": {"errors"},
    "postgres_pool": {"outages"},
    "transactions": {"errors", "outages"},
    "db": {"errors", "outages", *BELOW_DB},
    "models": {"errors", "models"},
    "services": {"db", "errors", "migrating", "models", "outages", "services", "settings"},
    "web": {"errors", "settings", "web"},
    "components": {"components", "errors", "models", "web"},
    "middleware": {"db", "errors", "middleware", "models", "services", "settings", "web"},
    "pages": {"components", "errors", "middleware", "models", "pages", "services", "settings", "web"},
    "commands": {"app", "commands", "db", "errors", "models", "services", "settings", "web"},
    "api": {"api", "errors", "models", "services", "settings", "web"},
    "identity": {"errors", "identity", "models", "services", "settings", "web"},
    "app": {*house.MODULES, *house.PACKAGES} - {"app", "commands", "main", *BELOW_DB},
    "main": {*house.MODULES, *house.PACKAGES} - {"main"},
}
REASONED = {
    "pages/health.py": {"db"},  # asks whether the database answers and is migrated: there is no rule in that
}
CLOCK = house.ROOT / "services" / "live" / "clock.py"
TELLS_THE_TIME = {"time.time", "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now"}


def _wrong_imports(path: Path) -> list[str]:
    origin = path.relative_to(house.ROOT).parts[0].removesuffix(".py")
    ours = {name for name in _imported(path) if name in (*house.MODULES, *house.PACKAGES)}
    return sorted(ours - ALLOWED[origin] - REASONED.get(house.name_of(path), set()))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(house.parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def _over(most: int, sizes: dict[str, int]) -> dict[str, int]:
    assert sizes
    return {name: size for name, size in sizes.items() if size > most}


def test_arrows_run_one_way() -> None:
    wrong = {house.name_of(path): found for path in house.SOURCES if (found := _wrong_imports(path))}
    assert wrong == {}, "each file, and what it may not import"


def test_folders_are_small_rooms() -> None:
    assert _over(house.MOST_MODULES, house.modules_by_folder()) == {}, "divide it by subject"


def test_files_are_small_rooms() -> None:
    assert _over(house.LONGEST_FILE, house.lines_by_file()) == {}, "take a part out of it"


def test_functions_fit_on_a_screen() -> None:
    assert _over(house.LONGEST_FUNCTION, house.lines_by_function()) == {}


def test_only_the_clock_tells_the_time() -> None:
    asked = [
        f"{house.name_of(path)}:{node.lineno}: {ast.unparse(node.func)}()"
        for path in house.SOURCES
        if path != CLOCK
        for node in ast.walk(house.parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in TELLS_THE_TIME
    ]
    assert asked == [], "ask services.live.clock"


def test_modules_stand_in_no_circle() -> None:
    assert house.circle() == [], "each imports the next, inside of a function or under TYPE_CHECKING too"


def test_no_root_module_hides_one_of_the_standard_library() -> None:
    names = {*house.MODULES, *house.PACKAGES}
    assert names & sys.stdlib_module_names == set()


def test_nothing_is_called_utils() -> None:
    assert [house.name_of(path) for path in house.SOURCES if path.stem in ("utils", "helpers", "common")] == []

"""How large the rooms of the house are, and whether modules import each other in a circle: `make house`.

tests/test_architecture.py holds what is measured here to its limits.
"""

import ast
import graphlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("api", "commands", "components", "identity", "middleware", "models", "pages", "services", "web")
MODULES = tuple(sorted(path.stem for path in ROOT.glob("*.py")))
SOURCES = sorted([*ROOT.glob("*.py"), *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))])
"""The product: no tests, no scripts."""
MOST_MODULES = 15
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
SHOWN = 5


def main() -> None:
    """Print folders, files and functions, the largest first, and the first circle if there is one."""
    folders = modules_by_folder()
    average = sum(folders.values()) / len(folders)
    print(f"Modules a folder: {average:.1f} on average, {MOST_MODULES} at most")
    _print_largest(folders)
    print(f"Lines a file: {LONGEST_FILE} at most")
    _print_largest(lines_by_file())
    print(f"Lines a function: {LONGEST_FUNCTION} at most")
    _print_largest(lines_by_function())
    print(f"Circle of imports: {' → '.join(circle()) or 'none'}")


def modules_by_folder() -> dict[str, int]:
    """How many modules each folder of the product has, without `__init__`."""
    return Counter(name_of(path.parent) for path in SOURCES if path.parent != ROOT and path.stem != "__init__")


def lines_by_file() -> dict[str, int]:
    """How long each file is."""
    return {name_of(path): len(path.read_text().splitlines()) for path in SOURCES}


def lines_by_function() -> dict[str, int]:
    """How long each function is, by where it begins."""
    return {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def circle() -> list[str]:
    """Modules that import each other in a circle, the first one again at the end; empty if there is none.

    Imports inside of functions and under TYPE_CHECKING count.
    """
    known = {_module(path) for path in SOURCES}
    graph = {_module(path): set(_imports(path, known)) - {_module(path)} for path in SOURCES}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(reversed(error.args[1]))
    return []


def name_of(path: Path) -> str:
    """A file's or folder's path from the root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """What Python reads in a file."""
    return ast.parse(path.read_text())


def _module(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of the product that a file imports: `from room import module` is the module, not the room."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in inside]
        else:
            continue
        yield from known.intersection(names)


def _print_largest(sizes: dict[str, int]) -> None:
    for name, size in Counter(sizes).most_common(SHOWN):
        print(f"  {size:4} {name}")


if __name__ == "__main__":
    main()

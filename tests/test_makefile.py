"""`make`, as a newcomer meets it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _make(*words: str, **environment: str) -> str:
    done = subprocess.run(
        ["make", *words], cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_make_alone_lists_every_target_with_a_line() -> None:
    targets = set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = re.findall(r"^  make (\S+) +\S.{8,}$", _make(), re.MULTILINE)
    assert {"run", "test", "help", "binary", "lock"} <= targets
    assert sorted(listed) == sorted(targets)


def test_server_starts_on_loopback_whatever_the_environment_says() -> None:
    assert "serve --host 127.0.0.1 --port 8080" in _make("--dry-run", "run", HOST="0.0.0.0", PORT="80")  # noqa: S104


def test_ci_runs_the_command_that_the_readme_names() -> None:
    assert "make test" in (ROOT / "README.md").read_text()
    assert re.search(r"^exec make test$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


def _versions() -> list[str]:
    """The Pythons that pyproject.toml allows."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    lowest, beyond = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", wanted).groups()  # type: ignore[union-attr]
    return [f"3.{minor}" for minor in range(int(lowest), int(beyond))]


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "Makefile", "docs/guide.md"])
def test_pythons_are_named_that_the_project_allows(path: str) -> None:
    *first, last = _versions()
    named = re.findall(r"needs? Python (3[0-9., or]*[0-9])", (ROOT / path).read_text())
    assert named == [f"{', '.join(first)} or {last}"]


@pytest.mark.parametrize("minor", range(9, 17))
def test_other_pythons_are_refused_with_a_sentence(tmp_path: Path, minor: int) -> None:
    python = tmp_path / "python"
    pretend = f"import sys; sys.version_info = (3, {minor}, 0); exec(sys.argv[1])"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}" "$2"\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}", str(tmp_path / "venv" / "bin" / "python")],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert ("Keylodge needs Python" in done.stdout) == (f"3.{minor}" not in _versions()), done

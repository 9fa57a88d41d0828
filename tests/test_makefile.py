"""`make`, as a newcomer meets it."""

import re
import subprocess
from pathlib import Path

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

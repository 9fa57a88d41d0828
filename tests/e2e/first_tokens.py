"""The part of a dialog that gets a first token: its examples, and what came back."""

import subprocess
from pathlib import Path

from playwright.sync_api import Locator, expect


def examples(shown: Locator, tab: str) -> list[str]:
    """What stands under a tab of the examples."""
    shown.get_by_role("tab", name=tab, exact=True).click()
    panel = shown.get_by_role("tabpanel", name=tab, exact=True)
    expect(panel).to_be_visible()
    return [code.text_content() or "" for code in panel.locator("pre:visible").all()]


def part(shown: Locator, name: str) -> str:
    """A part of what came back, such as "Claims"."""
    group = shown.get_by_role("group", name=name, exact=True)
    expect(group).to_be_visible()
    return group.locator("pre").text_content() or ""


def with_secret_of(env: str, folder: Path) -> tuple[str, ...]:
    """What to put before a command, so that it runs where `env` was saved under the name in it, and was read."""
    file = env.split()[1].removesuffix(":") if env.startswith("#") else ".env"
    (folder / file).write_text(env)
    return ("sh", "-c", 'cd "$0" && set -a && . "./$1" && shift && exec "$@"', str(folder), file)


def run(*command: str, typed: str = "") -> str:
    """What a command prints, that succeeds; `typed` goes to its standard input."""
    done = subprocess.run(command, capture_output=True, input=typed, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout

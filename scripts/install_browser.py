"""Find a Chromium for the browser tests, or install one: Playwright's own, else the system's package.

`KEYLODGE_TEST_CHROMIUM` names another one to use.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

SYSTEM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""Debian's headless shell first: without windows it does the same with half of the work."""
SYSTEM_PACKAGES = ("chromium-headless-shell", "chromium")
CONNECT_MS = 5_000
"""How long Playwright waits for its download host before we turn to the system's packages."""
DOWNLOAD_S = 300


def main() -> None:
    """Print where Chromium is, installing it if need be; exit code 2 and a sentence where that can't be done."""
    for attempt in (find_browser, _install_playwrights_own, _install_system_package):
        path = attempt()
        if path:
            sys.stdout.write(f"Chromium: {path}\n")
            return
    sys.stderr.write(
        "The browser tests need Chromium, and it could not be installed here. "
        "Install it by hand (Debian: apt-get install chromium-headless-shell), "
        "or set KEYLODGE_TEST_CHROMIUM to its path.\n"
    )
    raise SystemExit(2)


def find_browser() -> str | None:
    """The path of a Chromium that starts here: the one named, the system's, Playwright's own; None if there is none."""
    named = os.environ.get("KEYLODGE_TEST_CHROMIUM")
    if named:
        return named
    system = filter(None, map(shutil.which, SYSTEM_NAMES))
    found = next(filter(_starts, system), None) or _playwrights_own()
    return found if _starts(found) else None


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    return _succeeds([path, "--version"], dict(os.environ))


def _install_playwrights_own() -> str | None:
    sys.stdout.write("Fetching Playwright's own Chromium…\n")
    environment = {**os.environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": str(CONNECT_MS)}
    playwright = [sys.executable, "-m", "playwright"]
    if not _succeeds([*playwright, "install", "chromium"], environment):
        return None
    if not _starts(_playwrights_own()) and os.geteuid() == 0:
        _succeeds([*playwright, "install-deps", "chromium"], environment)
    return find_browser()


def _install_system_package() -> str | None:
    if not shutil.which("apt-get"):
        return None
    sys.stdout.write("Installing the system's Chromium with apt-get…\n")
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _succeeds([*as_root, "apt-get", "update", "-qq"], environment)
    install = [*as_root, "apt-get", "install", "-qq", "-y", "--no-install-recommends", "fonts-liberation"]
    for package in SYSTEM_PACKAGES:
        if _succeeds([*install, package], environment):
            break
    return find_browser()


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    try:
        done = subprocess.run(
            command, env=environment, timeout=DOWNLOAD_S, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()

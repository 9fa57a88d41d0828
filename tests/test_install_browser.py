"""The browser of the tests: the one with the least work is taken, and asked for first."""

from pathlib import Path

import pytest

from scripts import install_browser


def _program(folder: Path, name: str, *lines: str) -> None:
    path = folder / name
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("KEYLODGE_TEST_CHROMIUM", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return tmp_path


def test_headless_shell_is_taken_before_a_whole_chromium(programs: Path) -> None:
    for name in ("chromium", "chromium-headless-shell"):
        _program(programs, name)
    assert install_browser.find_browser() == str(programs / "chromium-headless-shell")


def test_chromium_is_asked_for_where_there_is_no_headless_shell(programs: Path) -> None:
    chromium = f"printf '#!/bin/sh\\n' > {programs}/chromium; /bin/chmod 755 {programs}/chromium"
    _program(programs, "apt-get", 'case "$*" in *headless-shell) exit 100;; *" chromium")', chromium, ";; esac")
    assert install_browser._install_system_package() == str(programs / "chromium")

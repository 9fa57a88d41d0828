"""Build the whole product as one executable, `dist/keylodge`, with PyInstaller: `make binary`.

It runs on machines with the same processor and a C library at least as new as here; Python need not be there.
Nothing is built again while sources, locks and Python are the ones that the executable was made from.
"""

import hashlib
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from scripts import write_notices, write_sbom

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / "dist" / "keylodge"
LICENCES = ROOT / "dist" / "keylodge-licences.txt"
"""To be handed on together with it."""
SBOM = ROOT / "dist" / "keylodge.cdx.json"
"""What it is made of, as CycloneDX."""
WORK = ROOT / "build"
MADE_FROM = WORK / "keylodge.made-from"
"""Holds the digest of what the executable was made from."""

NOT_SHIPPED = ("tests", "bench")
VUE = tuple(sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("components/*/*.js")))
FILES = ("static", *VUE, "pages/templates", "identity/templates", "web/templates", "THIRD_PARTY_NOTICES.md")
"""What is read at run time and is no Python."""
HIDDEN = (
    "tortoise.backends.sqlite",  # Tortoise imports its backends by name
    "tortoise.backends.asyncpg",
    "aiosqlite",
    "asyncpg.pgproto.pgproto",
    "fastapi_offline",  # only its files are asked for, by name
    "tzdata",
)
DATA_OF = ("fastapi_offline", "nicegui", "tzdata", "zxcvbn")
NEVER = (
    "pytest",
    "_pytest",
    "hypothesis",
    "mypy",
    "playwright",
    "PyInstaller",
    "setuptools",
    "pip",
    "tkinter",
    "webview",
)


def main() -> None:
    """Build, and say where the executable is; exit code 2 with PyInstaller's last words where that fails."""
    started = time.monotonic()
    fresh = build()
    megabytes = BINARY.stat().st_size / 1_000_000
    how = f"made in {time.monotonic() - started:.0f} s" if fresh else "nothing has changed since it was made"
    print(f"{BINARY.relative_to(ROOT)}: {megabytes:.0f} MB, {how}")


def build() -> bool:
    """Make `BINARY` unless it is up to date; True if it was made. Exits with code 2 where PyInstaller fails."""
    digest = made_from()
    if BINARY.exists() and MADE_FROM.exists() and MADE_FROM.read_text() == digest:
        return False
    WORK.mkdir(exist_ok=True)
    MADE_FROM.unlink(missing_ok=True)
    log = WORK / "pyinstaller.log"
    with log.open("w") as output:
        done = subprocess.run(_command(), cwd=ROOT, stdout=output, stderr=output, check=False)
    if done.returncode:
        last = "\n".join(log.read_text().splitlines()[-15:])
        print(f"PyInstaller failed. Its last words, more are in {log.relative_to(ROOT)}:\n{last}", file=sys.stderr)
        sys.exit(2)
    LICENCES.write_text(write_notices.texts())
    SBOM.write_text(write_sbom.sbom())
    MADE_FROM.write_text(digest)
    return True


def made_from() -> str:
    """A digest of everything that ends up in the executable, or decides how it is made."""
    digest = hashlib.sha256(f"{sys.version} {sysconfig.get_platform()}".encode())
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> list[Path]:
    parts = [*_packages(), *FILES, "requirements/dev.txt", "scripts/build_binary.py", "scripts/write_notices.py"]
    parts += ["requirements/runtime.txt", "scripts/write_sbom.py"]
    found = list(ROOT.glob("*.py"))
    for part in parts:
        path = ROOT / part
        found += path.rglob("*") if path.is_dir() else [path]
    return [path for path in set(found) if path.is_file() and "__pycache__" not in path.parts]


def _packages() -> list[str]:
    """Ours: every folder in the root that is a package. All their modules go in, however they are imported."""
    found = (path.parent.name for path in ROOT.glob("*/__init__.py"))
    return sorted(name for name in found if name not in NOT_SHIPPED)


def _command() -> list[str]:
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--onefile",
        "--name",
        BINARY.name,
        "--noconfirm",
        "--log-level=WARN",
    ]
    command += [
        "--distpath",
        str(BINARY.parent),
        "--workpath",
        str(WORK),
        "--specpath",
        str(WORK),
        "--paths",
        str(ROOT),
    ]
    for part in FILES:
        target = Path(part).parent if (ROOT / part).is_file() else Path(part)
        command += ["--add-data", f"{ROOT / part}:{target}"]
    for package in _packages():
        command += ["--collect-submodules", package]
    for name in HIDDEN:
        command += ["--hidden-import", name]
    for name in DATA_OF:
        command += ["--collect-data", name]
    for name in NEVER:
        command += ["--exclude-module", name]
    return [*command, str(ROOT / "main.py")]


if __name__ == "__main__":
    main()

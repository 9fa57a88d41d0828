"""Find Caddy and nginx for the tests of several replicas, or fetch Debian's packages of them into build/proxies.

Nothing is installed: the programs are taken out of the packages, and no service starts. `KEYLODGE_TEST_CADDY` and
`KEYLODGE_TEST_NGINX` name others to use.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "proxies"
PROGRAMS = {"caddy": "usr/bin/caddy", "nginx": "usr/sbin/nginx"}
"""Name of program and package, and where it lies in the package."""
FETCH_S = 120


def main() -> None:
    """Print where they are, fetching them if need be; exit code 2 and a sentence where that can't be done."""
    for name in PROGRAMS:
        path = find_proxy(name) or _fetch(name)
        if not path:
            sys.stderr.write(
                f"The tests of several replicas need {name}, and it could not be fetched here. Install it by hand "
                f"(Debian: apt-get install {name}), or set KEYLODGE_TEST_{name.upper()} to its path.\n"
            )
            raise SystemExit(2)
        sys.stdout.write(f"{name}: {path}\n")


def find_proxy(name: str) -> str | None:
    """The path of one that starts here: the one named, the system's, the one fetched before; None if there is none."""
    named = os.environ.get(f"KEYLODGE_TEST_{name.upper()}")
    if named:
        return named
    everywhere = os.pathsep.join(
        (os.environ.get("PATH", os.defpath), "/usr/sbin", str((FOLDER / PROGRAMS[name]).parent))
    )
    found = shutil.which(name, path=everywhere)
    return found if found and _starts(found, name) else None


def _starts(path: str, name: str) -> bool:
    return _succeeds([path, "version" if name == "caddy" else "-v"])


def _fetch(name: str) -> str | None:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    sys.stdout.write(f"Fetching Debian's {name} into {FOLDER}…\n")
    if not _download(name):
        as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        _succeeds([*as_root, "apt-get", "update", "-qq"])  # a new machine has no list yet, or an old one
        _download(name)
    for package in FOLDER.glob(f"{name}_*.deb"):
        _succeeds(["dpkg-deb", "--extract", str(package), str(FOLDER)])
        package.unlink()
    return find_proxy(name)


def _download(name: str) -> bool:
    return _succeeds(["apt-get", "download", "-qq", name])


def _succeeds(command: list[str]) -> bool:
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=FOLDER, timeout=FETCH_S, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()

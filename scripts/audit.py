"""Look for known vulnerabilities in what the locks name: `make audit`. Exit code 1 where there are some.

pip-audit asks PyPI, then OSV. Where neither can be reached, or a registry's stand-in knows no advisories, it says that
nothing was audited.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "dev.txt"
"""Holds the runtime's versions too (tests/test_locks.py)."""
SOURCES = ("pypi", "osv")
UNREACHABLE = "No source of advisories can be reached from here, so nothing was audited. Run make audit where one can."
Dependency = Mapping[str, Any]


def main() -> None:
    """Ask the sources in turn, and tell what the first one that answers knows."""
    for source in SOURCES:
        dependencies = _ask(source)
        if any("vulns" in each for each in dependencies):
            words, failed = judge(dependencies)
            print(words)
            sys.exit(int(failed))
    print(UNREACHABLE)


def judge(dependencies: Sequence[Dependency]) -> tuple[str, bool]:
    """What to tell of pip-audit's report, and whether anything is wrong."""
    audited = [each for each in dependencies if "vulns" in each]
    lines = [_advisory(each, found) for each in audited for found in each["vulns"]]
    unknown = sorted(each["name"] for each in dependencies if "vulns" not in each)
    told = [*lines, f"{len(audited)} packages audited, {len(lines) or 'no'} known vulnerabilities."]
    if unknown:
        told.append(f"Not audited, because the source doesn't know them: {', '.join(unknown)}.")
    return "\n".join(told), bool(lines)


def _advisory(dependency: Dependency, found: Mapping[str, Any]) -> str:
    fixed = ", ".join(found["fix_versions"]) or "no version yet"
    return f"{dependency['name']} {dependency['version']}: {found['id']}, fixed in {fixed}"


def _ask(source: str) -> Sequence[Dependency]:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    command += ["--vulnerability-service", source, "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return ()
    return tuple(report["dependencies"])


if __name__ == "__main__":
    main()

"""Write the Python libraries into THIRD_PARTY_NOTICES.md, and all their licences into one text: `make notices`.

The names come from the runtime lock, versions and licences from what is installed.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
START, END = "<!-- libraries: make notices -->", "<!-- end of libraries -->"
OURS = ("static/fonts/inter-LICENSE.txt", "static/fonts/jetbrains-mono-LICENSE.txt", "static/lucide-LICENSE.txt")
_NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
_TEXT = re.compile(r"dist-info/.*(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_WORDS = {
    "MIT License": "MIT",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def main() -> None:
    """Rewrite the table in the notices; the rest of the file is written by hand."""
    text = NOTICES.read_text()
    before, rest = text.split(START)
    _, after = rest.split(END)
    NOTICES.write_text(f"{before}{START}\n{table()}{END}{after}")
    sys.stdout.write(f"{NOTICES.name}: {len(libraries())} libraries\n")


def table() -> str:
    """The libraries that the product runs with, as a table."""
    rows = [f"| {library.name} | {library.version} | {licence(library)} |" for library in libraries()]
    return "\n".join(["| Library | Version | Licence |", "|---|---|---|", *rows, ""])


def libraries() -> list[Distribution]:
    """What the runtime lock names and this system needs, by name."""
    found = []
    for name in sorted(_NAME.findall((ROOT / "requirements" / "runtime.txt").read_text())):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:  # for another system: colorama is for Windows
            continue
    return found


def licence(library: Distribution) -> str:
    """Its licence as an SPDX expression where it gives one, else in the words of its metadata."""
    given = library.metadata.json
    expression = str(given.get("license_expression") or given.get("license") or "")
    classes = [line.split(" :: ")[-1] for line in given.get("classifier", ()) if line.startswith("License")]
    if expression and (len(classes) < 2 or "license_expression" in given):
        return _WORDS.get(expression, expression)
    return ", ".join(_WORDS.get(word, word) for word in classes)


def texts() -> str:
    """Every licence in full, for whoever hands the executable on."""
    parts = [_part("Keylodge: what others made that it carries with it", NOTICES.read_text())]
    parts += [_part(name, (ROOT / name).read_text()) for name in OURS]
    for library in libraries():
        for file in library.files or []:
            path = Path(str(library.locate_file(file)))
            if _TEXT.search(str(file)) and path.is_file():
                parts.append(_part(f"{library.name} {library.version}: {file.name}", path.read_text(errors="replace")))
    return "\n".join(parts)


def _part(title: str, text: str) -> str:
    return f"{'=' * 100}\n{title}\n{'=' * 100}\n\n{text.strip()}\n"


if __name__ == "__main__":
    main()

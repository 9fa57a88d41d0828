"""Fetch the fonts and icons that Keylodge serves, and write them to `static/`.

Run by `make assets`; what it writes is committed, so neither a build nor a test needs npm.
Versions are pinned here; npm is asked for them in a temporary directory.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"

PACKAGES = {
    "@fontsource-variable/inter": "5.3.0",
    "@fontsource-variable/jetbrains-mono": "5.3.0",
    "lucide-static": "1.62.0",
}

FONTS = {
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2": "jetbrains-mono-latin.woff2",
    "@fontsource-variable/inter/LICENSE": "inter-LICENSE.txt",
    "@fontsource-variable/jetbrains-mono/LICENSE": "jetbrains-mono-LICENSE.txt",
}

ICONS = """
activity app-window archive-restore arrow-down arrow-left arrow-right arrow-up ban book-open bot calendar check
chevron-down chevron-left chevron-right chevron-up chevrons-up-down circle-alert circle-check circle-question-mark
circle-slash circle-x clock clock-alert copy cpu download droplets ellipsis external-link eye eye-off gauge git-merge
globe history house infinity info key-round link list-filter lock log-in log-out mail menu minus
monitor-smartphone moon pencil play plug plus refresh-cw rotate-ccw search server settings-2 shield shield-alert
shield-check sun sun-moon tag timer trash-2 triangle-alert undo-2 unplug user user-plus users webhook x
""".split()  # noqa: SIM905  # a list of words reads better than a list of strings


def main() -> None:
    """Write fonts, licences and the icon sprite; stop with npm's own words where it fails."""
    with tempfile.TemporaryDirectory() as directory:
        modules = install(Path(directory))
        copy_fonts(modules)
        write_sprite(modules / "lucide-static")
    for path in [*sorted(STATIC.glob("fonts/*")), STATIC / "icons.svg"]:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        sys.stdout.write(f"{digest}  {path.stat().st_size:>6}  {path.relative_to(STATIC)}\n")


def install(directory: Path) -> Path:
    """Install the pinned packages below `directory`; return its node_modules."""
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    (directory / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *wanted]
    subprocess.run(command, cwd=directory, check=True)
    return directory / "node_modules"


def copy_fonts(modules: Path) -> None:
    """Copy the two fonts, and the licence that each asks to travel with it."""
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    for source, target in FONTS.items():
        shutil.copyfile(modules / source, STATIC / "fonts" / target)


def write_sprite(package: Path) -> None:
    """Write the icons that are used into one file, and their licence beside it."""
    symbols = [symbol(name, (package / "icons" / f"{name}.svg").read_text()) for name in sorted(ICONS)]
    version = PACKAGES["lucide-static"]
    header = f"<!-- Lucide {version}, ISC licence (lucide-LICENSE.txt). Written by scripts/make_assets.py -->"
    sprite = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', header, *symbols, "</svg>", ""])
    (STATIC / "icons.svg").write_text(sprite)
    shutil.copyfile(package / "LICENSE", STATIC / "lucide-LICENSE.txt")


def symbol(name: str, svg: str) -> str:
    """The drawing inside `svg` as one symbol, without the attributes that our style sheet sets."""
    drawing = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    drawing = re.sub(r"\s*\n\s*", "", drawing).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


if __name__ == "__main__":
    main()

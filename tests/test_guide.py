"""The guide names what there is, and shows what was taken."""

import re
from pathlib import Path

from main import cli
from settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "guide.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", DOCS / "guide.md", *DOCS.glob("adr/*.md")]


def test_guide_names_every_setting() -> None:
    named = set(re.findall(r"^\| `KEYLODGE_([A-Z_]+)`", GUIDE, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_guide_names_every_command() -> None:
    commands = {
        str(command.callback.__name__).replace("_", "-") for command in cli.registered_commands if command.callback
    }
    named = set(re.findall(r"^\| `([a-z-]+)[ `]", GUIDE, re.MULTILINE))
    assert commands <= named


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r'(?:\]\(|src="|srcset=")([^)"#:]+)[)"#]', page.read_text())
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_picture_is_shown() -> None:
    shown = set(re.findall(r"pictures/([a-z-]+\.png)", GUIDE + (ROOT / "README.md").read_text()))
    assert shown == {path.name for path in (DOCS / "pictures").glob("*.png")}

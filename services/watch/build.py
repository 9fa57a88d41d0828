"""Which Keylodge this is."""

import platform
from typing import Final

from services.watch import figures

VERSION: Final = "0.1.0"
"""As in pyproject.toml, which the executable doesn't carry."""
FIGURE = figures.reading(
    "keylodge_build_info", "Always 1.", lambda: {(VERSION, platform.python_version()): 1}, "version", "python"
)

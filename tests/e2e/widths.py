"""The widths of the stories.

Both for the procedures of the seed, and where layout or menu are at stake; the others take turns, page by page.
"""

import pytest
from playwright.sync_api import ViewportSize

SCREENS: dict[str, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 360, "height": 740},
}

DESKTOP = pytest.mark.parametrize("screen", ["desktop"], indirect=True)
PHONE = pytest.mark.parametrize("screen", ["phone"], indirect=True)

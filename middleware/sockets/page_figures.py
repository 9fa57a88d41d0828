"""How many pages are open, and by how many sockets they are kept, for `/metrics`."""

from nicegui import core
from nicegui.client import Client as Browser

from services.watch import figures

PAGES = figures.reading(
    "keylodge_open_pages",
    "Pages that are kept for a browser.",
    lambda: {(): sum(page._request is not None for page in Browser.instances.values())},
)
SOCKETS = figures.reading(
    "keylodge_open_sockets", "Sockets that browsers keep open.", lambda: {(): len(core.sio.eio.sockets)}
)

"""The browser's time zone, known before a page is built: `static/keylodge.js` keeps it in a cookie."""

from zoneinfo import ZoneInfo

from nicegui import context

from services.secrets.expirations import zone

COOKIE = "keylodge_zone"


def browser_zone() -> ZoneInfo:
    """The zone of the browser that the current page is for; UTC until a first page has told it."""
    request = context.client.request
    return zone(request.cookies.get(COOKIE, "").replace("%2F", "/")) if request else zone("UTC")

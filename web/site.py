"""Where Keylodge is served, and what follows from it: links that leave this page, and names of cookies."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """The public origin, never taken from a request, and what follows from it."""

    origin: str
    allowed_origins: frozenset[str]

    @classmethod
    def of(cls, settings: Settings, host: str, port: int) -> "Site":
        """The site as served at `host:port`. Raises SettingsError for a wildcard host without KEYLODGE_PUBLIC_URL."""
        allowed = frozenset(as_browsers_write(origin) for origin in settings.allowed_origins(host, port))
        return cls(as_browsers_write(settings.origin(host, port)), allowed)

    @property
    def https(self) -> bool:
        """Whether browsers reach us by TLS only."""
        return self.origin.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The session cookie's name; with TLS it is one that no other host or path can set."""
        return "__Host-keylodge_session" if self.https else "keylodge_session"

    @property
    def device_cookie(self) -> str:
        """The name of the cookie that says which accounts this browser signed in to before."""
        return "__Host-keylodge_device" if self.https else "keylodge_device"

    def url(self, path: str) -> str:
        """The address of one of our own paths, for links that leave this page."""
        return self.origin + path

    def one_time_link(self, token: str) -> str:
        """The link that lets a person choose a password."""
        return self.url(f"/link/{token}")


def site_of(request: HTTPConnection) -> Site:
    """The site that a request came to, as the lifespan told the server."""
    known: Site = request.state.site
    return known


def as_browsers_write(origin: str) -> str:
    """An origin the way an Origin header has it: lower case, the scheme's usual port left out."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")

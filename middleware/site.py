"""What the wall and the pages must know of where Keylodge is served."""

from dataclasses import dataclass

from settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """The public origin, never taken from a request, and what follows from it."""

    origin: str
    allowed_origins: frozenset[str]

    @classmethod
    def of(cls, settings: Settings, host: str, port: int) -> "Site":
        """The site as served at `host:port`. Raises SettingsError for a wildcard host without KEYLODGE_PUBLIC_URL."""
        return cls(settings.origin(host, port), settings.allowed_origins(host, port))

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
        """The address of one of our own paths, for links that leave this page: invitations and the like."""
        return self.origin + path

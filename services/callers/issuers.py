"""Who issues tokens: `{public origin}/identity`, from the settings and never from a request's headers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PATH = "/identity"
API_PATH = "/api/v1"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The addresses of this installation that stand in tokens."""

    url: str
    """The `iss` of every token."""
    api: str
    """The `aud` of tokens for the management API."""

    @classmethod
    def of(cls, origin: str) -> "Issuer":
        """The issuer at a public origin, such as https://keys.example.com."""
        return cls(origin + PATH, origin + API_PATH)

    def endpoint(self, path: str) -> str:
        """The address of an endpoint below the issuer, for example `/connect/token`."""
        return self.url + path


class _Current:
    issuer: Issuer | None = None


def current() -> Issuer:
    """The issuer that this process is."""
    assert _Current.issuer is not None, "issuing() comes first"
    return _Current.issuer


@contextmanager
def issuing(origin: str) -> Iterator[Issuer]:
    """Be the issuer at `origin` while the block runs."""
    before, _Current.issuer = _Current.issuer, Issuer.of(origin)
    try:
        yield _Current.issuer
    finally:
        _Current.issuer = before

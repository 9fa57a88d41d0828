"""Where an authorization may answer to: registered redirect URIs, compared exactly (RFC 9700 section 4.1).

Only the port of `http://127.0.0.1` and `http://[::1]` is free (RFC 8252 section 7.3); `http://localhost` is not.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from services.values import uris

_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::([0-9]{1,5}))?((?:[/?].*)?)")


def is_registered(wanted: str, registered: Iterable[str]) -> bool:
    """Whether `wanted` is one of the registered addresses, character by character but for a loopback port."""
    return any(wanted == uri or _differs_in_port_only(wanted, uri) for uri in registered)


def is_impersonable(uri: str) -> bool:
    """Whether another program on the person's machine could answer at `uri`: loopback and private-use schemes."""
    parts = urlsplit(uri)
    host = (parts.hostname or "").rstrip(".")
    address = uris.read_address(host)
    address = getattr(address, "ipv4_mapped", None) or address
    here = address.is_loopback if address else f".{host}".endswith(".localhost")
    return parts.scheme != "https" or here


def origin(uri: str) -> str:
    """What to call the place that `uri` leads to: its origin, or its scheme where it is no web address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def _differs_in_port_only(wanted: str, registered: str) -> bool:
    asked, known = _LOOPBACK.fullmatch(wanted), _LOOPBACK.fullmatch(registered)
    if not asked or not known or "#" in wanted:
        return False
    port = asked[2]
    return (asked[1], asked[3]) == (known[1], known[3]) and (port is None or 0 < int(port) < 65536)

"""Where a request comes from. X-Forwarded-For is believed of trusted proxies only, for throttling and audit only.

No forwarding header reaches anything further in: NiceGUI would build links from X-Forwarded-Prefix, and our links come
from the settings.
"""

import ipaddress

from starlette.types import ASGIApp, Receive, Scope, Send

from middleware.exchange import set_address
from web import requests

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_OTHERS = (b"forwarded", b"x-real-ip")


class ClientAddress:
    """Notes the address of whoever asks; `trusted`: the proxies whose X-Forwarded-For is believed."""

    def __init__(self, app: ASGIApp, *, trusted: tuple[Network, ...]) -> None:
        self.app = app
        self.trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            address = sender(scope, self.trusted)
            inner = [pair for pair in scope["headers"] if not _forwards(pair[0])]
            scope = {**scope, "headers": inner, "client": (address, 0), "state": dict(scope.get("state") or {})}
            set_address(scope, address)
        await self.app(scope, receive, send)


def sender(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """Where a request comes from, as far as the proxies in `trusted` vouch for it."""
    return client_address(requests.address(scope), header_list(scope), trusted)


def client_address(peer: str, forwarded: list[str], trusted: tuple[Network, ...]) -> str:
    """The right-most address that no trusted proxy vouches to have passed on; `peer` where nothing better is known."""
    address = peer
    for hop in reversed(forwarded):
        if not is_trusted(address, trusted):
            return address
        try:
            address = str(ipaddress.ip_address(hop))
        except ValueError:
            return address
    return address


def is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    """Whether an address is one of the proxies that are believed."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(known, "ipv4_mapped", None)
    return any((mapped or known) in network for network in trusted)


def header_list(scope: Scope) -> list[str]:
    """The hops of X-Forwarded-For, farthest first; several headers count as one."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [hop.strip() for hop in ",".join(values).split(",") if hop.strip()]


def _forwards(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name in _OTHERS

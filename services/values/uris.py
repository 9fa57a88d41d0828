"""What may be registered as a redirect URI, an origin or a link. Pure functions that answer with a sentence or None.

Redirect URIs: RFC 6749 section 3.1.2 (absolute, no fragment), RFC 8252 sections 7 and 8.4 (loopback, private-use
schemes with a dot), RFC 9700 section 4.1 (exact match, so no wildcards).
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

LONGEST = 2000
"""Characters a URI may have at most."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_ALLOWED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_HOST = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?"
)
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]|[^\[\]:@]*)(?::[0-9]{0,5})?")
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?")
"""What browsers take for an IPv4 address, however it is written: 2130706433 and 0x7f.1 are 127.0.0.1."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def refuse_redirect_uri(uri: str) -> str | None:
    """Why `uri` can't be a redirect (or post-logout redirect) URI, in a sentence that names it; None when it can."""
    parts, problem = _split(uri)
    if problem or parts is None:
        return problem
    if parts.fragment or "#" in uri:
        return f"{uri} has a fragment (#…). Leave it out."
    if "*" in uri:
        return f"{uri} has a wildcard (*). Register each address in full."
    if parts.scheme in ("http", "https"):
        return _refuse_web_uri(uri, parts)
    if "." not in parts.scheme:
        return f"{uri} has the scheme {parts.scheme}. A private-use scheme needs a dot, such as com.example.app."
    return _refuse_authority(uri, parts)


def refuse_origin(origin: str) -> str | None:
    """Why `origin` can't be an allowed CORS origin (scheme, host and port only: RFC 6454); None when it can."""
    parts, problem = _split(origin)
    if problem or parts is None:
        return problem
    if parts.scheme not in ("http", "https"):
        return f"{origin} is not an http or https origin."
    if parts.path or parts.query or parts.fragment or origin.endswith(("?", "#")):
        return f"{origin} has more than an origin: leave out everything behind the host and port."
    if "*" in origin:
        return f"{origin} has a wildcard (*). Register each origin in full."
    if origin != origin.lower():
        return f"{origin} has capital letters. Browsers send origins in small letters."
    written = parts.netloc.rpartition(":")[2] if parts.port else ""
    if written and (written != str(parts.port) or parts.port == _DEFAULT_PORTS[parts.scheme]):
        return f"{origin} has a port that browsers write otherwise. Leave out {parts.scheme}'s own, and leading zeros."
    return _refuse_web_uri(origin, parts)


def refuse_link(uri: str) -> str | None:
    """Why `uri` can't be a client's or logo's address (https, or http on loopback); None when it can."""
    parts, problem = _split(uri)
    if problem or parts is None:
        return problem
    if parts.scheme not in ("http", "https"):
        return f"{uri} is not a web address. It has to begin with https://."
    return _refuse_web_uri(uri, parts)


def read_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a URI's host is (without brackets), None where it is a name."""
    if "%" in host:  # a zone (RFC 6874) means something on one machine only
        return None
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _split(uri: str) -> tuple[SplitResult | None, str | None]:
    if len(uri) > LONGEST:
        return None, f"{uri[:60]}… has {len(uri)} characters. {LONGEST} at most."
    if not uri or not _ALLOWED.fullmatch(uri) or _BAD_ESCAPE.search(uri):
        return None, f"{uri} has characters that a URI can't have. Percent-encode them."
    scheme, colon, rest = uri.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme) or not rest.strip("/"):
        return None, f"{uri} is not a whole address. Begin with https:// and the host."
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return None, f"{uri} has a host or port that can't be read."
    return parts, None


def _refuse_web_uri(uri: str, parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if not uri.split(":", 1)[1].startswith("//") or not host:
        return f"{uri} names no host."
    if problem := _refuse_authority(uri, parts):
        return problem
    if parts.netloc.endswith(":") or (parts.port == 0):
        return f"{uri} has a port that can't be used."
    address = read_address(host)
    if address is None and (not _HOST.fullmatch(host) or _ENDS_IN_A_NUMBER.fullmatch(host)):
        return f"{uri} has a host that can't be read."
    if parts.scheme == "http" and not (host == "localhost" or (address is not None and address.is_loopback)):
        return f"{uri} is not https. Only loopback addresses may use http."
    return None


def _refuse_authority(uri: str, parts: SplitResult) -> str | None:
    """The authority is read whole: `urlsplit` takes for the host what stands in brackets, and leaves out the rest."""
    if "@" in parts.netloc:
        return f"{uri} has a user part (…@). Leave it out."
    if not _AUTHORITY.fullmatch(parts.netloc):
        return f"{uri} has a host that can't be read."
    return None

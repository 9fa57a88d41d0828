"""Compact JWS (RFC 7515 section 7.1), signed with one explicit key that is named in the header.

joserfc checks and copies its way to the same text in twice the time, and this is most of what a token request costs
(docs/performance.md). Keys and verification are joserfc's; tests compare the two.
"""

import binascii
from functools import cache
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_ES256 = ec.ECDSA(SHA256())
_RS256 = padding.PKCS1v15()
_SIZE = 32
"""Bytes of each half of an ES256 signature (RFC 7518 section 3.4)."""


def sign(claims: dict[str, Any], type: str, key: PrivateKey, key_id: str) -> str:
    """A JWT of these claims; the kind of key says the algorithm: P-256 ES256, RSA RS256."""
    algorithm = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
    content = _header(algorithm, type, key_id) + _encode(orjson.dumps(claims))
    return (content + b"." + _encode(_signature(content, key))).decode("ascii")


def _signature(content: bytes, key: PrivateKey) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, _RS256, SHA256())
    r, s = decode_dss_signature(key.sign(content, _ES256))
    return r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big")


@cache
def _header(algorithm: str, type: str, key_id: str) -> bytes:
    return _encode(orjson.dumps({"alg": algorithm, "typ": type, "kid": key_id})) + b"."


def _encode(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=")


_URL_SAFE = bytes.maketrans(b"+/", b"-_")

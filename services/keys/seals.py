"""Seals: codes that only we can write under a text, so that we know it again when a browser brings it back.

Each purpose has a key of its own, so a seal of one never passes for one of another.
"""

import hashlib

from itsdangerous import BadSignature, Signer

from services.keys import keys


def sign(purpose: str, text: str) -> str:
    """The text with its seal, to be read again by `read`."""
    return _signer(purpose).sign(_bytes(text)).decode()


def read(purpose: str, signed: str) -> str:
    """The text in `signed`; empty where we did not seal it for this purpose."""
    try:
        return _signer(purpose).unsign(_bytes(signed)).decode()
    except BadSignature:
        return ""


def seal(purpose: str, text: str) -> str:
    """The seal alone (43 characters of base64url), for a text that travels by itself."""
    return _signer(purpose).get_signature(_bytes(text)).decode()


def is_sealed(seal: str, purpose: str, text: str) -> bool:
    """Whether `seal` is ours, for this purpose and text."""
    return _signer(purpose).verify_signature(_bytes(text), _bytes(seal))


def _signer(purpose: str) -> Signer:
    return Signer(keys.derive(purpose), key_derivation="none", digest_method=hashlib.sha256)


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")

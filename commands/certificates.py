"""TLS without a proxy: the certificate and key that settings name, taken up again when they change."""

import asyncio
import logging
import ssl
from pathlib import Path

from errors import SettingsError

LOOK_SECONDS = 2.0
"""How often the files are looked at."""
log = logging.getLogger("keylodge.tls")


class Certificate:
    """A certificate with its chain and its key; `context` is what a server answers with, by TLS 1.2 and 1.3.

    Raises SettingsError where the files can't be used.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.files = (certificate, key)
        self._taken = _marks(*self.files)
        self.context = _context(*self.files)

    async def keep_current(self) -> None:
        """Take up the files each time they change, until cancelled; handshakes from then on have the new ones.

        Files that can't be used, such as a certificate whose key is still to come, leave the old ones in their place.
        """
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            marks = _marks(*self.files)
            if marks == self._taken:
                continue
            self._taken = marks
            try:
                _context(*self.files)  # one that fails midway would be left with halves
                _take_up(self.context, *self.files)
            except (SettingsError, OSError, ValueError) as error:
                log.warning("The old certificate stays, until the files change again. %s", error)
            else:
                log.info("The certificate was taken up again from %s.", self.files[0])


def _context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        _take_up(context, certificate, key)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"KEYLODGE_TLS_CERT ({certificate}) and KEYLODGE_TLS_KEY ({key}) can't be used: {_why(error)}. They name "
            "a certificate with its chain and its key without a passphrase, both in PEM, which this user may read."
        ) from None
    return context


def _take_up(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    context.load_cert_chain(certificate, key, password=_no_passphrase)


def _no_passphrase() -> str:
    raise ValueError("the key asks for a passphrase")


def _marks(*paths: Path) -> list[tuple[int, ...]]:
    return [_mark(path) for path in paths]


def _mark(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"{(error.reason or 'not PEM').replace('_', ' ').lower()}"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)

"""TLS without a proxy: whose certificate a handshake shows."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from commands import certificates
from commands.certificates import Certificate
from errors import SettingsError
from services.tasks.supervision import supervised
from tests.certificates import make_certificate


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LOOK_SECONDS", 0.01)


@asynccontextmanager
async def serving(certificate: Path, key: Path) -> AsyncIterator[int]:
    """A server that keeps its certificate current; its port."""
    tls = Certificate(certificate, key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=tls.context)
    async with server, supervised("The look at the certificate", tls.keep_current):
        yield server.sockets[0].getsockname()[1]


async def shown_at(port: int) -> object:
    """The name in the certificate that a new handshake shows."""
    anybody = ssl._create_unverified_context()  # noqa: S323 - each is signed by itself
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=anybody)
    found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return x509.load_der_x509_certificate(found).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


async def until_shown(port: int, name: str) -> None:
    while await shown_at(port) != name:  # noqa: ASYNC110 - it has no event to wait on
        await asyncio.sleep(0.01)


async def test_changed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    files = make_certificate(tmp_path, "old.example.com")
    async with serving(*files) as port, asyncio.timeout(10):
        assert await shown_at(port) == "old.example.com"
        make_certificate(tmp_path, "new.example.com")
        await until_shown(port, "new.example.com")


async def test_certificate_whose_key_is_still_to_come_waits_for_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = make_certificate(tmp_path, "old.example.com")
    (tmp_path / "coming").mkdir()
    certificate, key = make_certificate(tmp_path / "coming", "new.example.com")
    async with serving(*files) as port, asyncio.timeout(10):
        certificate.replace(files[0])
        while not caplog.messages:  # noqa: ASYNC110 - the log has no event to wait on
            await asyncio.sleep(0.01)
        assert await shown_at(port) == "old.example.com"
        key.replace(files[1])
        await until_shown(port, "new.example.com")
    assert "The old certificate stays, until the files change again." in caplog.messages[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [(None, "No such file or directory"), ("", "pem"), ("nonsense", "pem")],
    ids=["none", "empty", "no"],
)
def test_files_that_are_no_certificate_stop_the_start_with_the_way_out(
    tmp_path: Path, text: str | None, why: str
) -> None:
    certificate, key = make_certificate(tmp_path, "keys.example.com")
    certificate.unlink() if text is None else certificate.write_text(text)
    with pytest.raises(SettingsError, match=f"(?is)KEYLODGE_TLS_CERT .*can't be used: .*{why}.*both in PEM"):
        Certificate(certificate, key)

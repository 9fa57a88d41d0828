"""The proxies of deploy/, started from the files that operators copy."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from scripts.install_proxies import find_proxy
from tests.e2e.server import ROOT, Server

START_S = 20


@contextmanager
def caddy(folder: Path, port: int, http_port: int, replicas: Sequence[Server]) -> Iterator[None]:
    """deploy/Caddyfile at https://localhost:`port` in front of `replicas`, with a certificate of Caddy's own making."""
    environment = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "KEYLODGE_SITE": f"localhost:{port}",
        "KEYLODGE_REPLICAS": " ".join(f"127.0.0.1:{server.port}" for server in replicas),
        "KEYLODGE_HTTP_PORT": str(http_port),
        "KEYLODGE_CADDY_OPTIONS": "default_bind 127.0.0.1",
    }
    command = [_program("caddy"), "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile")]
    with _running(command, folder / "caddy.log", environment):
        _wait_for(f"https://localhost:{port}/health/live", folder / "caddy.log")
        yield


@contextmanager
def nginx(
    folder: Path, port: int, http_port: int, replicas: Sequence[Server], certificate: Sequence[Path]
) -> Iterator[None]:
    """deploy/nginx.conf at https://127.0.0.1:`port`, its names and addresses changed as its first line says."""
    folder.mkdir()
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for ours, theirs in {
        "server 127.0.0.1:8080": f"server 127.0.0.1:{replicas[0].port}",
        "# server 10.0.0.12:8080": f"server 127.0.0.1:{replicas[1].port}",
        "/etc/letsencrypt/live/keys.example.com/fullchain.pem": str(certificate[0]),
        "/etc/letsencrypt/live/keys.example.com/privkey.pem": str(certificate[1]),
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
    }.items():
        assert text.count(ours) == 1, ours
        text = text.replace(ours, theirs)
    (folder / "keylodge.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/keylodge.conf; }}\n"
    )
    command = [_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with _running(command, folder / "nginx.log", {}):
        _wait_for(f"https://127.0.0.1:{port}/health/live", folder / "error.log")
        yield


@contextmanager
def _running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, verify=False).status_code == 200:  # noqa: S501 - a certificate of our own making
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer within {START_S} s:\n{log.read_text()}")


def _program(name: str) -> str:
    path = find_proxy(name)
    assert path, f"No {name} here: make proxies"
    return path

"""A replica that hangs (SIGSTOP): its sockets open still, and it answers nobody."""

import secrets
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from tests.certificates import make_certificate
from tests.cluster.conftest import Cluster
from tests.cluster.proxies import nginx
from tests.e2e.server import Server, free_port

PATIENCE_S = 15
"""Seconds that somebody waits who comes before the proxy has noticed."""
NEWCOMERS = 8
AT_ONCE_S = 3


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """It answers nobody while the block runs."""
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)
        server._wait_until_ready()


def test_newcomers_get_an_answer_while_one_replica_hangs(whole: Cluster, tmp_path: Path) -> None:
    behind_nginx = f"https://127.0.0.1:{(port := free_port())}"
    certificate = make_certificate(tmp_path, "keys.example.com")
    with (
        nginx(tmp_path / "nginx", port, free_port(), whole.replicas, certificate),
        ThreadPoolExecutor(NEWCOMERS) as everybody,
        frozen(whole.replicas[1]),
    ):
        arrivals = everybody.map(partial(_arrive, behind_nginx), [PATIENCE_S] * NEWCOMERS)
        deadline = time.monotonic() + PATIENCE_S
        while not all(_arrive(whole.url, AT_ONCE_S) for _ in range(NEWCOMERS)):
            assert time.monotonic() < deadline
        assert all(arrivals)
        assert all(_arrive(behind_nginx, AT_ONCE_S) for _ in range(NEWCOMERS))


def _arrive(url: str, seconds: float) -> bool:
    """Whether somebody new is shown a page in so many seconds."""
    cookie = {"Cookie": f"keylodge_session={secrets.token_hex()}"}
    try:
        return httpx.get(f"{url}/login", headers=cookie, verify=False, timeout=seconds).status_code == 200  # noqa: S501
    except httpx.HTTPError:
        return False

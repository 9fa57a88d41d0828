"""Programs that ask all the time, each on connections that it keeps."""

import threading
import time
from collections import Counter
from itertools import cycle
from types import TracebackType
from typing import Self

import httpx

from tests.cluster.conftest import Cluster
from tests.e2e.tenants import SeededClient

PAUSE_S = 0.005
"""So that they leave something to the other tests."""
ONE_S = 30
"""Seconds until a program that gets no further is a failure."""


class Callers:
    """Such programs, while the block runs; `outcomes` counts what they were answered."""

    def __init__(self, cluster: Cluster, client: SeededClient, programs: int) -> None:
        self.outcomes: Counter[str] = Counter()
        self._cluster, self._client = cluster, client
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask_on) for _ in range(programs)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, answers: int = 100) -> None:
        """Until they have so many more."""
        wanted, deadline = self.outcomes.total() + answers, time.monotonic() + ONE_S
        while self.outcomes.total() < wanted:
            assert time.monotonic() < deadline, self.outcomes
            time.sleep(0.01)

    def _ask_on(self) -> None:
        token = httpx.Request(
            "POST",
            f"{self._cluster.url}/identity/connect/token",
            data={
                "grant_type": "client_credentials",
                "client_id": self._client.id,
                "client_secret": self._client.secret,
            },
        )
        others = (f"{self._cluster.url}{path}" for path in ("/identity/.well-known/openid-configuration", "/login"))
        requests = cycle([token, *(httpx.Request("GET", url) for url in others)])
        with httpx.Client(verify=False, timeout=ONE_S) as http:  # noqa: S501 - a certificate of the proxy's own making
            while not self._stopped.is_set():
                self.outcomes[self._answer(http, next(requests))] += 1
                time.sleep(PAUSE_S)

    @staticmethod
    def _answer(http: httpx.Client, request: httpx.Request) -> str:
        try:
            answer = http.send(request)
        except httpx.HTTPError as error:
            return f"{request.method} {request.url.path}: {type(error).__name__}"
        status = str(answer.status_code)
        return status if answer.is_success else f"{request.method} {request.url.path}: {status} {answer.text[:200]}"

"""Programs that ask one server for everything there is, again and again, and keep what they were answered."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx

from tests.e2e.people import Person
from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient, Tenant

HANGS_S = 10.0
"""No answer may take longer."""
_names = count(1)


@dataclass(frozen=True)
class Answer:
    """What came back, and when (monotonic seconds). Status 0: the connection was refused or cut."""

    surface: str
    status: int
    text: str
    headers: httpx.Headers
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def is_told(self) -> bool:
        """Whether it says that the database can't be used, as its surface says things, and when to come back."""
        told = {
            "api": '"Resolution"' in self.text,
            "token": '"temporarily_unavailable"' in self.text,
        }
        is_ours = told.get(self.surface, "<h1>Not at the moment</h1>" in self.text)
        return self.status == 503 and "retry-after" in self.headers and is_ours


@dataclass
class Asker:
    """Asks for a token, changes something by the API, opens a page and signs in, each in a thread of its own."""

    server: Server
    home: Tenant
    person: Person
    client: SeededClient
    token: str = ""
    answers: list[Answer] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    """Names of clients whose making was answered 201."""

    @classmethod
    def of(cls, home: Tenant, server: Server, client: SeededClient) -> "Asker":
        """For a client that is an administrator, and an administrator."""
        made = cls(server, home, home.administrator, client)
        with made.http() as http:
            made.token = made._request(http, "token").json()["access_token"]
        return made

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.server.url, timeout=2 * HANGS_S, headers={"accept": "text/html"})

    def ask(self, surface: str, http: httpx.Client) -> Answer:
        """One request to `surface` (token, api, page, sign-in), kept."""
        began = time.monotonic()
        try:
            found = self._request(http, surface)
            answer = Answer(surface, found.status_code, found.text, found.headers, began, time.monotonic())
        except httpx.HTTPError as error:
            answer = Answer(surface, 0, type(error).__name__, httpx.Headers(), began, time.monotonic())
        self.answers.append(answer)
        return answer

    @contextmanager
    def asking(self, *surfaces: str) -> Iterator[None]:
        """Ask `surfaces` (all of them) while the block runs."""
        ended = threading.Event()
        asked = surfaces or ("token", "api", "page", "sign-in")
        threads = [threading.Thread(target=self._ask_on, args=(surface, ended)) for surface in asked]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def between(self, begin: float, end: float) -> list[Answer]:
        """The answers to what was asked after `begin` and answered before `end`."""
        return [answer for answer in self.answers if begin <= answer.began and answer.ended <= end]

    def _ask_on(self, surface: str, ended: threading.Event) -> None:
        with self.http() as http:
            while not ended.is_set():
                self.ask(surface, http)
                ended.wait(0.1)

    def _request(self, http: httpx.Client, surface: str) -> httpx.Response:
        if surface == "token":
            form = {"grant_type": "client_credentials"}
            return http.post("/identity/connect/token", data=form, auth=(self.client.id, self.client.secret))
        if surface == "api":
            return self._add_client(http)
        if surface == "page":
            return http.get(
                "/security/clients", headers={"cookie": f"keylodge_session={self.home.administrator.session}"}
            )
        form = {"email": self.person.email, "password": "not-this-one-5-times"}
        return http.post("/login", data=form, headers={"origin": self.server.url})

    def _add_client(self, http: httpx.Client) -> httpx.Response:
        name = f"Added {next(_names)}"
        answer = http.post(
            f"/api/v1/Tenants/{self.home.id}/ClientCredentialClients",
            json={"Name": name, "RoleIds": []},
            headers={"authorization": f"Bearer {self.token}", "accept": "application/json"},
        )
        if answer.status_code == 201:
            self.acknowledged.add(name)
        return answer

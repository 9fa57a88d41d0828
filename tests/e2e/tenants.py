"""What a story starts from: a tenant with its people and clients, made by the services that the commands call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, partial
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import bcrypt

import db
from models import BuiltInRole, Client, ClientType, Secret
from services.access import access
from services.access.actors import operator
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.people import people, tenants, users
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from services.sign_in import passwords, sessions
from tests.e2e.people import PASSWORD, Person
from tests.e2e.server import Server
from tests.loops import run

T = TypeVar("T")
_numbers = count(1)


@dataclass(frozen=True)
class SeededClient:
    """A client that was there before the story began; `secret` is the text of its first one, if its type has any."""

    id: str
    name: str
    secret: str


class Tenant:
    """A tenant on `server`; its people are made when they are first named."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.number = next(_numbers)
        self.name = f"Plant {self.number}"
        self.id: UUID = seed(server, partial(tenants.create, self.name)).id

    @cached_property
    def administrator(self) -> Person:
        """Elin, a Tenant Administrator."""
        return self.add_person("elin", BuiltInRole.TENANT_ADMINISTRATOR)

    @cached_property
    def colleague(self) -> Person:
        """Maya, another one."""
        return self.add_person("maya", BuiltInRole.TENANT_ADMINISTRATOR)

    @cached_property
    def member(self) -> Person:
        """Noor, a Tenant Member."""
        return self.add_person("noor", BuiltInRole.TENANT_MEMBER)

    def add_person(self, name: str, kind: BuiltInRole) -> Person:
        """An account in this tenant, as the command line adds one, with a session that has begun."""
        email = f"{name}.{self.number}@example.com"

        async def make() -> str:
            roles = await people.built_in(self.id, kind, BuiltInRole.TENANT_MEMBER)
            by = await access.identify(operator(self.id))
            user = await db.tx(partial(users._insert, by, email, f"{name.title()} Berg", roles, _password_hash()))
            token, _ = await sessions.begin(user.id, address="127.0.0.1", agent="a test")
            return token

        return Person(email, session=seed(self.server, make))

    def add_client(
        self,
        name: str,
        kind: ClientType = ClientType.CLIENT_CREDENTIALS,
        secret: SecretFields | None = None,
        **fields: Any,
    ) -> SeededClient:
        """A client of this tenant; `fields` as in ClientFields, `secret` for its first one."""
        values = ClientFields(name=name, **fields)
        made = seed(self.server, partial(clients.add, operator(self.id), kind, values, secret=secret))
        return SeededClient(str(made.client.id), name, made.secret.text if made.secret else "")

    def add_secrets(self, client: SeededClient, *descriptions: str) -> None:
        """More secrets for a client, which never expire."""

        async def add() -> None:
            for description in descriptions:
                await secrets.add(operator(self.id), UUID(client.id), SecretFields(description))

        seed(self.server, add)

    def add_clients(self, *names: str) -> None:
        """Many client-credentials clients at once."""

        async def add() -> None:
            for name in names:
                await clients.add(operator(self.id), ClientType.CLIENT_CREDENTIALS, ClientFields(name=name))

        seed(self.server, add)

    def remove_secrets(self, client: SeededClient) -> None:
        """Remove all secrets of a client."""

        async def remove() -> None:
            for each in await secrets.list_secrets(operator(self.id), UUID(client.id)):
                await secrets.remove(operator(self.id), UUID(client.id), each.id)

        seed(self.server, remove)

    def expire_secrets(self, client: SeededClient) -> None:
        """Let two days pass since all secrets of a client expired."""

        async def expire() -> None:
            ended = datetime.now(UTC) - timedelta(days=2)
            await Secret.filter(client_id=client.id).update(expires_at=ended)
            await secrets.set_first_expiry(await Client.get(id=client.id))

        seed(self.server, expire)


def seed(server: Server, work: Callable[[], Awaitable[T]]) -> T:
    """Await `work()` on the server's database from here, as a command does; the running server sees what changed."""

    async def connected() -> T:
        async with db.connect(server.database_url):
            return await work()

    return run(connected())


@cache
def _password_hash() -> str:
    """Everybody's, at the cost that the product takes: a fifth of a second, so once."""
    return bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(passwords.COST)).decode()

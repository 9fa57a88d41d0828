"""An installation with people, roles, clients and secrets, and what is revoked of it after its backup."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from models import Client, Secret
from services.clients import clients, removed_clients
from services.clients.clients import NewClient
from services.live import clock
from services.people import links, roles, users
from services.people.roles import RoleFields
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from tests.services.live.fleet import CALLBACK, CODE, add_client, after
from tests.services.world import ADMINISTRATOR, MEMBER, Somebody, make_person, make_tenant, role_id

OTHER = "https://crew.northfield.example/elsewhere"


class World:
    """An installation, everything of it good, and what is revoked of it after the backup."""

    elin: Somebody
    ben: Somebody
    pump: NewClient
    crew: NewClient
    role: UUID

    async def make(self) -> None:
        tenant = await make_tenant()
        self.elin, self.ben = await make_person(tenant), await make_person(tenant, "Ben Lindqvist", ADMINISTRATOR)
        self.role = (await roles.add(self.elin.actor, RoleFields("Operators"))).id
        member = await role_id(tenant, MEMBER)
        self.pump = await add_client(self.elin, name="Pump", role_ids=(self.role, member))
        self.crew = await add_client(
            self.elin, CODE, name="Crew", redirect_uris=(CALLBACK, OTHER), allow_offline_access=True
        )

    @property
    def secret(self) -> Secret:
        assert self.pump.secret
        return self.pump.secret.secret

    async def edit_client(self, which: NewClient, **changes: object) -> None:
        base = (await clients.get(self.elin.actor, which.client.id)).fields
        await clients.edit(self.elin.actor, which.client.id, base=base, wanted=replace(base, **changes))  # type: ignore[arg-type]

    async def add_later(self) -> UUID:
        """A client that the backup doesn't have."""
        return (await add_client(self.elin, name="Later")).client.id

    async def remove_client(self) -> None:
        await clients.remove(self.elin.actor, self.pump.client.id)

    async def purge_client(self) -> None:
        await self.remove_client()
        then = await clock.now() - removed_clients.KEPT - timedelta(days=1)
        await Client.filter(id=self.pump.client.id).update(removed_at=then)
        assert await removed_clients.purge() == 1

    async def shorten_secret(self) -> None:
        fields = SecretFields(self.secret.description, self.secret.expires_at)
        wanted = SecretFields(self.secret.description, await after(5))
        await secrets.edit(self.elin.actor, self.pump.client.id, self.secret.id, base=fields, wanted=wanted)

    async def edit_ben(self, *role_ids: UUID) -> None:
        base = (await users.get(self.elin.actor, self.ben.id)).fields
        await users.edit(self.elin.actor, self.ben.id, base=base, wanted=replace(base, role_ids=role_ids))

    async def change_password(self) -> None:
        _, token = await users.new_password_link(self.elin.actor, self.ben.id)
        await links.use_link(token, "otter-quarry-77-lantern")

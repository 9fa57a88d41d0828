"""Every service function that takes an actor, called on things of one tenant, and what others get for calling it."""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from tortoise.models import Model

import services
from errors import Forbidden, NotFound, RuleViolation, Taken
from models import AuditEvent, BuiltInRole, ClientState, ClientType
from models.actions import TargetKind
from services.access import activity, preconditions
from services.access.actors import Actor
from services.clients import bulk, client_list, client_pages, client_redirects, clients, removed_clients
from services.clients.client_list import ClientQuery
from services.clients.clients import ClientView, NewClient
from services.leaks import made, removal
from services.oauth import allowed_clients
from services.people import accounts, roles, tenant_audiences, tenants, user_groups, user_pages, users
from services.people.roles import RoleFields, RoleView
from services.secrets import secret_usage, secrets
from services.secrets.expirations import SecretPolicy
from services.secrets.secrets import NewSecret, SecretFields
from services.sign_in import sessions
from tests.services.live.fleet import CREDENTIALS, add_client
from tests.services.live.fleet import fields as client_fields
from tests.services.world import Somebody, fields_of, role_id

PLUMBING = {"services.access.access", "services.callers.client_authentication"}
"""What the functions themselves look actors up with."""


@dataclass(frozen=True)
class Things:
    """What a tenant has, to be reached for by others."""

    owner: Somebody
    member: Somebody
    client: ClientView
    secret: NewSecret
    removed: NewClient
    role: RoleView
    event: AuditEvent

    @property
    def marks(self) -> list[str]:
        """Words that stand in nobody else's rows."""
        return [
            "Leak detection model",
            "Old crew app",
            "Network operations",
            "Elin Berg",
            "Northfield",
            self.secret.secret.handle,
        ]


async def make_things(owner: Somebody, member: Somebody) -> Things:
    added = await add_client(owner)
    removed = await add_client(owner, name="Old crew app")
    await clients.remove(owner.actor, removed.client.id)
    role = await roles.add(owner.actor, RoleFields("Network operations", "Keeps pumps running"))
    assert added.secret
    event = await AuditEvent.get(action="client.removed")
    return Things(owner, member, await clients.get(owner.actor, added.client.id), added.secret, removed, role, event)


@dataclass(frozen=True)
class Call:
    """One call; what a member of the tenant and an administrator of another tenant get (None: an answer)."""

    run: Callable[[Actor], Awaitable[Any]]
    member: type[Exception] | None = Forbidden
    stranger: type[Exception] | None = NotFound


async def _all(results: Any) -> list[Any]:
    return [result async for result in results]


async def calls(things: Things) -> Mapping[str, Call]:
    """By the function's name, "#…" behind it where there are several ways to call it."""
    return {
        **_client_calls(things),
        **_secret_calls(things),
        **await _people_calls(things),
        **_tenant_calls(things),
    }


def _client_calls(things: Things) -> dict[str, Call]:
    view = things.client
    found, gone = view.client.id, things.removed.client.id
    query = ClientQuery(CREDENTIALS, search="model")
    renamed = replace(view.fields, name="Taken over")
    action = bulk.BulkAction.DISABLE
    return {
        "clients.get": Call(lambda by: clients.get(by, found), member=None),
        "clients.add": Call(lambda by: clients.add(by, CREDENTIALS, client_fields(name="New")), stranger=None),
        "clients.add#taken": Call(
            lambda by: clients.add(by, CREDENTIALS, client_fields(name="New"), client_id=str(found)),
            stranger=Taken,
        ),
        "clients.edit": Call(lambda by: clients.edit(by, found, base=view.fields, wanted=renamed)),
        "client_redirects.register": Call(
            lambda by: client_redirects.register(by, found, "https://keys.example.com/callback")
        ),
        "clients.remove": Call(lambda by: clients.remove(by, found)),
        "bulk.run": Call(lambda by: _all(bulk.run(by, action, [found])), stranger=None),
        "client_list.list_clients": Call(lambda by: client_list.list_clients(by, query), member=None, stranger=None),
        "client_list.list_clients#state": Call(
            lambda by: client_list.list_clients(by, replace(query, state=ClientState.EXPIRED)), stranger=None
        ),
        "client_list.list_clients#sort": Call(
            lambda by: client_list.list_clients(by, replace(query, sort="secrets")), stranger=None
        ),
        "client_list.read_rows": Call(lambda by: client_list.read_rows(by, [found, gone]), member=None, stranger=None),
        "client_list.has_any": Call(
            lambda by: client_list.has_any(by, ClientType.CLIENT_CREDENTIALS, [found, gone]), member=None, stranger=None
        ),
        "client_list.count_by_state": Call(
            lambda by: client_list.count_by_state(by, query), member=None, stranger=None
        ),
        "client_pages.list_views": Call(
            lambda by: client_pages.list_views(by, CREDENTIALS, ids=[found, gone]), member=None, stranger=None
        ),
        "client_pages.list_views#state": Call(
            lambda by: client_pages.list_views(by, CREDENTIALS, state=ClientState.EXPIRED), stranger=None
        ),
        "preconditions.while_held": Call(
            lambda by: preconditions.while_held(
                by, preconditions.Thing.CLIENT, found, lambda: clients.edit(by, found, base=view.fields, wanted=renamed)
            )
        ),
        "removed_clients.list_removed": Call(removed_clients.list_removed, stranger=None),
        "removed_clients.read_removed": Call(lambda by: removed_clients.read_removed(by, gone), member=None),
        "removed_clients.restore": Call(lambda by: removed_clients.restore(by, gone)),
    }


def _secret_calls(things: Things) -> dict[str, Call]:
    client, secret = things.client.client.id, things.secret.secret
    base = SecretFields(secret.description, secret.expires_at)
    wanted = replace(base, description="Taken over")
    return {
        "secrets.policy": Call(secrets.policy, member=None, stranger=None),
        "secrets.list_secrets": Call(lambda by: secrets.list_secrets(by, client)),
        "secrets.get": Call(lambda by: secrets.get(by, client, secret.id)),
        "secrets.add": Call(lambda by: secrets.add(by, client, base)),
        "secrets.edit": Call(lambda by: secrets.edit(by, client, secret.id, base=base, wanted=wanted)),
        "made.made_by": Call(lambda by: made.made_by(by, client, secret.id)),
        "removal.remove_with_made": Call(lambda by: removal.remove_with_made(by, client, secret.id)),
        "secret_usage.of": Call(lambda by: secret_usage.of(by, client)),
        "secrets.remove": Call(lambda by: secrets.remove(by, client, secret.id)),
    }


async def _people_calls(things: Things) -> dict[str, Call]:
    owner, member = things.owner.id, things.member.id
    theirs = await fields_of(things.owner, things.member)
    promoted = replace(theirs, role_ids=(*theirs.role_ids, await _administrator(things)))
    return {
        "users.list_users": Call(users.list_users, stranger=None),
        "user_pages.list_views": Call(lambda by: user_pages.list_views(by, ids=[owner, member]), stranger=None),
        "users.get": Call(lambda by: users.get(by, owner)),
        "users.add": Call(lambda by: users.add(by, email="new@other.example", name="New"), stranger=None),
        "users.add#role": Call(
            lambda by: users.add(by, email="new@other.example", name="New", role_ids=[things.role.id]),
            stranger=RuleViolation,
        ),
        "users.edit": Call(lambda by: users.edit(by, member, base=theirs, wanted=promoted)),
        "users.set_enabled": Call(lambda by: users.set_enabled(by, owner, False)),
        "users.remove": Call(lambda by: users.remove(by, owner)),
        "users.new_password_link": Call(lambda by: users.new_password_link(by, owner)),
        "user_groups.count_by_group": Call(user_groups.count_by_group, stranger=None),
        "sessions.list_sessions": Call(sessions.list_sessions, member=None, stranger=None),
        "sessions.revoke": Call(lambda by: sessions.revoke(by, things.owner.actor.session_hash), member=NotFound),
        "allowed_clients.list_allowed": Call(allowed_clients.list_allowed, member=None, stranger=None),
        "allowed_clients.list_allowed#other": Call(lambda by: allowed_clients.list_allowed(by, owner)),
        "allowed_clients.withdraw#other": Call(lambda by: allowed_clients.withdraw(by, things.client.client.id, owner)),
        "allowed_clients.withdraw": Call(
            lambda by: allowed_clients.withdraw(by, things.client.client.id), member=NotFound
        ),
        "accounts.change_password": Call(
            lambda by: accounts.change_password(by, "not my password", "x"),
            member=RuleViolation,
            stranger=RuleViolation,
        ),
    }


async def _administrator(things: Things) -> Any:
    return await role_id(await things.owner.user.tenant, BuiltInRole.TENANT_ADMINISTRATOR)


def _tenant_calls(things: Things) -> dict[str, Call]:
    role = things.role
    base = RoleFields(role.name, role.description)
    policy, short = SecretPolicy(730, 365, True), SecretPolicy(10, 10, False)
    return {
        "roles.list_roles": Call(roles.list_roles, member=None, stranger=None),
        "roles.get": Call(lambda by: roles.get(by, role.id), member=None),
        "roles.holders": Call(lambda by: roles.holders(by, role.id)),
        "roles.add": Call(lambda by: roles.add(by, RoleFields("Lab", "")), stranger=None),
        "roles.edit": Call(lambda by: roles.edit(by, role.id, base=base, wanted=RoleFields("Taken over", ""))),
        "roles.remove": Call(lambda by: roles.remove(by, role.id)),
        "tenants.get": Call(tenants.get, member=None, stranger=None),
        "tenants.rename": Call(lambda by: tenants.rename(by, "Taken over", base="Southmoor Rail"), stranger=None),
        "tenants.set_policy": Call(lambda by: tenants.set_policy(by, short, base=policy), stranger=None),
        "tenant_audiences.set_audiences": Call(
            lambda by: tenant_audiences.set_audiences(by, ["https://meters.example.com"], base=[]), stranger=None
        ),
        "activity.search": Call(activity.search, stranger=None),
        "activity.search#client": Call(
            lambda by: activity.search(by, client_id=things.client.client.id), stranger=None
        ),
        "activity.last_change": Call(lambda by: activity.last_change(by, TargetKind.ROLE, role.id), stranger=None),
        "activity.get": Call(lambda by: activity.get(by, things.event.id)),
    }


def functions_with_actors() -> Iterator[str]:
    """Every public service function whose first parameter is the acting user, as `module.function`."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == found.name and not name.startswith("_"):
                takes = next(iter(inspect.signature(function).parameters), "")
                if takes == "actor" and found.name not in PLUMBING:
                    yield f"{found.name.rpartition('.')[2]}.{name}"


def words_in(answer: Any) -> str:
    """Everything that an answer holds, as text."""
    if isinstance(answer, Model):
        return words_in({name: value for name, value in vars(answer).items() if name in answer._meta.fields_map})
    if is_dataclass(answer):
        return " ".join(words_in(getattr(answer, field.name)) for field in fields(answer))
    if isinstance(answer, Mapping):
        return " ".join(words_in(part) for pair in answer.items() for part in pair)
    if isinstance(answer, list | tuple | set | frozenset):
        return " ".join(words_in(part) for part in answer)
    return str(answer)

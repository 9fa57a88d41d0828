"""The tenant itself: its name, its policy for secrets, and the audiences that its clients may ask tokens for."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr

from api import answers
from api.parameters import Caller, IfMatch, change_if_match
from api.routing import does, reads_one, room
from api.shapes import EXAMPLE_CLIENT, Guid, Input, Shape, example
from models import Tenant
from services.access.preconditions import Thing
from services.people import tenant_audiences, tenants
from services.secrets.expirations import SecretPolicy

_EXAMPLE: dict[str, Any] = {
    "Name": "Northfield Water",
    "SecretLongestDays": 730,
    "SecretDefaultDays": 365,
    "SecretNeverAllowed": True,
    "Audiences": ["https://meters.example.com"],
}


class TenantShape(Shape):
    """A tenant. Its policy is in days."""

    model_config = ConfigDict(title="Tenant", **example(Id=EXAMPLE_CLIENT, **_EXAMPLE))
    id: Guid
    name: str
    secret_longest_days: int
    secret_default_days: int
    secret_never_allowed: bool
    audiences: list[str]


class TenantChanges(Input):
    """Changes of a tenant. Secrets that exist keep their dates."""

    model_config = example(**_EXAMPLE)
    name: StrictStr | None = None
    secret_longest_days: StrictInt | None = None
    secret_default_days: StrictInt | None = None
    secret_never_allowed: StrictBool | None = None
    audiences: list[StrictStr] | None = Field(default=None, json_schema_extra={"maxItems": tenant_audiences.MOST})

    def policy_over(self, base: SecretPolicy) -> SecretPolicy:
        """`base` with what this holds."""
        never = self.secret_never_allowed
        return SecretPolicy(
            longest_days=base.longest_days if self.secret_longest_days is None else self.secret_longest_days,
            default_days=base.default_days if self.secret_default_days is None else self.secret_default_days,
            never_allowed=base.never_allowed if never is None else never,
        )


def routes() -> APIRouter:
    """The endpoints."""
    router = room("Tenant")
    reads_one(router, "", _get, "GetTenant", TenantShape, "Get the tenant")
    does(router, "PUT ", _change, "UpdateTenant", TenantShape, "Change the tenant", fails=(400, 401, 403, 409, 412))
    return router


async def _get(actor: Caller) -> Response:
    return answers.one(_show(await tenants.get(actor)))


async def _change(request: Request, actor: Caller, body: TenantChanges, if_match: IfMatch = None) -> Response:
    async def change(tenant: Tenant) -> Tenant:
        policy = SecretPolicy.of(tenant)
        changed = await tenants.set_policy(actor, body.policy_over(policy), base=policy)
        if body.name is not None:
            changed = await tenants.rename(actor, body.name, base=tenant.name)
        if body.audiences is not None:
            changed = await tenant_audiences.set_audiences(actor, body.audiences, base=tenant.audiences)
        return changed

    read = partial(tenants.get, actor)
    changed = await change_if_match(
        actor, Thing.TENANT, request.state.tenant_id, if_match or "*", read=read, show=_show, change=change
    )
    return answers.one(_show(changed))


def _show(tenant: Tenant) -> TenantShape:
    return TenantShape.model_validate({name: getattr(tenant, name) for name in TenantShape.model_fields})

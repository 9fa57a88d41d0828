"""What an operator does to the whole installation: an event in every tenant, so that its administrators see it."""

from collections.abc import Callable, Mapping
from typing import Any

import db
from models import Tenant
from models.actions import Action, TargetKind
from services.access import access, audit
from services.access.actors import operator


async def record(action: Action, after: Mapping[str, Any] | Callable[[Tenant], Mapping[str, Any]]) -> None:
    """Write an event of the command line in every tenant; `after` may differ by tenant. Joins the caller's tx."""

    async def work() -> None:
        for tenant in await Tenant.all().order_by("id"):
            person = await access.identify(operator(tenant.id))
            told = after(tenant) if callable(after) else after
            await audit.record(person, action, audit.Target(TargetKind.TENANT, str(tenant.id), tenant.name), after=told)

    await db.tx(work)

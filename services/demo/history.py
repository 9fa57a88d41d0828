"""What happened to a demo client: the audit events that its present state would have left behind."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from models import AuditEvent, Secret
from models.actions import Action
from services.access import audit, client_lookup
from services.access.access import Person
from services.clients import clients
from services.clients.client_fields import fields_of
from services.demo.drafts import Draft, Plan
from services.secrets import secrets


def events_of(plan: Plan, draft: Draft) -> list[AuditEvent]:
    """The whole past of a client whose secrets have been written, unordered."""
    return [added(draft), *_of_secrets(plan, draft), *_of_changes(plan, draft)]


def added(draft: Draft) -> AuditEvent:
    """The event of a client's being added, which every client has."""
    client = draft.client
    values = {name: getattr(client, name) for name in fields_of(client.type) if name != "role_ids"}
    target = client_lookup.target_of(client)
    return audit.event(draft.by, Action.CLIENT_ADDED, target, at=client.created_at, after=clients.labelled(values))


def _of_secrets(plan: Plan, draft: Draft) -> Iterator[AuditEvent]:
    for secret in draft.secrets:
        after = secrets.labelled({"description": secret.description, "expires_at": secret.expires_at})
        by = _named(plan, secret.created_by_name)
        yield audit.event(by, Action.SECRET_ADDED, _target(draft, secret), at=secret.created_at, after=after)


def _of_changes(plan: Plan, draft: Draft) -> Iterator[AuditEvent]:
    client = draft.client
    by = _named(plan, client.changed_by_name)
    if client.removed_at:
        yield _change(draft, by, Action.CLIENT_REMOVED, client.removed_at, {"State": "Active"}, {"State": "Removed"})
    elif client.version > 1:
        before, after = _last_edit(draft)
        yield _change(draft, by, Action.CLIENT_EDITED, client.changed_at, before, after)


def _last_edit(draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    client = draft.client
    if not client.enabled:
        return {"Enabled": "Yes"}, {"Enabled": "No"}
    if len(client.tags) > 1 and draft.rng.random() < 0.5:
        return clients.labelled({"tags": client.tags[:-1]}), clients.labelled({"tags": client.tags})
    other = 3600 if client.access_token_lifetime != 3600 else 1800
    now = {"access_token_lifetime": client.access_token_lifetime}
    return clients.labelled({"access_token_lifetime": other}), clients.labelled(now)


def _change(
    draft: Draft, by: Person, action: Action, at: datetime, before: dict[str, Any], after: dict[str, Any]
) -> AuditEvent:
    return audit.event(by, action, client_lookup.target_of(draft.client), at=at, before=before, after=after)


def _named(plan: Plan, name: str) -> Person:
    return next(person for person in plan.administrators if person.name == name)


def _target(draft: Draft, secret: Secret) -> audit.Target:
    return secrets.target_of(draft.client, secret)

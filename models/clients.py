"""OAuth clients of every type, and the queries that the grid and the API share."""

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.folding import fold, fold_all, fold_search, is_short
from models.roles import Role
from models.tenants import Tenant

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

EXPIRES_NEVER = datetime(9999, 12, 30, tzinfo=UTC)
"""`first_expiry` of a client whose secrets all never expire."""
HAS_NO_SECRET = datetime(9999, 12, 31, tzinfo=UTC)
"""`first_expiry` of a client without secrets."""
SOON = timedelta(days=30)
"""What "expiring soon" means everywhere."""


class ClientType(StrEnum):
    """A client's type; the value is what stands in URLs."""

    CLIENT_CREDENTIALS = "client-credentials"
    AUTHORIZATION_CODE = "authorization-code"
    HYBRID = "hybrid"
    DEVICE_CODE = "device-code"

    @property
    def label(self) -> str:
        """The type's name as the seed writes it."""
        if self is ClientType.CLIENT_CREDENTIALS:
            return "Client-Credentials"
        return self.value.replace("-", " ").title()

    @property
    def has_secrets(self) -> bool:
        """Whether clients of this type prove themselves with secrets."""
        return self in (ClientType.CLIENT_CREDENTIALS, ClientType.HYBRID)


class ClientState(StrEnum):
    """The states that the grid filters by; the value is what stands in URLs."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NO_SECRET = "no-secret"  # noqa: S105 - a state

    @property
    def needs_secrets(self) -> bool:
        """Whether this state tells something about secrets, which only administrators may know."""
        return self in (ClientState.EXPIRING, ClientState.EXPIRED, ClientState.NO_SECRET)


class Client(Model):
    """An OAuth client. Columns ending in `_key`, `search_text` and `first_expiry` are derived, for search and sorting.

    `first_expiry` is the earliest expiration of all its secrets, past ones included (see EXPIRES_NEVER, HAS_NO_SECRET).
    `expired`, `expiring`: whether a secret has expired, and whether one expires SOON; both as of before `stands_until`.
    Tokens given before `tokens_from` are dead: set when a removed client is restored.
    `removed` clients keep their ID for 30 days and can be restored.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    tenant: fields.ForeignKeyRelation[Tenant] = fields.ForeignKeyField(
        "models.Tenant", related_name="clients", on_delete=fields.CASCADE
    )
    type = fields.CharEnumField(ClientType, max_length=20)
    name = fields.CharField(max_length=200)
    description = fields.CharField(max_length=1000, default="", db_default="")
    enabled = fields.BooleanField(default=True, db_default=True)
    access_token_lifetime = fields.IntField(default=3600, db_default=3600)
    tags: list[str] = fields.JSONField(default=list)
    redirect_uris: list[str] = fields.JSONField(default=list)
    post_logout_redirect_uris: list[str] = fields.JSONField(default=list)
    allowed_cors_origins: list[str] = fields.JSONField(default=list)
    allow_offline_access = fields.BooleanField(default=False, db_default=False)
    allow_access_tokens_via_browser = fields.BooleanField(default=False, db_default=False)
    client_uri = fields.CharField(max_length=2000, default="", db_default="")
    logo_uri = fields.CharField(max_length=2000, default="", db_default="")
    device_code_lifetime = fields.IntField(default=300, db_default=300)
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    changed_by_id = fields.UUIDField(null=True)
    changed_by_name = fields.CharField(max_length=200, default="", db_default="")
    version = fields.IntField(default=1, db_default=1)
    tokens_from = fields.DatetimeField(null=True)
    removed = fields.BooleanField(default=False, db_default=False)
    removed_at = fields.DatetimeField(null=True)
    removed_by_id = fields.UUIDField(null=True)
    removed_by_name = fields.CharField(max_length=200, default="", db_default="")
    name_key = fields.CharField(max_length=400)
    tags_key = fields.CharField(max_length=2000, default="", db_default="")
    search_text = fields.TextField()
    first_expiry = fields.DatetimeField(default=HAS_NO_SECRET)
    expired = fields.BooleanField(default=False, db_default=False)
    expiring = fields.BooleanField(default=False, db_default=False)
    stands_until = fields.DatetimeField(null=True, db_index=True)
    tenant_id: UUID
    roles_held: fields.ReverseRelation["ClientRole"]

    class Meta:
        table = "client"
        indexes = (
            ("tenant_id", "type", "removed", "name_key", "id"),
            ("tenant_id", "type", "removed", "id"),
            # (…, "enabled" downwards, "name_key", "id") stands in migration 0003, for Tortoise has no word for DESC
            ("tenant_id", "type", "removed", "first_expiry", "name_key", "id"),
            ("tenant_id", "type", "removed", "tags_key", "name_key", "id"),
            ("tenant_id", "type", "removed", "changed_at", "id"),
            ("tenant_id", "type", "removed", "expired", "name_key", "id"),
            ("tenant_id", "type", "removed", "expiring", "name_key", "id"),
            ("removed", "removed_at"),
        )

    def derive(self) -> None:
        """Set the columns that are derived from others (all but those of its secrets: models.client_states.Standing).

        Keys are cut: folding can lengthen a text eighteenfold, and PostgreSQL indexes no entry over 2,704 bytes.
        """
        self.name_key = fold(self.name)[:400]
        self.tags_key = " ".join(fold(tag) for tag in self.tags)[:200]
        self.search_text = fold_all(self.name, str(self.id), *self.tags, *self.redirect_uris)

    @property
    def generation(self) -> int:
        """A number that stands in every token and changes when the client is restored, so that no clock decides."""
        return int(self.tokens_from.timestamp() * 1_000_000) if self.tokens_from else 0

    @classmethod
    def of(cls, tenant_id: UUID, kind: ClientType | None = None, *, removed: bool = False) -> "QuerySet[Any]":
        """The clients of one tenant (and type); `removed` ones only when asked."""
        rows = cls.filter(tenant_id=tenant_id, removed=removed)
        return rows.filter(type=kind) if kind else rows

    @staticmethod
    def matching(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
        """Those whose name, ID, a tag or a redirect URI contains `text`, whatever its case.

        One or two letters: whose name begins with them.
        """
        needle = fold_search(text)
        if is_short(text) and needle:
            return rows.filter(name_key__gte=needle, name_key__lte=needle + chr(sys.maxunicode))
        return rows.filter(search_text__contains=needle) if needle else rows


class ClientRole(Model):
    """That a client-credentials client has a role."""

    id = fields.IntField(primary_key=True)
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "models.Client", related_name="roles_held", on_delete=fields.CASCADE
    )
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField(
        "models.Role", related_name="held_by_clients", on_delete=fields.CASCADE
    )
    client_id: UUID
    role_id: UUID

    class Meta:
        table = "client_role"
        unique_together = (("client", "role"),)

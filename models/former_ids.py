"""IDs of people and clients that are gone: tokens that name them live on at whoever trusts their `sub`."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class IdKind(StrEnum):
    """Whose ID it was."""

    USER = "user"
    CLIENT = "client"


class FormerId(Model):
    """That an ID was a removed person's or a purged client's, so that it never becomes the other kind's."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(IdKind, max_length=10)

    class Meta:
        table = "former_id"

    @classmethod
    async def keep(cls, kind: IdKind, former_id: UUID) -> None:
        """Note that this ID is free again, for its own kind only. Call it in the transaction that frees it."""
        await cls.get_or_create(id=former_id, defaults={"kind": kind})

    @classmethod
    async def is_of(cls, kind: IdKind, former_id: UUID) -> bool:
        """Whether this was the ID of somebody or something of that kind."""
        return await cls.filter(id=former_id, kind=kind).exists()

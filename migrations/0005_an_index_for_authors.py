"""Who changed a role or a user last is asked of the audit trail, which may hold a million events."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0004_tokens")]

    operations = [
        ops.AddIndex("AuditEvent", Index(fields=["tenant_id", "target_kind", "target_id", "id"])),
    ]

"""An event of the audit trail names the request that it happened in, so that the log's lines beside it are found."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0008_audiences_of_one_tenant")]

    operations = [
        ops.AddField("AuditEvent", "request_id", fields.CharField(max_length=64, null=True)),
    ]

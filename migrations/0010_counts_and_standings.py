"""Counts by state stand in a table that triggers keep, and what follows from secrets' dates in the client's row.

So a page asks for neither of every client. Triggers, because whoever writes a client then counts it: a service, a fill, a
restore, a cascade. PostgreSQL's add a row for each statement, so that no two transactions wait for the same count;
housekeeping adds such rows up. SQLite has one writer, whose counts are changed in place.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.clients import ClientType

_SCOPE = ["tenant_id", "type", "removed"]
_KEY = ["tenant_id", "type", "enabled", "no_secret", "expired", "expiring"]
_NAMES = ", ".join(_KEY)

_SQLITE_STANDINGS = """
UPDATE client SET
    expired = first_expiry <= strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now'),
    expiring = EXISTS (SELECT 1 FROM secret WHERE client_id = client.id
        AND expires_at > strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now')
        AND expires_at <= strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now', '+30 days')),
    stands_until = (SELECT min(CASE
            WHEN expires_at > strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now', '+30 days')
            THEN strftime('%Y-%m-%d %H:%M:%f000+00:00', expires_at, '-30 days') ELSE expires_at END)
        FROM secret WHERE client_id = client.id AND expires_at > strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now'))
WHERE first_expiry < '9999-12-30'
"""
_POSTGRES_STANDINGS = """
UPDATE client SET expired = first_expiry <= now(), expiring = found.expiring, stands_until = found.stands_until
FROM (
    SELECT client_id, coalesce(bool_or(expires_at > now() AND expires_at <= now() + interval '30 days'), false) AS expiring,
        min(CASE WHEN expires_at > now() + interval '30 days' THEN expires_at - interval '30 days' ELSE expires_at END)
            FILTER (WHERE expires_at > now()) AS stands_until
    FROM secret WHERE expires_at IS NOT NULL GROUP BY client_id
) AS found WHERE found.client_id = client.id
"""
_ALL = f"""
INSERT INTO client_tally ({_NAMES}, number)
SELECT tenant_id, type, enabled, first_expiry >= '9999-12-31' AS no_secret, expired, expiring, count(*)
FROM client WHERE NOT removed GROUP BY {_NAMES}
"""  # noqa: S608 - of words of ours


def _count(row: str, by: int) -> str:
    """SQLite: the row of a trigger counts `by`."""
    return f"""INSERT INTO client_tally ({_NAMES}, number)
        SELECT {row}.tenant_id, {row}.type, {row}.enabled, {row}.first_expiry >= '9999-12-31', {row}.expired,
            {row}.expiring, {by} WHERE NOT {row}.removed
        ON CONFLICT ({_NAMES}) DO UPDATE SET number = number + {by};"""  # noqa: S608 - of words of ours


_COUNTED = ("tenant_id", "type", "removed", "enabled", "first_expiry", "expired", "expiring")
_SQLITE = f"""
CREATE UNIQUE INDEX uid_client_tally ON client_tally ({_NAMES});
CREATE TRIGGER client_tally_insert AFTER INSERT ON client BEGIN {_count("NEW", 1)} END;
CREATE TRIGGER client_tally_delete AFTER DELETE ON client BEGIN {_count("OLD", -1)} END;
CREATE TRIGGER client_tally_update AFTER UPDATE OF {", ".join(_COUNTED)} ON client
    WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _COUNTED)}
    BEGIN {_count("OLD", -1)} {_count("NEW", 1)} END;
"""
_POSTGRES = f"""
CREATE FUNCTION client_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM client_tally;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO client_tally ({_NAMES}, number)
        SELECT tenant_id, type, enabled, first_expiry >= '9999-12-31', expired, expiring, count(*)
        FROM newer WHERE NOT removed GROUP BY 1, 2, 3, 4, 5, 6;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO client_tally ({_NAMES}, number)
        SELECT tenant_id, type, enabled, first_expiry >= '9999-12-31', expired, expiring, -count(*)
        FROM older WHERE NOT removed GROUP BY 1, 2, 3, 4, 5, 6;
    ELSE
        INSERT INTO client_tally ({_NAMES}, number)
        SELECT tenant_id, type, enabled, first_expiry >= '9999-12-31', expired, expiring, sum(counts) FROM (
            SELECT *, 1 AS counts FROM newer WHERE NOT removed
            UNION ALL SELECT *, -1 AS counts FROM older WHERE NOT removed
        ) AS moved GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(counts) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER client_tally_insert AFTER INSERT ON client REFERENCING NEW TABLE AS newer
    FOR EACH STATEMENT EXECUTE FUNCTION client_tally();
CREATE TRIGGER client_tally_delete AFTER DELETE ON client REFERENCING OLD TABLE AS older
    FOR EACH STATEMENT EXECUTE FUNCTION client_tally();
CREATE TRIGGER client_tally_update AFTER UPDATE ON client REFERENCING OLD TABLE AS older NEW TABLE AS newer
    FOR EACH STATEMENT EXECUTE FUNCTION client_tally();
CREATE TRIGGER client_tally_truncate AFTER TRUNCATE ON client FOR EACH STATEMENT EXECUTE FUNCTION client_tally();
"""  # noqa: S608 - of words of ours


async def fill_and_keep(_apps: Any, editor: Any) -> None:
    postgres = editor.DIALECT == "postgres"
    for script in (_POSTGRES_STANDINGS, _ALL, _POSTGRES) if postgres else (_SQLITE_STANDINGS, _ALL, _SQLITE):
        await editor.client.execute_script(script)


async def stop_keeping(_apps: Any, editor: Any) -> None:
    for name in ("insert", "delete", "update"):
        on = " ON client" if editor.DIALECT == "postgres" else ""
        await editor.client.execute_script(f"DROP TRIGGER client_tally_{name}{on}")
    if editor.DIALECT == "postgres":
        await editor.client.execute_script("DROP TRIGGER client_tally_truncate ON client; DROP FUNCTION client_tally()")


class Migration(migrations.Migration):
    dependencies = [("models", "0009_events_name_their_request")]
    stops_older_replicas = False  # what they leave underived, housekeeping finds once they are gone

    operations = [
        ops.CreateModel(
            name="ClientTally",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                (
                    "type",
                    fields.CharEnumField(
                        description=(
                            "CLIENT_CREDENTIALS: client-credentials\nAUTHORIZATION_CODE: authorization-code\n"
                            "HYBRID: hybrid\nDEVICE_CODE: device-code"
                        ),
                        enum_type=ClientType,
                        max_length=20,
                    ),
                ),
                ("enabled", fields.BooleanField()),
                ("no_secret", fields.BooleanField()),
                ("expired", fields.BooleanField()),
                ("expiring", fields.BooleanField()),
                ("number", fields.BigIntField()),
            ],
            options={
                "table": "client_tally",
                "app": "models",
                "indexes": [Index(fields=_KEY)],
                "pk_attr": "id",
                "table_description": "So many clients of a tenant and type, not removed, stand like this. Several rows may tell of the same: add them.",
            },
            bases=["Model"],
        ),
        ops.AddField("Client", "expired", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Client", "expiring", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Client", "stands_until", fields.DatetimeField(null=True, db_index=True)),
        ops.AddIndex("Client", Index(fields=[*_SCOPE, "expired", "name_key", "id"])),
        ops.AddIndex("Client", Index(fields=[*_SCOPE, "expiring", "name_key", "id"])),
        ops.RunPython(fill_and_keep, stop_keeping),
    ]

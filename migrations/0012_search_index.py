"""A search by contained text looks three letters up at a time, in an index of each text's trigrams.

SQLite: FTS5 with its own numbers for clients, because a table's implicit ones may move when it is vacuumed; it keeps
neither texts nor positions, so what it finds is compared with the text. PostgreSQL: a GIN index over an array, which
needs no extension. Both follow every write by themselves.

`stands_until` gets its index too, which AddField in 0010 didn't make.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_SQLITE = """
DROP INDEX IF EXISTS idx_client_search;
CREATE TABLE client_number (number INTEGER PRIMARY KEY, client_id CHAR(36) NOT NULL UNIQUE);
CREATE VIRTUAL TABLE client_search USING fts5(text, content='', tokenize='trigram', detail=none);
CREATE TRIGGER client_search_insert AFTER INSERT ON client BEGIN
    INSERT INTO client_number (client_id) VALUES (NEW.id);
    INSERT INTO client_search (rowid, text) SELECT number, NEW.search_text FROM client_number WHERE client_id = NEW.id;
END;
CREATE TRIGGER client_search_delete AFTER DELETE ON client BEGIN
    INSERT INTO client_search (client_search, rowid, text)
        SELECT 'delete', number, OLD.search_text FROM client_number WHERE client_id = OLD.id;
    DELETE FROM client_number WHERE client_id = OLD.id;
END;
CREATE TRIGGER client_search_update AFTER UPDATE OF search_text ON client WHEN OLD.search_text <> NEW.search_text BEGIN
    INSERT INTO client_search (client_search, rowid, text)
        SELECT 'delete', number, OLD.search_text FROM client_number WHERE client_id = OLD.id;
    INSERT INTO client_search (rowid, text) SELECT number, NEW.search_text FROM client_number WHERE client_id = NEW.id;
END;
INSERT INTO client_number (client_id) SELECT id FROM client;
INSERT INTO client_search (rowid, text)
    SELECT number, search_text FROM client_number JOIN client ON client.id = client_number.client_id;
"""
_SQLITE_BACK = """
DROP TRIGGER client_search_insert;
DROP TRIGGER client_search_delete;
DROP TRIGGER client_search_update;
DROP TABLE client_search;
DROP TABLE client_number;
"""
_POSTGRES = """
CREATE FUNCTION client_trigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
        SELECT letter || lead(letter) OVER place || lead(letter, 2) OVER place AS gram
        FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS letters (letter, n) WINDOW place AS (ORDER BY n)
    ) AS grams WHERE gram IS NOT NULL
$$;
CREATE INDEX idx_client_trigrams ON client USING gin (client_trigrams(search_text)) WITH (fastupdate = off);
"""
_POSTGRES_BACK = "DROP INDEX idx_client_trigrams; DROP FUNCTION client_trigrams(text);"


_STANDS = "CREATE INDEX idx_client_stands_until ON client (stands_until);"


async def add_indexes(_apps: Any, editor: Any) -> None:
    await editor.client.execute_script(_STANDS + (_POSTGRES if editor.DIALECT == "postgres" else _SQLITE))


async def drop_indexes(_apps: Any, editor: Any) -> None:
    back = _POSTGRES_BACK if editor.DIALECT == "postgres" else _SQLITE_BACK
    await editor.client.execute_script(f"DROP INDEX idx_client_stands_until; {back}")


class Migration(migrations.Migration):
    dependencies = [("models", "0011_what_tokens_made")]
    stops_older_replicas = False  # triggers and indexes follow their writes too

    operations = [ops.RunPython(add_indexes, drop_indexes)]

"""Backups: one file that holds the database as it was at one moment, and the key that its secrets hang from.

The file is a tar.gz, readable by its owner only:
- `keylodge-backup.json`: what it is (`archives.Manifest`),
- `master.key`: as in the data folder; missing where the key came from KEYLODGE_MASTER_KEY,
- of SQLite `keylodge.db`, of PostgreSQL a file `NAME.copy` for each table, in PostgreSQL's binary COPY format.
"""

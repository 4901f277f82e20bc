"""Opens the dossier: migrated, and with the key that its content was made with."""

from __future__ import annotations

from services.shared.platform.connecting import connect
from services.shared.platform.database import Database, DatabaseError, Transaction, Url

NEWEST = "0004"
"""The revision that this program works with; a test holds it equal to the newest migration."""


class WrongKey(Exception):
    """The database was filled under another key; the text says so in Dutch."""


class NotMigrated(Exception):
    """The database is not at the migration that this program works with; the text says in Dutch what to do."""


NEWER = "De database is bijgewerkt door een nieuwere versie van Sluis dan deze. Gebruik die versie."


def is_newer(found: str | None) -> bool:
    """Whether a database at this migration belongs to a later program."""
    return found is not None and found > NEWEST


async def open_database(url: Url, fingerprint: str, *, migrate: bool = True) -> Database:
    """Connect, migrate when allowed and needed, and check the key.

    Raises WrongKey, NotMigrated, and Unavailable when the database does not answer.
    """
    database = await connect(url)
    try:
        found = await revision(database)
        if is_newer(found):
            raise NotMigrated(NEWER)
        if found != NEWEST:
            if not migrate:
                raise NotMigrated("De database is niet bijgewerkt. Voer uit: sluis migrate --database URL")
            from services.shared.dossier.migrate import migrate as upgrade

            await upgrade(url)
        async with database.transaction() as tx:
            await _check_key(tx, fingerprint)
    except BaseException:
        await database.close()
        raise
    return database


async def revision(database: Database) -> str | None:
    """The migration that the database is at, None for a new one."""
    try:
        async with database.transaction(write=False) as tx:
            rows = await tx.rows("SELECT version_num FROM alembic_version")
    except DatabaseError:
        return None
    return str(rows[0][0]) if rows else None


async def _check_key(tx: Transaction, fingerprint: str) -> None:
    """Keep the fingerprint of the first key that comes, and hold every later one to it."""
    kept = "SELECT waarde FROM instelling WHERE naam = 'sleutel'"
    rows = await tx.rows(kept)
    if not rows:
        await tx.run(
            "INSERT INTO instelling (naam, waarde) VALUES ('sleutel', ?) ON CONFLICT (naam) DO NOTHING", fingerprint
        )
        rows = await tx.rows(kept)
    if rows[0][0] != fingerprint:
        raise WrongKey("Deze database is gevuld met een andere sleutel. Start met de sleutel waarmee zij begon.")

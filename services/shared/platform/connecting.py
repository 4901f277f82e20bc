"""Opens the database that an address names, with only the driver that it needs."""

from __future__ import annotations

from services.shared.platform.database import Database, Url


async def connect(url: Url) -> Database:
    """Open a database; raises Unavailable when it does not answer."""
    if url.kind == "sqlite":
        from services.shared.platform.database_sqlite import SqliteDatabase

        return await SqliteDatabase.open(url)
    from services.shared.platform.database_postgres import PostgresDatabase

    return await PostgresDatabase.open(url)

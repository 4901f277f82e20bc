"""Opens the dossier only to look in it: nothing is made, migrated or written."""

from __future__ import annotations

from pathlib import Path

from services.shared.dossier.opening import NEWEST, NotMigrated, WrongKey, revision
from services.shared.platform.connecting import connect
from services.shared.platform.database import Database, Unavailable, Url

_SQLITE_WAL = b"SQLite format 3\x00"
_WRITES_AHEAD = b"\x02\x02"


async def open_to_look(url: Url, fingerprint: str) -> Database:
    """Connect to a dossier that exists; ask its transactions with ``write=False``.

    Raises NotMigrated when it is no dossier of this version, WrongKey, and Unavailable when it does not answer.
    """
    if url.file is not None and not _is_ours(_head(url.file)):
        raise NotMigrated("Dit is geen database van Sluis.")
    database = await connect(url)
    try:
        if await revision(database) != NEWEST:
            raise NotMigrated("De database hoort bij een andere versie van Sluis.")
        async with database.transaction(write=False) as tx:
            rows = await tx.rows("SELECT waarde FROM instelling WHERE naam = 'sleutel'")
        if not rows or rows[0][0] != fingerprint:
            raise WrongKey("De database is gevuld met een andere sleutel.")
    except BaseException:
        await database.close()
        raise
    return database


def _is_ours(head: bytes) -> bool:
    """Whether an SQLite file may be opened without a change to it: opening puts any other kind in write-ahead mode."""
    return head.startswith(_SQLITE_WAL) and head[18:20] == _WRITES_AHEAD


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(20)
    except OSError as error:
        raise Unavailable(type(error).__name__) from None

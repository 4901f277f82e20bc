"""Says in Dutch what an operating system or a database cannot do, with what to do about it."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from services.shared.platform.database import DatabaseError

_FILES = {
    errno.ENOSPC: "de schijf is vol; maak ruimte en start opnieuw",
    errno.EDQUOT: "het schijfquotum is op; maak ruimte en start opnieuw",
    errno.EFBIG: "het bestand wordt te groot voor deze schijf",
    errno.EACCES: "geen toegang; controleer de rechten",
    errno.EPERM: "geen toegang; controleer de rechten",
    errno.EROFS: "deze schijf is alleen te lezen",
    errno.ENOENT: "bestaat niet",
    errno.ENOTDIR: "een deel van dit pad is geen map",
    errno.EISDIR: "is een map, geen bestand",
    errno.EEXIST: "bestaat al en is geen map",
    errno.EMFILE: "te veel open bestanden",
    errno.EIO: "de schijf geeft een fout bij lezen of schrijven",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "de verwijzing gaat in een kring",
}
_DATABASE = (
    ("SQLITE_FULL", "de schijf is vol; maak ruimte en start opnieuw"),
    ("SQLITE_READONLY", "de database is alleen te lezen"),
    ("SQLITE_CANTOPEN", "de database is niet te openen; controleer map en rechten"),
    ("SQLITE_NOTADB", "dit bestand is geen SQLite-database"),
    ("SQLITE_CORRUPT", "de database is beschadigd; zet een back-up terug"),
    ("SQLITE_IOERR", "de schijf geeft een fout bij lezen of schrijven"),
    ("SQLITE_BUSY", "een ander proces houdt de database bezet"),
    ("SQLITE_LOCKED", "een ander proces houdt de database bezet"),
)


def of_file(error: OSError) -> str:
    """What went wrong with a file or folder, and with which: ``outbox: de schijf is vol; ...``."""
    said = _FILES.get(error.errno or 0) or error.strerror or type(error).__name__
    return f"{error.filename}: {said}" if error.filename else said


def of_service(error: OSError) -> str:
    """Why a service cannot start."""
    if error.errno == errno.EADDRINUSE:
        return "de poort is al in gebruik; kies een andere met --port"
    return of_file(error)


def of_crash(error: Exception) -> str:
    """What ended a service against the rules, and where; never the text, because that can quote a message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, regel {frames[-1].lineno}" if frames else ""
    return f"onverwachte fout: {type(error).__name__}{where}"


def of_database(error: DatabaseError) -> str:
    """What went wrong with the database."""
    for name, said in _DATABASE:
        if str(error).startswith(name):
            return said
    return f"de database doet het niet ({type(error).__name__}: {error})"

"""Loads what a run needs before it touches a server: region files, the list of municipalities, the key."""

from __future__ import annotations

import sqlite3
import sys
import tomllib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from services.shared.platform import keys as key_store
from services.shared.platform.database import Url
from services.shared.platform.keys import Keys
from services.shared.platform.resources import schemas_dir
from services.shared.region.contract import Regio
from services.shared.region.fout import Fout, RegioFout
from services.shared.region.load import load_regio
from services.shared.region.regios import Regios

DEFAULT_DATABASE = "sqlite:///sluis.db"


class UsageError(Exception):
    """Something was asked that cannot be done; the Dutch text says what and how it should be."""


def load_regios(files: Sequence[Path]) -> Regios:
    """Load region files; warnings go to standard error. Raises UsageError with every error found."""
    loaded: list[Regio] = []
    faults: list[Fout] = []
    for file in files:
        try:
            regio, warnings = load_regio(file.read_bytes(), f"{file.parent.name}/{file.name}".lstrip("/"))
        except RegioFout as error:
            faults += error.fouten
        except OSError as error:
            faults.append(Fout(str(file), None, None, None, f"niet te lezen ({error.strerror})"))
        else:
            loaded.append(regio)
            for warning in warnings:
                print(f"let op: {warning}", file=sys.stderr)  # noqa: T201 - before there is a log
    if not faults:
        try:
            return Regios(loaded)
        except RegioFout as error:
            faults += error.fouten
    raise UsageError("Het regiobestand is niet bruikbaar:\n" + "\n".join(f"  {fault}" for fault in faults))


def load_gemeenten(schemas: Path | None = None) -> frozenset[str]:
    """The codes of the CBS list."""
    file = (schemas or schemas_dir()) / "codelijsten" / "gemeenten.toml"
    if not file.is_file():
        file = schemas_dir() / "codelijsten" / "gemeenten.toml"
    with file.open("rb") as opened:
        return frozenset(tomllib.load(opened)["gemeenten"])


def keys_for(url: Url) -> Keys:
    """The key of the environment, else the key file beside an SQLite database; raises KeyFault."""
    found = key_store.from_environment()
    if found is not None:
        return found
    if url.file is None:
        raise key_store.missing()
    url.file.parent.mkdir(parents=True, exist_ok=True)
    if not key_store.file_beside(url.file).exists() and _has_a_key(url.file):
        raise key_store.KeyFault(
            f"De database {url.file.name} is gevuld met een sleutel die hier ontbreekt. Zet {url.file.name}.key terug,"
            f" of geef die sleutel als {key_store.VARIABLE}."
        )
    found, made = key_store.beside(url.file)
    if made:
        text = f"Nieuwe sleutel gemaakt: {url.file.name}.key (alleen voor u leesbaar). Bewaar hem bij de database."
        print(text, file=sys.stderr)  # noqa: T201 - before there is a log
    return found


def _has_a_key(file: Path) -> bool:
    """Whether an SQLite file was filled under a key; raises UsageError when it is something else."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM instelling WHERE naam = 'sleutel'").fetchall())
    except sqlite3.OperationalError:
        return False  # new, without tables, or busy
    except sqlite3.DatabaseError:
        raise UsageError(f"{file.name} is geen SQLite-database.") from None

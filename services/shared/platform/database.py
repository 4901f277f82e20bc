"""Opens transactions on SQLite or PostgreSQL and moves rows in bulk; the same verbs on both, no ORM in between.

SQL is written with ``?`` for parameters. What differs between the two (bulk insert, look-up by many keys, dates) is
behind a verb. Driver errors never leave with their text: it can quote values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

Row = tuple[Any, ...]
Columns = dict[str, str]
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s@:/?#\[\],]*)(?::\d{1,5})?"
_POSTGRESQL = re.compile(
    r"postgres(?:ql)?://(?:[^\s@:/?#\[\]]*(?::[^\s@/?#\[\]]*)?@)?"
    rf"(?P<hosts>{_HOST}(?:,{_HOST})*)(?P<name>/[^\s@:/?#]+)(?:\?(?P<query>[^\s@#]*))?"
)
_ADDRESS = (
    "een database is sqlite:///BESTAND of postgresql://gebruiker:wachtwoord@host:poort/naam; schrijf in een wachtwoord "
    "%40 voor @, %2F voor /, %3F voor ?, %23 voor #, %5B voor [ en %5D voor ]"
)
_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_TLS_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")


class DatabaseError(Exception):
    """The root of what a database can do wrong; the text names a kind of error or a constraint, never a value."""


class Conflict(DatabaseError):
    """Somebody else was first: a unique key or a compare-and-set failed. Roll back, read again and judge again."""


class Unavailable(DatabaseError):
    """The database cannot be reached or does not answer now. Try again later."""


@dataclass(frozen=True, slots=True)
class Url:
    """Where a database lives. ``file`` only for SQLite, the rest only for PostgreSQL; ``text`` can hold a password."""

    kind: str
    text: str = field(repr=False)
    file: Path | None = None

    @property
    def safe(self) -> str:
        """The address without user, password and query, for people and logs."""
        if self.file is not None:
            return f"sqlite:///{self.file}"
        found = _POSTGRESQL.fullmatch(self.text)
        assert found is not None
        hosts = [host if re.search(r":\d+$", host) else f"{host}:5432" for host in found["hosts"].split(",")]
        return f"postgresql://{','.join(hosts)}{found['name']}"


def parse_url(text: str) -> Url:
    """Understand ``sqlite:///FILE`` and ``postgresql://user:password@host:port/name?sslmode=MODE&sslrootcert=FILE``.

    A password with a sign that should have been written otherwise makes no address: part of it would pass for a host.
    Raises ValueError with a Dutch text that repeats nothing of the address.
    """
    if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
        return Url("sqlite", text, Path(unquote(text.removeprefix("sqlite:///"))))
    found = _POSTGRESQL.fullmatch(text)
    try:
        urlsplit(text)
        query = parse_qs(found["query"] or "", strict_parsing=bool(found["query"])) if found else {}
    except ValueError:  # its text repeats the address, and so would the driver's
        found = None
    if found is None:
        raise ValueError(_ADDRESS)
    _check_tls({name: values[-1] for name, values in query.items()})
    return Url("postgresql", text)


def _check_tls(query: Mapping[str, str]) -> None:
    """Raises ValueError for what would look like a server that does not answer: an unknown mode, a missing file."""
    mode = query.get("sslmode")
    if mode is not None and mode not in _TLS:
        raise ValueError(f"sslmode is een van {', '.join(_TLS)}")
    if mode in ("verify-ca", "verify-full") and "sslrootcert" not in query:
        raise ValueError(f"sslmode={mode} vraagt sslrootcert=BESTAND")
    for name in _TLS_FILES:
        if name in query and not Path(query[name]).is_file():
            raise ValueError(f"het bestand in {name} ontbreekt")


class Transaction(Protocol):
    """One transaction. Everything done through it becomes true at once or not at all."""

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """The rows of a query."""

    async def run(self, sql: str, *values: object) -> int:
        """Run a statement; how many rows it touched."""

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows in bulk; raises Conflict when a unique key exists already."""

    async def update(
        self, table: str, key: Columns, values: Columns, rows: Sequence[Row], was: Columns | None = None
    ) -> int:
        """Set ``values`` of the rows with these keys; how many rows were touched.

        Columns are given with their PostgreSQL type. A row holds the key, the new values and, for compare-and-set,
        the values that the ``was`` columns must still have; a row that changed meanwhile is not touched.
        """

    async def delete(self, table: str, key: Columns, rows: Sequence[Row]) -> int:
        """Delete the rows with these keys; how many there were."""

    async def match(
        self,
        table: str,
        want: Sequence[str],
        fixed: dict[str, object],
        key: str,
        keys: Iterable[object],
        rest: str = "",
    ) -> Sequence[Row]:
        """The rows whose ``fixed`` columns have these values and whose ``key`` is one of ``keys`` (int or text).

        ``rest`` is a further condition on columns of the table, without parameters.
        """

    def day(self, value: date | None) -> object:
        """A date as this database takes it in ``insert`` and ``run_many``."""

    async def lock(self, names: Iterable[str]) -> None:
        """Wait until nobody else works on these names; held until the end of the transaction."""

    async def next_ids(self, sequence: str, count: int) -> list[int]:
        """Reserve ``count`` rising numbers of a sequence."""


class Database(Protocol):
    """A database that can be asked for transactions."""

    url: Url

    def transaction(self, *, write: bool = True) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that commits when its block ends well and rolls back otherwise.

        Raises Conflict or Unavailable.
        """

    async def close(self) -> None:
        """Give back all connections."""

"""Fills a database with allocations as if their JW301 had been judged, without any XML: a million in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.shared.dossier import toewijzingen
from services.shared.platform.database import Database
from services.shared.standard.view import Toewijzing
from tests.support.load.world import BEGIN, BUDGET, END, GRANTED_ON, GRANTS, Site

_PERSONS_AT_ONCE = 10_000
_NO_MESSAGE = 0


async def store_allocations(database: Database, pseudonym: Callable[[str], bytes], site: Site, persons: int) -> int:
    """All allocations of the first ``persons`` of a site; how many there are."""
    for start in range(0, persons, _PERSONS_AT_ONCE):
        stop = min(persons, start + _PERSONS_AT_ONCE)
        batch = [each for person in range(start, stop) for each in _of_person(pseudonym, site, person)]
        async with database.transaction() as tx:
            await toewijzingen.write(tx, [(each, _NO_MESSAGE, None) for each in batch], batch, ())
    return persons * len(GRANTS)


def _of_person(pseudonym: Callable[[str], bytes], site: Site, person: int) -> Iterator[Toewijzing]:
    client = pseudonym(site.bsn(person))
    for at, (categorie, code, omvang) in enumerate(GRANTS):
        yield Toewijzing(
            site.gemeente,
            site.toewijzing_nummer(person, at),
            site.aanbieder,
            client,
            categorie,
            code,
            GRANTED_ON,
            "09:15:00",
            BEGIN,
            END,
            None,
            *(omvang or (None, None, None)),
            None if omvang else BUDGET,
        )

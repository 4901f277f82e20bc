"""JW303-9321 (9321, derived): one line delivers no more than the allocation gives for its period."""

from __future__ import annotations

from services.shared.standard.leesbaar import Hoeveelheid, dag
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.omvang import PER_DAY, PER_MONTH, PER_WEEK, TOTAL, ruimte_in, smallest
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach

FREQUENTIES = frozenset((PER_DAY, PER_WEEK, PER_MONTH, TOTAL))


@rule(
    "JW303-9321",
    retourcode="9321",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="IngediendeBedragPrestatie/GeleverdVolume",
    after=("JW303-0551", "JW303-9311", "JW303-9309"),
    derived=True,
    why="U declareert {geleverd} terwijl de toewijzing van {begin} tot en met {eind} ruimte geeft voor {ruimte}.",
    what_now="Verlaag het volume tot wat er is toegewezen, of vraag de gemeente om een ruimere toewijzing. Dien de "
    "regel daarna opnieuw in.",
)
def volume_past_binnen_omvang(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines on an allocation with Omvang; exactly the maximum is allowed. Derived; probably TR321.

    Only the frequencies of 3.2: how the four weeks (3) and the year (5) of 2.3 were counted is not known.
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.volume is None or prestatie.debet_credit != "D":
        return None
    eenheid, frequentie = toewijzing.eenheid, toewijzing.frequentie
    if eenheid is None or frequentie not in FREQUENTIES:
        return None
    begin, eind = prestatie.begin, prestatie.eind
    ruimte = ruimte_in(
        toewijzing.volume, eenheid, frequentie, begin, eind, toewijzing.ingangsdatum, toewijzing.einddatum
    )
    if smallest(prestatie.geleverd_volume, prestatie.eenheid) <= ruimte:
        return None
    return breach(
        geleverd=Hoeveelheid(prestatie.geleverd_volume, prestatie.eenheid),
        ruimte=Hoeveelheid(ruimte // smallest(1, prestatie.eenheid), prestatie.eenheid),
        eenheid=prestatie.eenheid,
        begin=dag(begin),
        eind=dag(eind),
    )

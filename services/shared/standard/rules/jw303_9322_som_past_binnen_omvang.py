"""JW303-9322 (9322, derived): all lines on an allocation together stay within what it gives over its whole term."""

from __future__ import annotations

from services.shared.standard.leesbaar import Hoeveelheid
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.omvang import PER_DAY, PER_MONTH, PER_WEEK, TOTAL, ruimte_totaal, smallest
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach

FREQUENTIES = frozenset((PER_DAY, PER_WEEK, PER_MONTH, TOTAL))
MINUUT, UUR = "01", "04"


@rule(
    "JW303-9322",
    retourcode="9322",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="IngediendeBedragPrestatie/GeleverdVolume",
    after=("JW303-0551", "JW303-9311", "JW303-9309"),
    derived=True,
    why="Op deze toewijzing is al {eerder} toegekend; met deze regel van {geleverd} erbij wordt dat {samen}, terwijl "
    "er over de hele looptijd ruimte is voor {ruimte}.",
    what_now="Verlaag het volume tot wat er over is, of vraag de gemeente om een ruimere toewijzing. Dien de regel "
    "daarna opnieuw in.",
)
def som_past_binnen_omvang(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines on an allocation with Omvang and a total; exactly the maximum is allowed. Derived; probably TR322.

    Only the frequencies of 3.2, and counted as there: granted less credited, plus this line. Hours are told in
    minutes, because earlier lines may have been declared in either.
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.volume is None or prestatie.debet_credit != "D":
        return None
    eenheid, frequentie = toewijzing.eenheid, toewijzing.frequentie
    if eenheid is None or frequentie not in FREQUENTIES:
        return None
    ruimte = ruimte_totaal(toewijzing.volume, eenheid, frequentie, toewijzing.ingangsdatum, toewijzing.einddatum)
    eerder, geleverd = view.stand.volume, smallest(prestatie.geleverd_volume, prestatie.eenheid)
    if ruimte is None or eerder + geleverd <= ruimte:
        return None
    kleinste = MINUUT if eenheid == UUR else eenheid
    return breach(
        eerder=Hoeveelheid(eerder, kleinste),
        geleverd=Hoeveelheid(geleverd, kleinste),
        samen=Hoeveelheid(eerder + geleverd, kleinste),
        ruimte=Hoeveelheid(ruimte, kleinste),
        eenheid=kleinste,
    )

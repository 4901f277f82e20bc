"""TR322 (9322): all lines on an allocation together stay within what it gives over its whole term."""

from __future__ import annotations

from services.shared.standard.leesbaar import Hoeveelheid
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.omvang import ruimte_totaal, smallest
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach

MINUUT = "01"


@rule(
    "TR322",
    retourcode="9322",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="GeleverdVolume",
    after=("TR338", "TR341", "TR384"),
    why="Op deze toewijzing is al {eerder} toegekend; met deze regel van {geleverd} erbij wordt dat {samen}, terwijl "
    "er over de hele looptijd ruimte is voor {ruimte}.",
    what_now="Verlaag het volume tot wat er over is, of vraag de gemeente om een ruimere toewijzing, en dien de regel "
    "daarna opnieuw in.",
)
def som_past_binnen_omvang(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines on an allocation with Omvang; exactly the maximum is allowed.

    Counted is what was granted, less what was credited, plus this line: each line that would pass the maximum is
    refused in its turn, and a smaller one after it may still fit (derived). Without Einddatum only Frequentie 6 has a
    maximum.
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.volume is None or prestatie.debet_credit == CREDIT:
        return None
    assert toewijzing.eenheid is not None and toewijzing.frequentie is not None
    ruimte = ruimte_totaal(
        toewijzing.volume, toewijzing.eenheid, toewijzing.frequentie, toewijzing.ingangsdatum, toewijzing.einddatum
    )
    if ruimte is None or view.stand.volume + smallest(prestatie.geleverd_volume, prestatie.eenheid) <= ruimte:
        return None
    return _told(prestatie, view.stand.volume, ruimte)


def _told(prestatie: Prestatie, eerder: int, ruimte: int) -> Breach:
    """The figures in the unit of the line, or in minutes when earlier minutes do not add up to whole hours."""
    eenheid = prestatie.eenheid if eerder % smallest(1, prestatie.eenheid) == 0 else MINUUT
    per = smallest(1, eenheid)
    geleverd = smallest(prestatie.geleverd_volume, prestatie.eenheid)
    return breach(
        eerder=Hoeveelheid(eerder // per, eenheid),
        geleverd=Hoeveelheid(geleverd // per, eenheid),
        samen=Hoeveelheid((eerder + geleverd) // per, eenheid),
        ruimte=Hoeveelheid(ruimte // per, eenheid),
        eenheid=eenheid,
    )

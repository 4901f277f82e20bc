"""TR321 (9321): one line delivers no more than the allocation gives for its period."""

from __future__ import annotations

from services.shared.standard.leesbaar import Hoeveelheid, dag
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.omvang import ruimte_in, smallest
from services.shared.standard.rule import rule
from services.shared.standard.view import PrestatieView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR321",
    retourcode="9321",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Prestatie,
    element="GeleverdVolume",
    after=("TR338", "TR341", "TR384"),
    why="U declareert {geleverd} terwijl de toewijzing van {begin} tot en met {eind} ruimte geeft voor {ruimte}.",
    what_now="Verlaag het volume tot wat er is toegewezen, of vraag de gemeente om een ruimere toewijzing, en dien de "
    "regel daarna opnieuw in.",
)
def volume_past_binnen_omvang(prestatie: Prestatie, view: PrestatieView) -> Breach | None:
    """Debit lines on an allocation with Omvang; exactly the maximum is allowed (IV077, IV078).

    The figures are in the unit of the line: hours allocated and minutes declared give minutes.
    """
    toewijzing = view.toewijzing
    if toewijzing is None or toewijzing.volume is None or prestatie.debet_credit == CREDIT:
        return None
    assert toewijzing.eenheid is not None and toewijzing.frequentie is not None
    ruimte = ruimte_in(
        toewijzing.volume,
        toewijzing.eenheid,
        toewijzing.frequentie,
        prestatie.begin,
        prestatie.eind,
        toewijzing.ingangsdatum,
        toewijzing.einddatum,
    )
    eenheid = prestatie.eenheid
    if smallest(prestatie.geleverd_volume, eenheid) <= ruimte:
        return None
    return breach(
        geleverd=Hoeveelheid(prestatie.geleverd_volume, eenheid),
        ruimte=Hoeveelheid(ruimte // smallest(1, eenheid), eenheid),
        eenheid=eenheid,
        begin=dag(prestatie.begin),
        eind=dag(prestatie.eind),
    )

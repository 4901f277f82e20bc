"""JW303-9308 (9308, derived): a line does not end after its allocation."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-9308",
    retourcode="9308",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductPeriode/Einddatum",
    after=("JW303-0551", "JW303-9311"),
    derived=True,
    why="De regel loopt tot en met {eind}, maar de toewijzing eindigt op {einddatum}.",
    what_now="Laat de regel eindigen op of voor die dag, of vraag de gemeente de toewijzing te verlengen. Dien de "
    "regel daarna opnieuw in.",
)
def eindigt_niet_na_toewijzing(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines; the last day is allowed, and no Einddatum means no end. Derived; probably TR308."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.debet_credit != "D":
        return None
    einddatum = toewijzing.einddatum
    if einddatum is None or prestatie.eind <= einddatum:
        return None
    return breach(eind=dag(prestatie.eind), einddatum=dag(einddatum))

"""JW303-9307 (9307, derived): a line does not begin before its allocation."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-9307",
    retourcode="9307",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductPeriode/Begindatum",
    after=("JW303-0551", "JW303-9311"),
    derived=True,
    why="De regel begint op {begin}, maar de toewijzing gaat pas in op {ingangsdatum}.",
    what_now="Laat de regel beginnen op of na de ingangsdatum, of vraag de gemeente om een toewijzing voor de dagen "
    "ervoor. Dien de regel daarna opnieuw in.",
)
def begint_niet_voor_toewijzing(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit lines; the first day is allowed. Derived; probably TR307."""
    toewijzing = view.toewijzing
    if toewijzing is None or prestatie.begin >= toewijzing.ingangsdatum or prestatie.debet_credit != "D":
        return None
    return breach(begin=dag(prestatie.begin), ingangsdatum=dag(toewijzing.ingangsdatum))

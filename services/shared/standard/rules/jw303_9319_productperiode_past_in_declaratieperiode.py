"""JW303-9319 (9319, derived): a line lies wholly in DeclaratiePeriode, or wholly before it."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import Prestatie303View
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-9319",
    retourcode="9319",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductPeriode",
    derived=True,
    why="De regel loopt van {begin} tot en met {eind} en past niet in de declaratieperiode van {begin_declaratie} tot "
    "en met {einde_declaratie}.",
    what_now="Splits de regel over de perioden waarin is geleverd, of neem haar op in een latere declaratie. Dien de "
    "regel daarna opnieuw in.",
)
def productperiode_past_in_declaratieperiode(prestatie: Prestatie303, view: Prestatie303View) -> Breach | None:
    """Debit and credit lines. Derived; probably TR319.

    The code asks for one declaration period. Earlier periods of the provider are not all known, so a line that ended
    before this one began is taken to lie in one of those.
    """
    header = view.header
    if prestatie.eind < header.begin or header.begin <= prestatie.begin <= prestatie.eind <= header.eind:
        return None
    return breach(
        begin=dag(prestatie.begin),
        eind=dag(prestatie.eind),
        begin_declaratie=dag(header.begin),
        einde_declaratie=dag(header.eind),
    )

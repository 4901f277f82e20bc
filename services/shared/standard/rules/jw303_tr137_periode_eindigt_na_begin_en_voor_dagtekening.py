"""JW303-TR137 (0001, derived): a period ends on or after its begin and not after FactuurDagtekening."""

from __future__ import annotations

from datetime import date

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.jw303 import Header303, Prestatie303
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-TR137",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Header303,
    element="DeclaratieFactuurIdentificatie/DeclaratiePeriode/Einddatum",
    derived=True,
    why="De declaratieperiode loopt van {begin} tot en met {eind}; het einde moet op of na het begin liggen en niet "
    "na de dagtekening ({dagtekening}).",
    what_now="Controleer DeclaratiePeriode en FactuurDagtekening en stuur het bericht opnieuw.",
)
def declaratieperiode_eindigt_op_tijd(header: Header303, view: BerichtView) -> Breach | None:
    """Both bounds are inclusive. Derived from a template left in the XSLT of 3.2 that names elements of 2.x."""
    return _judge(header.begin, header.eind, view.dagtekening)


@rule(
    "JW303-TR137",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW303",
    over=Prestatie303,
    element="ProductPeriode/Einddatum",
    derived=True,
    why="De regel loopt van {begin} tot en met {eind}; het einde moet op of na het begin liggen en niet na de "
    "dagtekening ({dagtekening}).",
    what_now="Controleer ProductPeriode en FactuurDagtekening en stuur het bericht opnieuw.",
)
def productperiode_eindigt_op_tijd(prestatie: Prestatie303, view: BerichtView) -> Breach | None:
    """The same for a line."""
    return _judge(prestatie.begin, prestatie.eind, view.dagtekening)


def _judge(begin: date, eind: date, dagtekening: date) -> Breach | None:
    if begin <= eind <= dagtekening:
        return None
    return breach(begin=dag(begin), eind=dag(eind), dagtekening=dag(dagtekening))

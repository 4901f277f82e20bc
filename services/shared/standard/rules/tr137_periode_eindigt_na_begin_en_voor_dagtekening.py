"""TR137 (0001): a declared period ends on or after its first day and not later than the Dagtekening."""

from __future__ import annotations

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.standard.vorm import vorm
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR137",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="DeclaratiePeriode/Einddatum",
    why="De declaratieperiode loopt van {begin} tot en met {eind}; het eind moet op of na het begin liggen en niet na "
    "de Dagtekening van het bericht ({dagtekening}).",
    what_now="Verbeter DeclaratiePeriode, of verstuur de declaratie op zijn vroegst op de laatste dag van de maand.",
)
def declaratieperiode_eindigt_tussen_begin_en_dagtekening(
    declaratie: jw323.Declaratie, view: BerichtView
) -> Breach | None:
    """Both bounds are inclusive: a declaration over May can be dated 31 May at the earliest."""
    if declaratie.begin <= declaratie.eind <= view.dagtekening:
        return None
    return breach(begin=str(declaratie.begin), eind=str(declaratie.eind), dagtekening=str(view.dagtekening))


@rule(
    "TR137",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    sees=vorm,
    element="ProductPeriode/Einddatum",
    why="De productperiode loopt van {begin} tot en met {eind}; het eind moet op of na het begin liggen en niet na de "
    "Dagtekening van het bericht ({dagtekening}).",
    what_now="Verbeter ProductPeriode, of declareer deze prestatie nadat de periode voorbij is.",
)
def productperiode_eindigt_tussen_begin_en_dagtekening(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """Both bounds are inclusive."""
    if prestatie.begin <= prestatie.eind <= view.dagtekening:
        return None
    return breach(begin=str(prestatie.begin), eind=str(prestatie.eind), dagtekening=str(view.dagtekening))

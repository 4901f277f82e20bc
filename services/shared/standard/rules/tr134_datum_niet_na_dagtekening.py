"""TR134 (0001): a date of something that has happened is not later than the Dagtekening of the message."""

from __future__ import annotations

from services.shared.standard.messages import jw301, jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.standard.vorm import vorm
from services.shared.verdict.finding import Breach, Level, breach

WHY_BIRTH = "De geboortedatum ligt na de Dagtekening van het bericht ({dagtekening})."
WHAT_NOW_BIRTH = "Controleer de geboortedatum en stuur de toewijzing opnieuw."


@rule(
    "TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Geboortedatum/Datum",
    why=WHY_BIRTH,
    what_now=WHAT_NOW_BIRTH,
)
def geboortedatum_van_client_niet_na_dagtekening(client: jw301.Client, view: BerichtView) -> Breach | None:
    """Equal is allowed."""
    if client.geboortedatum.datum <= view.dagtekening:
        return None
    return breach(dagtekening=str(view.dagtekening))


@rule(
    "TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Relatie,
    element="Geboortedatum/Datum",
    why=WHY_BIRTH,
    what_now=WHAT_NOW_BIRTH,
)
def geboortedatum_van_relatie_niet_na_dagtekening(relatie: jw301.Relatie, view: BerichtView) -> Breach | None:
    """The same for a relation whose birth date is given."""
    if relatie.geboortedatum is None or relatie.geboortedatum.datum <= view.dagtekening:
        return None
    return breach(dagtekening=str(view.dagtekening))


@rule(
    "TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.ToegewezenProduct,
    element="Toewijzingsdatum",
    why="De Toewijzingsdatum ({toewijzingsdatum}) ligt na de Dagtekening van het bericht ({dagtekening}).",
    what_now="Neem de datum van het besluit op, of verstuur het bericht op of na die dag.",
)
def toewijzingsdatum_niet_na_dagtekening(product: jw301.ToegewezenProduct, view: BerichtView) -> Breach | None:
    """Ingangsdatum and Einddatum may lie in the future, the date of the decision may not."""
    if product.toewijzingsdatum <= view.dagtekening:
        return None
    return breach(toewijzingsdatum=str(product.toewijzingsdatum), dagtekening=str(view.dagtekening))


@rule(
    "TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="DeclaratiePeriode/Begindatum",
    why="De declaratieperiode begint op {begin}, na de Dagtekening van het bericht ({dagtekening}).",
    what_now="Declareer een maand pas als die voorbij is; controleer DeclaratiePeriode en Dagtekening.",
)
def declaratieperiode_begint_niet_na_dagtekening(declaratie: jw323.Declaratie, view: BerichtView) -> Breach | None:
    """Equal is allowed here; TR137 says the same of the end."""
    if declaratie.begin <= view.dagtekening:
        return None
    return breach(begin=str(declaratie.begin), dagtekening=str(view.dagtekening))


@rule(
    "TR134",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Prestatie,
    sees=vorm,
    element="ProductPeriode/Begindatum",
    why="De productperiode begint op {begin}, na de Dagtekening van het bericht ({dagtekening}).",
    what_now="Declareer hulp pas nadat die is geleverd; controleer ProductPeriode en Dagtekening.",
)
def productperiode_begint_niet_na_dagtekening(prestatie: jw323.Prestatie, view: BerichtView) -> Breach | None:
    """Equal is allowed here; TR137 says the same of the end."""
    if prestatie.begin <= view.dagtekening:
        return None
    return breach(begin=str(prestatie.begin), dagtekening=str(view.dagtekening))

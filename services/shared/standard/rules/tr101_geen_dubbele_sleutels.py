"""TR101 (0001): parts of one kind under the same parent differ in their logical key.

Keys: Relatie Nummer, Contact Soort, ToegewezenProduct ToewijzingNummer, Client Bsn, Prestatie ReferentieNummer with
VorigReferentieNummer, where its absence counts as a value. Each later part that repeats a key is a breach.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from services.shared.standard.messages import jw301, jw323
from services.shared.standard.rule import rule
from services.shared.standard.sleutel import herhalingen
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR101",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Nummer",
    why="Relatie {positie} heeft hetzelfde Nummer als relatie {eerste} in dit bericht.",
    what_now="Geef iedere relatie een eigen Nummer, of haal de dubbele weg, en stuur de toewijzing opnieuw.",
)
def relatie_komt_eenmaal_voor(client: jw301.Client, view: BerichtView) -> list[Breach] | None:
    """Relations of a client differ in Nummer."""
    return _judged("Relaties/Relatie", [relatie.nummer for relatie in client.relaties])


@rule(
    "TR101",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Soort",
    why="Contact {positie} van de cliënt heeft dezelfde Soort als contact {eerste}.",
    what_now="Neem van iedere soort hoogstens één contact op en stuur de toewijzing opnieuw.",
)
def contact_van_client_komt_eenmaal_per_soort_voor(client: jw301.Client, view: BerichtView) -> list[Breach] | None:
    """Contacts directly under the client differ in Soort; a relation has only one contact."""
    return _judged("Contactgegevens/Contact", [contact.soort for contact in client.contacten])


@rule(
    "TR101",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="ToewijzingNummer",
    why="Toegewezen product {positie} heeft hetzelfde ToewijzingNummer als toegewezen product {eerste}.",
    what_now="Geef iedere toewijzing een eigen ToewijzingNummer, of haal de dubbele weg, en stuur het bericht opnieuw.",
)
def toewijzing_komt_eenmaal_voor(client: jw301.Client, view: BerichtView) -> list[Breach] | None:
    """Allocations of a message differ in ToewijzingNummer."""
    numbers = [product.toewijzing_nummer for product in client.toegewezen_producten]
    return _judged("ToegewezenProducten/ToegewezenProduct", numbers)


@rule(
    "TR101",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Declaratie,
    element="Bsn",
    why="Cliënt {positie} heeft hetzelfde Bsn als cliënt {eerste} in deze declaratie.",
    what_now="Zet alle prestaties van een cliënt bij elkaar onder één Client en stuur de declaratie opnieuw.",
)
def client_komt_eenmaal_voor(declaratie: jw323.Declaratie, view: BerichtView) -> list[Breach] | None:
    """Clients of a declaration differ in Bsn."""
    numbers = [client.bsn for client in declaratie.clienten]
    return None if len(set(numbers)) == len(numbers) else _judged("Clienten/Client", numbers)


@rule(
    "TR101",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Client,
    element="ProductReferentie/ReferentieNummer",
    why="Prestatie {positie} heeft hetzelfde ReferentieNummer en VorigReferentieNummer als prestatie {eerste} van "
    "deze cliënt.",
    what_now="Geef iedere prestatie een eigen ReferentieNummer of haal de dubbele weg, en stuur de declaratie opnieuw.",
)
def prestatie_komt_eenmaal_voor(client: jw323.Client, view: BerichtView) -> list[Breach] | None:
    """Lines of one client differ in ReferentieNummer or VorigReferentieNummer; under two clients see TR314."""
    lines = client.prestaties
    if len({line.referentie_nummer for line in lines}) == len(lines):
        return None
    return _judged("Prestaties/Prestatie", ((line.referentie_nummer, line.vorig_referentie_nummer) for line in lines))


def _judged(kind: str, keys: Iterable[Hashable]) -> list[Breach] | None:
    return [
        breach(within=f"{kind}[{positie}]", positie=positie, eerste=eerste) for positie, eerste in herhalingen(keys)
    ] or None

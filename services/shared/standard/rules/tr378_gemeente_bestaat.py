"""TR378 (S300): the municipality in the header stands in the list of municipalities of the CBS."""

from __future__ import annotations

from services.shared.standard.messages.header import Header
from services.shared.standard.rule import Rule, rule
from services.shared.standard.view import HeaderView
from services.shared.verdict.finding import Breach, Level, breach


def _of_sender(header: Header, view: HeaderView) -> Breach | None:
    """JW301: the municipality is the sender."""
    return None if view.gemeente_bekend else breach(gemeente=header.afzender)


def _of_receiver(header: Header, view: HeaderView) -> Breach | None:
    """JW323: the municipality is the receiver.

    Only the list in force on the day of judging is used. An older list would also do after a merger, but a header has
    one code and its lines may rest on allocations of several dates; no source says which date then counts (derived).
    """
    return None if view.gemeente_bekend else breach(gemeente=header.ontvanger)


def _declared(message: str, element: str) -> Rule:
    return rule(
        "TR378",
        retourcode="S300",
        level=Level.EXTERNAL,
        message=message,
        over=Header,
        element=element,
        why="Gemeentecode {gemeente} staat niet in de gemeentelijst van het CBS.",
        what_now="Zoek de code van de gemeente die nu verantwoordelijk is voor de jeugdige (na een herindeling is dat "
        "de nieuwe gemeente) en verstuur het bericht opnieuw.",
    )(_of_sender if element == "Afzender" else _of_receiver)


jw301 = _declared("JW301", "Afzender")
jw323 = _declared("JW323", "Ontvanger")

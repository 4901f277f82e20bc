"""JW303-8187 (8187, derived): the municipality allocated something for this client to this provider."""

from __future__ import annotations

from services.shared.standard.messages.jw303 import Client303
from services.shared.standard.rule import rule
from services.shared.standard.view import ClientView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "JW303-8187",
    retourcode="8187",
    level=Level.CROSS_MESSAGE,
    message="JW303",
    over=Client303,
    element="Bsn",
    derived=True,
    why="De gemeente heeft voor deze cliënt nooit iets aan u toegewezen; de {aantal} regels van deze cliënt zijn niet "
    "beoordeeld.",
    what_now="Controleer het BSN en de gemeente. Kloppen die, vraag de gemeente dan om een toewijzing en dien de "
    "regels daarna opnieuw in.",
)
def client_is_bekend(client: Client303, view: ClientView) -> Breach | None:
    """Derived; probably TR304. The class is uncertain in 2.3, so it stands on Client as in 3.2 (C05)."""
    return None if view.client_bekend else breach(aantal=len(client.prestaties))

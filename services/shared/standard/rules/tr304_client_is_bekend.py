"""TR304 (8187): the municipality allocated something for this client to this provider."""

from __future__ import annotations

from services.shared.standard.messages.jw323 import Client
from services.shared.standard.rule import rule
from services.shared.standard.view import ClientView
from services.shared.verdict.finding import Breach, Level, breach


@rule(
    "TR304",
    retourcode="8187",
    level=Level.CROSS_MESSAGE,
    message="JW323",
    over=Client,
    element="Bsn",
    why="De gemeente heeft voor deze cliënt nooit iets aan u toegewezen; de {aantal} regels van deze cliënt zijn niet "
    "beoordeeld.",
    what_now="Controleer het BSN en de gemeente. Kloppen die, vraag de gemeente dan om een toewijzing en dien de "
    "regels daarna opnieuw in.",
)
def client_is_bekend(client: Client, view: ClientView) -> Breach | None:
    """Known means: any allocation of this municipality to this provider, also one that has ended or was removed.

    A known client with the number of somebody else's allocation gets 9338 on that line (derived, TR338).
    """
    return None if view.client_bekend else breach(aantal=len(client.prestaties))

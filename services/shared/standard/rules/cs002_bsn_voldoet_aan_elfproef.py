"""CS002 (0001): a Bsn passes the elfproef."""

from __future__ import annotations

from services.shared.standard.bsn import voldoet_aan_elfproef
from services.shared.standard.messages import jw301, jw323
from services.shared.standard.rule import rule
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

WHY = "Het Bsn van de cliënt is niet geldig: de cijfers voldoen niet aan de elfproef."


@rule(
    "CS002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW301",
    over=jw301.Client,
    element="Bsn",
    why=WHY,
    what_now="Controleer het Bsn op een tikfout en stuur de toewijzing opnieuw.",
)
def bsn_in_toewijzing_voldoet_aan_elfproef(client: jw301.Client, view: BerichtView) -> Breach | None:
    """The test range of BSNs passes it as well."""
    return None if voldoet_aan_elfproef(client.bsn) else breach()


@rule(
    "CS002",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Client,
    element="Bsn",
    why=WHY,
    what_now="Controleer het Bsn op een tikfout en stuur de declaratie opnieuw.",
)
def bsn_in_declaratie_voldoet_aan_elfproef(client: jw323.Client, view: BerichtView) -> Breach | None:
    """The test range of BSNs passes it as well."""
    return None if voldoet_aan_elfproef(client.bsn) else breach()

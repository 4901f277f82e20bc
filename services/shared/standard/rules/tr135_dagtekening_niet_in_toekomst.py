"""TR135 (8848): the Dagtekening of a message is not later than the day on which it is judged."""

from __future__ import annotations

from services.shared.standard.leesbaar import dag
from services.shared.standard.messages.header import Header
from services.shared.standard.rule import Rule, rule
from services.shared.standard.view import HeaderView
from services.shared.verdict.finding import Breach, Level, breach


def _judge(header: Header, view: HeaderView) -> Breach | None:
    """Today is allowed. DeclaratieDagtekening is not looked at."""
    if header.dagtekening <= view.today:
        return None
    return breach(dagtekening=dag(header.dagtekening), vandaag=dag(view.today))


def _declared(message: str) -> Rule:
    return rule(
        "TR135",
        retourcode="8848",
        level=Level.EXTERNAL,
        message=message,
        over=Header,
        element="BerichtIdentificatie/Dagtekening",
        why="De Dagtekening van het bericht is {dagtekening}, maar het is vandaag pas {vandaag}.",
        what_now="Zet de dag waarop u het bericht maakt als Dagtekening in het bericht en verstuur het opnieuw.",
    )(_judge)


jw301 = _declared("JW301")
jw323 = _declared("JW323")

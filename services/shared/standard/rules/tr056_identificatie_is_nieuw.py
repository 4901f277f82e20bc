"""TR056 (9056): a sender uses an Identificatie once for each kind of message."""

from __future__ import annotations

from services.shared.standard.messages.header import Header
from services.shared.standard.rule import Rule, rule
from services.shared.standard.view import HeaderView
from services.shared.verdict.finding import Breach, Level, breach


def _judge(header: Header, view: HeaderView) -> Breach | None:
    """The key is Afzender, BerichtCode and Identificatie; another Dagtekening does not make it new.

    Only identifications of messages that were processed count: a message refused as a whole was never sent, so its
    identification may come again (derived from IV087 and OP286).
    """
    return breach(bericht_code=header.bericht_code) if view.identificatie_bekend else None


def _declared(message: str) -> Rule:
    return rule(
        "TR056",
        retourcode="9056",
        level=Level.CROSS_MESSAGE,
        message=message,
        over=Header,
        element="BerichtIdentificatie/Identificatie",
        why="U hebt deze Identificatie al gebruikt voor een eerder bericht met BerichtCode {bericht_code}.",
        what_now="Is dit hetzelfde bericht, dan hoeft u niets te doen: het eerste is verwerkt. Is het een ander "
        "bericht, geef het dan een Identificatie die u nog niet hebt gebruikt en verstuur het opnieuw.",
    )(_judge)


jw301 = _declared("JW301")
jw323 = _declared("JW323")

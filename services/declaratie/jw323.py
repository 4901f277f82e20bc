"""What this service does with a JW323: gather, judge, answer with a JW325, store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.declaratie import told
from services.declaratie.gather import Claim, Pseudonym, gather, gather_regional
from services.declaratie.store import store
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Answer, Before, Judged, Parties
from services.shared.desk.reading import JW323_KIND, Readable
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.region.regios import Regios
from services.shared.standard.answers import jw325
from services.shared.standard.answers.identificatie import identificatie
from services.shared.standard.judged import Judged323
from services.shared.standard.judging.jw323 import JW323_CODE, judge_jw323
from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw323 import JW323
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings


class JW323Judge:
    """See services.shared.desk.judge.Judge."""

    kind = JW323_KIND

    def __init__(self, pseudonym: Pseudonym, xsd_versie: tuple[str, str], regios: Regios | None = None) -> None:
        """``xsd_versie``: the versions of basisschema and JW325 that answers name (IV034).

        ``regios``: the region files whose rules are judged; None for none.
        """
        self._pseudonym, self._xsd_versie, self._regios = pseudonym, xsd_versie, regios or Regios()

    def parties(self, message: JW323) -> Parties:
        """See Judge."""
        return Parties(message.header.ontvanger, message.header.afzender)

    def identification(self, message: JW323) -> tuple[str, str, str] | None:
        """See Judge."""
        return message.header.afzender, JW323_CODE, message.header.identificatie

    async def gather(self, tx: Transaction, messages: Sequence[JW323], remembered: Remembered) -> None:
        """See Judge."""
        claims = [_claim(each) for each in messages]
        await gather(tx, claims, remembered, self._pseudonym)
        await gather_regional(tx, claims, remembered, self._regios)

    def judge(self, message: JW323, remembered: Remembered, around: Surroundings) -> Result:
        """See Judge."""
        return judge_jw323(message, remembered, around)

    def respond(self, read: Readable, result: Result, delivery: Delivery, today: date) -> Answer:
        """See Judge."""
        assert isinstance(read.message, JW323) and isinstance(result.decision, Judged323)
        own = identificatie(delivery.bron, delivery.levering, "JW325")
        return Answer(
            "JW325",
            own,
            jw325.render(
                read.message, result.decision, identificatie=own, dagtekening=today, xsd_versie=self._xsd_versie
            ),
        )

    async def store(self, tx: Transaction, judged: Sequence[Judged], before: Before, after: Remembered) -> None:
        """See Judge."""
        processed = [
            (each, self.parties(each.message), "JW323", each.message.declaratie.declaratie_nummer) for each in judged
        ]
        await store(tx, processed, before, after)

    def events(self, judged: Judged) -> Sequence[Waiting]:
        """See Judge."""
        return told.of_lines(judged, self.parties(judged.message), "JW323")


def _claim(message: JW323) -> Claim:
    return Claim(
        gemeente=message.header.ontvanger,
        aanbieder=message.header.afzender,
        soort="JW323",
        nummer=message.declaratie.declaratie_nummer,
        bericht_code=JW323_CODE,
        identificatie=message.header.identificatie,
        clients=message.declaratie.clienten,
    )

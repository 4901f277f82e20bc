"""What this service does with a JW303 (release 2.3): gather, judge, answer with a JW304, store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.declaratie import told
from services.declaratie.gather import Claim, Pseudonym, gather
from services.declaratie.store import store
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Answer, Before, Judged, Parties
from services.shared.desk.reading import JW303_KIND, Readable
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.standard.answers import jw304
from services.shared.standard.answers.identificatie import identificatie
from services.shared.standard.judged import Judged303
from services.shared.standard.judging.jw303 import as_prestatie, judge_jw303
from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw303 import JW303
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings


class JW303Judge:
    """See services.shared.desk.judge.Judge."""

    kind = JW303_KIND

    def __init__(self, pseudonym: Pseudonym) -> None:
        self._pseudonym = pseudonym

    def parties(self, message: JW303) -> Parties:
        """See Judge."""
        return Parties(message.header.gemeente, message.header.aanbieder)

    def identification(self, message: JW303) -> tuple[str, str, str] | None:
        """See Judge. JW303 has no BerichtIdentificatie; its number is kept as a declaration number."""
        return None

    async def gather(self, tx: Transaction, messages: Sequence[JW303], remembered: Remembered) -> None:
        """See Judge."""
        await gather(tx, [_claim(each) for each in messages], remembered, self._pseudonym)

    def judge(self, message: JW303, remembered: Remembered, around: Surroundings) -> Result:
        """See Judge."""
        return judge_jw303(message, remembered, around)

    def respond(self, read: Readable, result: Result, delivery: Delivery, today: date) -> Answer:
        """See Judge."""
        assert isinstance(read.message, JW303) and isinstance(result.decision, Judged303) and read.root is not None
        own = identificatie(delivery.bron, delivery.levering, "JW304")
        answer = jw304.render(
            read.root, read.message, result.decision, gemeente_referentie_nummer=own, dagtekening=today
        )
        return Answer("JW304", own, answer)

    async def store(self, tx: Transaction, judged: Sequence[Judged], before: Before, after: Remembered) -> None:
        """See Judge."""
        processed = [
            (each, self.parties(each.message), "JW303", each.message.header.declarant_factuur_nummer) for each in judged
        ]
        await store(tx, processed, before, after)

    def events(self, judged: Judged) -> Sequence[Waiting]:
        """See Judge."""
        return told.of_lines(judged, self.parties(judged.message), "JW303")


def _claim(message: JW303) -> Claim:
    return Claim(
        gemeente=message.header.gemeente,
        aanbieder=message.header.aanbieder,
        soort="JW303",
        nummer=message.header.declarant_factuur_nummer,
        bericht_code=message.header.bericht_code,
        identificatie=None,
        clients=[(client.bsn, tuple(as_prestatie(line) for line in client.prestaties)) for client in message.clienten],
    )

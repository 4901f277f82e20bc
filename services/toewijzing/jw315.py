"""What this service does with a JW315: keep who referred. It is taken without an answer (norms.md 23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Before, Judged, Parties
from services.shared.desk.reading import JW315_KIND, Readable
from services.shared.dossier import verzoeken
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.standard.judging.jw315 import take_jw315
from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw315 import JW315
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings


class JW315Judge:
    """See services.shared.desk.judge.Judge."""

    kind = JW315_KIND

    def parties(self, message: JW315) -> Parties:
        """See Judge."""
        return Parties(message.header.ontvanger, message.header.afzender)

    def identification(self, message: JW315) -> tuple[str, str, str] | None:
        """See Judge. No rule looks at the identification of a JW315, so it is not kept."""
        return None

    async def gather(self, tx: Transaction, messages: Sequence[JW315], remembered: Remembered) -> None:
        """See Judge. There is nothing to ask."""

    def judge(self, message: JW315, remembered: Remembered, around: Surroundings) -> Result:
        """See Judge."""
        return take_jw315(message, remembered)

    def respond(self, read: Readable, result: Result, delivery: Delivery, today: date) -> None:
        """See Judge. There is no answer message."""

    async def store(self, tx: Transaction, judged: Sequence[Judged], before: Before, after: Remembered) -> None:
        """See Judge."""
        await verzoeken.write(
            tx,
            [
                ((each.message.header.ontvanger, each.message.header.afzender, p.referentie_aanbieder), p.verwijzer,
                 each.bericht_id)
                for each in judged
                for p in each.message.producten
            ],
        )  # fmt: skip

    def events(self, judged: Judged) -> Sequence[Waiting]:
        """See Judge."""
        return ()

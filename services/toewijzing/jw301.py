"""What this service does with a JW301: gather, judge, answer with a JW302, store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from services.shared.desk import events
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Answer, Before, Judged, Parties
from services.shared.desk.reading import JW301_KIND, Readable
from services.shared.dossier import toewijzingen
from services.shared.dossier.gebeurtenissen import Waiting
from services.shared.platform.database import Transaction
from services.shared.region.regios import Regios
from services.shared.standard.answers import jw302
from services.shared.standard.answers.identificatie import identificatie
from services.shared.standard.judged import Judged301
from services.shared.standard.judging.jw301 import JW301_CODE, judge_jw301, version_of
from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import Toewijzing
from services.toewijzing.gather import gather


class JW301Judge:
    """See services.shared.desk.judge.Judge."""

    kind = JW301_KIND

    def __init__(
        self, pseudonym: Callable[[str], bytes], xsd_versie: tuple[str, str], regios: Regios | None = None
    ) -> None:
        """``xsd_versie``: the versions of basisschema and JW302 that answers name (IV034).

        ``regios``: the region files whose rules are judged; None for none.
        """
        self._pseudonym, self._xsd_versie, self._regios = pseudonym, xsd_versie, regios or Regios()

    def parties(self, message: JW301) -> Parties:
        """See Judge."""
        return Parties(message.header.afzender, message.header.ontvanger)

    def identification(self, message: JW301) -> tuple[str, str, str] | None:
        """See Judge."""
        return message.header.afzender, JW301_CODE, message.header.identificatie

    async def gather(self, tx: Transaction, messages: Sequence[JW301], remembered: Remembered) -> None:
        """See Judge."""
        await gather(tx, messages, remembered, self._regios)

    def judge(self, message: JW301, remembered: Remembered, around: Surroundings) -> Result:
        """See Judge."""
        return judge_jw301(message, remembered, around)

    def respond(self, read: Readable, result: Result, delivery: Delivery, today: date) -> Answer:
        """See Judge."""
        assert isinstance(read.message, JW301) and isinstance(result.decision, Judged301) and read.root is not None
        own = identificatie(delivery.bron, delivery.levering, "JW302")
        return Answer(
            "JW302",
            own,
            jw302.render(
                read.root,
                read.message,
                result.decision,
                identificatie_retour=own,
                dagtekening=today,
                xsd_versie=self._xsd_versie,
            ),
        )

    async def store(self, tx: Transaction, judged: Sequence[Judged], before: Before, after: Remembered) -> None:
        """See Judge."""
        versions: list[tuple[Toewijzing, int, str | None]] = []
        touched: set[tuple[str, int]] = set()
        for each in judged:
            header, client = each.message
            pseudonym = self._pseudonym(client.bsn)
            for product in client.toegewezen_producten:
                versions.append((version_of(header, pseudonym, product), each.bericht_id, product.referentie_aanbieder))
                touched.add((header.afzender, product.toewijzing_nummer))
        counting = [after.gemeente(code).toewijzingen[number] for code, number in sorted(touched)]
        known = before.toewijzingen
        await toewijzingen.write(
            tx,
            versions,
            new=[each for each in counting if each.toewijzing_nummer not in known.get(each.gemeente, frozenset())],
            changed=[each for each in counting if each.toewijzing_nummer in known.get(each.gemeente, frozenset())],
        )

    def events(self, judged: Judged) -> Sequence[Waiting]:
        """See Judge."""
        products = judged.message.client.toegewezen_producten
        changed = any(product.reden_wijziging is not None for product in products)
        parties = self.parties(judged.message)
        data = {
            "bericht_id": judged.bericht_id,
            "gemeente": parties.gemeente,
            "aanbieder": parties.aanbieder,
            "toewijzingen": [
                {
                    "toewijzing_nummer": product.toewijzing_nummer,
                    "categorie": product.categorie,
                    "code": product.code,
                    "ingangsdatum": product.ingangsdatum.isoformat(),
                    "einddatum": product.einddatum and product.einddatum.isoformat(),
                    "reden_wijziging": product.reden_wijziging,
                    "budget_cent": product.budget,
                }
                for product in products
            ],
        }
        subject = f"{judged.delivery.bron}/{judged.delivery.levering}"
        naam = "gewijzigd" if changed else "geregistreerd"
        return (events.event("toewijzing", naam, subject, parties.key, judged.delivery.ontvangen_op, data),)

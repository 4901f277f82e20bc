"""Knows what judging a parked record again would give: it is judged for real, and everything is rolled back."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.screen import OUTCOMES
from services.gateway.collect import ENVELOPE, GIVEN_UP
from services.gateway.ggk.antwoord import TE_GROOT
from services.shared.desk.closing import Answered
from services.shared.desk.counter import Counter
from services.shared.desk.intake import Unfit, take
from services.shared.desk.opened import Opener
from services.shared.desk.parked_record import to_record
from services.shared.desk.reading import DeskReader
from services.shared.desk.settings import Parts
from services.shared.dossier.parkeerplaats import Parked
from services.shared.platform.database import Database, Transaction

_JUDGING = ("toewijzing", "declaratie")
_GATEWAY = {
    GIVEN_UP: "de gateway bezorgt het antwoord opnieuw, met dezelfde bytes",
    ENVELOPE: "de gateway bezorgt de envelop opnieuw, met dezelfde bytes",
}


class _TakenBack(Exception):
    """Ends the transaction of a trial: nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Tries parked records on a database with the rules, regions and day of these parts."""

    parts: Parts
    database: Database

    async def consequence(self, parked: Parked) -> str:
        """What a retry would do, in Dutch and without anything of the message."""
        if parked.reden == TE_GROOT:
            return f"zal weer geparkeerd worden: {TE_GROOT}"
        if parked.dienst not in _JUDGING:
            return _GATEWAY.get(parked.nummer, f"dienst {parked.dienst} leest het record opnieuw")
        taken = take(to_record(self.parts.keys, parked))
        if isinstance(taken, Unfit):
            return f"zal weer geparkeerd worden: {taken.reason}"
        found: list[Answered] = []

        async def also(tx: Transaction, answers: Sequence[Answered]) -> None:
            found.extend(answers)
            raise _TakenBack

        try:
            await self._counter(parked.dienst).handle([taken.delivery], self.parts.around(), also)
        except _TakenBack:
            return _in_words(found[0]) + ("" if self.parts.regios else "; zonder regiobestand bekeken")
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, AssertionError) as error:
            return f"zal weer geparkeerd worden: Het programma liep vast ({type(error).__name__})."
        raise AssertionError("a trial always ends in its own transaction")

    def _counter(self, dienst: str) -> Counter:
        parts = self.parts
        judges = importlib.import_module(f"services.{dienst}.bootstrap").judges(parts)
        opener = Opener(DeskReader(parts.schemas), parts.keys, judges, parts.served, parts.gemeenten)
        return Counter(self.database, parts.keys, opener, judges, dienst, parts.rule_set)


def _in_words(answered: Answered) -> str:
    if answered.again:
        other = " met andere inhoud" if answered.other_bytes else ""
        return f"is al eerder{other} beantwoord; er verandert niets"
    if answered.parked is not None:
        return f"zal weer geparkeerd worden: {answered.parked}"
    return f"krijgt antwoord {answered.antwoord_soort}: {OUTCOMES[answered.outcome.value]}"

"""Judges one message as the counter would, and keeps nothing: with a dossier to look in, or without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, assert_never

from services.cli.without_dossier import Seen, look
from services.shared.desk import refusal, verdict_document
from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Answer, Judge
from services.shared.desk.opened import Opener
from services.shared.desk.reading import Kind, NotOurs, Read, Readable, Unreadable
from services.shared.desk.regionaal import regionaal
from services.shared.platform.database import Database, DatabaseError
from services.shared.region.regios import Regios
from services.shared.standard.judged import Judged301
from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.messages.jw315 import JW315
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings
from services.shared.verdict.finding import Finding, Level
from services.shared.verdict.outcome import Outcome

_NAMES = {1: "schema", 2: "bericht zelf", 3: "eerdere berichten", 4: "datum en contract"}
_DECLARATIE = "/Bericht/Declaratie"
JUDGED, PARTLY, NOT = "ja", "deels", "nee"


class JudgingFailed(Exception):
    """A rule raised: a fault of ours. The text is Dutch and names no value."""


class LevelDone(NamedTuple):
    """Whether a controleniveau was judged (``ja``, ``deels``, ``nee``), and in Dutch why not or not all of it."""

    number: int
    name: str
    judged: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What came of a message: how it was read, its verdict as in ``verdict.json``, and what was judged of it.

    ``answer`` is None where a dossier or a judge is missing. ``findings`` are those of the document, as values.
    """

    read: Read
    document: dict[str, Any]
    levels: Sequence[LevelDone]
    findings: Sequence[Finding] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Assessor:
    """What judging one message needs. ``why_no_dossier`` says in Dutch why ``database`` is None.

    ``regios`` are the region files whose own rules are judged.
    """

    opener: Opener
    judges: Mapping[Kind, Judge]
    around: Surroundings
    rule_set: str
    regios: Regios
    database: Database | None = None
    why_no_dossier: str | None = None

    async def assess(self, delivery: Delivery) -> Assessment:
        """Read and judge one delivery; raises JudgingFailed, or a DatabaseError."""
        opened = self.opener.open(delivery)
        read = opened.read
        if opened.parked is not None:
            verdict = verdict_document.of_parked(opened.soort, delivery.levering, opened.parked)
            return Assessment(read, verdict.document(), _stopped_after(1, opened.parked.rstrip(".")))
        match read:
            case Unreadable():
                answer, verdict = refusal.refuse(read, delivery, delivery.levering)
                return Assessment(read, verdict.document(), _stopped_after(1, "het bericht is onleesbaar"), (), answer)
            case NotOurs():
                raise AssertionError("a message that nobody judges is parked when it is opened")
            case Readable():
                return await self._judged(read, delivery)
            case _:
                assert_never(read)

    async def _judged(self, read: Readable, delivery: Delivery) -> Assessment:
        try:
            if self.database is not None:
                return await self._with_dossier(self.database, read, delivery)
            return self._without_dossier(read, delivery)
        except DatabaseError:
            raise
        except Exception as error:
            raise JudgingFailed(f"Het beoordelen liep vast ({type(error).__name__}).") from error

    async def _with_dossier(self, database: Database, read: Readable, delivery: Delivery) -> Assessment:
        judge = self.judges[read.kind]
        remembered = Remembered()
        async with database.transaction(write=False) as tx:
            await judge.gather(tx, [read.message], remembered)
        result = judge.judge(read.message, remembered, self.around)
        answer = judge.respond(read, result, delivery, self.around.today)
        return Assessment(read, self._document(read, delivery, result), _reached(result), result.findings, answer)

    def _without_dossier(self, read: Readable, delivery: Delivery) -> Assessment:
        judge = self.judges[read.kind]
        result = judge.judge(read.message, Remembered(), self.around)
        if isinstance(read.message, JW315) or any(found.said.level is Level.MESSAGE for found in result.findings):
            answer = judge.respond(read, result, delivery, self.around.today)
            return Assessment(read, self._document(read, delivery, result), _reached(result), result.findings, answer)
        seen = look(read.message, self.around)
        if not seen.findings and isinstance(read.message, JW301):
            result = self._with_region(judge, read.message)
            seen.findings += result.findings
        document = self._document(read, delivery, _result_of(seen, result))
        document |= {"toegekend_cent": None, "voorlopig": True}
        return Assessment(read, document, _without(seen, self.why_no_dossier or ""), seen.findings)

    def _with_region(self, judge: Judge, message: JW301) -> Result:
        """What the rules of the region say of an allocation about which no agreement and no version is known."""
        remembered = Remembered()
        regionaal(remembered, self.regios)
        return judge.judge(message, remembered, self.around)

    def _document(self, read: Readable, delivery: Delivery, result: Result) -> dict[str, Any]:
        today = self.around.today.isoformat()
        return verdict_document.of_result(read.kind.name, delivery.levering, result, self.rule_set, today).document()


def _result_of(seen: Seen, judged: Result) -> Result:
    """What is known without a dossier in the form of a result; what was not judged is not counted against it."""
    outcome = Outcome.ACCEPTED
    if seen.findings:
        whole = seen.stopped or isinstance(judged.decision, Judged301) or len(seen.refused) == judged.line_count
        outcome = Outcome.REJECTED if whole else Outcome.PARTLY_ACCEPTED
    return Result(
        outcome,
        judged.decision,
        seen.findings,
        line_count=judged.line_count,
        submitted=judged.submitted,
        not_judged=frozenset(seen.needs_contract | seen.needs_dossier),
        contracts=frozenset(seen.contracts),
        signals=judged.signals,
    )


def _stopped_after(number: int, reason: str) -> list[LevelDone]:
    """Every level, of which those after ``number`` were not judged."""
    return [
        LevelDone(n, name, JUDGED) if n <= number else LevelDone(n, name, NOT, reason) for n, name in _NAMES.items()
    ]


def _reached(result: Result) -> list[LevelDone]:
    """The levels of a message that was judged with a dossier, or that fell at controleniveau 2."""
    if any(found.said.level is Level.MESSAGE for found in result.findings):
        return _stopped_after(2, "het bericht is al afgewezen op controleniveau 2")
    if any(found.path.startswith("/Bericht/Header") for found in result.findings):
        return _halfway("de header is al afgewezen; wat daaronder staat is niet beoordeeld")
    if any(found.path.startswith(_DECLARATIE) for found in result.findings) and not result.processed:
        return _halfway("de declaratie is als geheel afgewezen; de prestaties zijn niet beoordeeld")
    return _with_contract(_stopped_after(4, ""), result.not_judged)


def _halfway(reason: str) -> list[LevelDone]:
    """Every level when the later ones stopped on the way."""
    return [*_stopped_after(4, "")[:2], *(LevelDone(n, _NAMES[n], PARTLY, reason) for n in (3, 4))]


def _without(seen: Seen, why: str) -> list[LevelDone]:
    """The levels of a message that was judged without a dossier."""
    levels = _stopped_after(4, "")
    if seen.stopped:
        return _halfway("de header is al afgewezen; wat daaronder staat is niet beoordeeld")
    levels[2] = LevelDone(3, _NAMES[3], NOT, f"{why} (niet beoordeeld: {_few(seen.needs_dossier)})")
    return _with_contract(levels, frozenset(seen.needs_contract))


def _with_contract(levels: list[LevelDone], missing: frozenset[str]) -> list[LevelDone]:
    """Say of controleniveau 4 which rules need a region file that is not there."""
    if missing:
        reason = f"geen regiobestand voor deze gemeente en dag (niet beoordeeld: {_few(missing)})"
        levels[3] = LevelDone(4, _NAMES[4], PARTLY, reason)
    return levels


def _few(numbers: Iterable[str]) -> str:
    return ", ".join(sorted(numbers))

"""Takes answers from the log and keeps each once, sealed, until it is delivered; what is no answer is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from services.gateway import told
from services.gateway.follow import Done
from services.gateway.ggk.antwoord import TE_GROOT
from services.gateway.ggk.namen import BRON
from services.gateway.intake import GATEWAY_SOURCE
from services.gateway.moment import iso
from services.shared.desk import parked_record
from services.shared.desk.publishing import ANSWERS
from services.shared.dossier import bezorgingen, enveloppen, gebeurtenissen, parkeerplaats
from services.shared.dossier.bezorgingen import Bezorging, ToStore
from services.shared.dossier.parkeerplaats import Parked, ToPark
from services.shared.platform.database import Database, Transaction
from services.shared.platform.keys import Keys
from services.shared.platform.log.port import Partition, Record

GIVEN_UP = -1
"""The partition number under which a delivery that was given up is set aside; its offset is the bezorging_id."""
ENVELOPE = -2
"""The partition number under which an envelope is set aside; its offset is the envelop_id."""
UNPACKED = -3
"""The partition number under which an answer is set aside of which no envelope could be made; as with GIVEN_UP."""
_WANTED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_antwoordop", "ce_antwoordopbron")
_PAIR = re.compile(rb"[0-9]{4}:[0-9]{8}")
_TYPE = re.compile(r"nl\.ijw\.antwoord\.([a-z]{1,4}[0-9]{2,3})")


class Name(NamedTuple):
    """Source and id of an answer."""

    bron: str
    levering: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """A record that is no answer as agreed; ``reason`` is Dutch and quotes nothing."""

    reason: str


def label(bron: str, levering: str) -> str:
    """The label under which the content of a delivery is sealed."""
    return f"{bron}|{levering}|bezorging"


@dataclass(frozen=True, slots=True)
class Collect:
    """Keeps answers. ``parked`` and ``repeated`` tell what was set aside and what came again with other bytes."""

    dienst: str
    database: Database
    keys: Keys
    now_ms: Callable[[], int]
    arrived: Callable[[], None]
    parked: Callable[[str, str], None]
    repeated: Callable[[str], None]

    async def take(self, tx: Transaction, records: Sequence[Record]) -> Done:
        """Keep the answers in these records, in the transaction that moves the position."""
        fit: dict[Name, ToStore] = {}
        park: list[ToPark] = []
        other: list[str] = []
        for record in records:
            answer = self._read(record)
            if isinstance(answer, Unfit):
                park.append(self._to_park(record, answer.reason, "data"))
            elif (name := Name(answer.bron, answer.levering)) not in fit:
                fit[name] = answer
            elif record.value != self._opened(fit[name].inhoud, name):
                other.append(answer.levering)
        other += await self._keep(tx, fit)
        await parkeerplaats.park(tx, park)
        return lambda: self._tell(park, other)

    def _tell(self, park: Sequence[ToPark], other: Sequence[str]) -> None:
        for each in park:
            self.parked(each.soort_fout, each.reden)
        for levering in other:
            self.repeated(levering)
        self.arrived()

    async def _keep(self, tx: Transaction, fit: dict[Name, ToStore]) -> list[str]:
        """Keep what is new; gives the answers that are known with other bytes."""
        known: dict[Name, Bezorging] = {}
        for bron in sorted({name.bron for name in fit}):
            found = await bezorgingen.known(tx, bron, [name.levering for name in fit if name.bron == bron])
            known |= {Name(bron, levering): each for levering, each in found.items()}
        await bezorgingen.add(tx, [answer for name, answer in fit.items() if name not in known])
        await enveloppen.to_pack(tx, [name for name, answer in fit.items() if _may_leave_in_envelope(answer)])
        other: list[str] = []
        for name, was in known.items():
            if was.stand in (bezorgingen.RECEIVING, bezorgingen.EXPECTED):
                await bezorgingen.fill(tx, was.bezorging_id, fit[name])
                if was.stand == bezorgingen.RECEIVING:
                    await self._received_after_all(tx, was)
                continue
            before = await bezorgingen.content(tx, was.bezorging_id)
            if before is None or self._opened(before, name) != self._opened(fit[name].inhoud, name):
                other.append(name.levering)
        return other

    async def _received_after_all(self, tx: Transaction, was: Bezorging) -> None:
        """The process that took the message in died before it could tell: its message was on the log."""
        event = told.received(was.antwoord_op_bron, was.antwoord_op, was.soort, was.sleutel, was.sinds)
        await gebeurtenissen.append(tx, self.dienst, [event])

    def _opened(self, sealed: bytes, name: Name) -> bytes:
        return self.keys.open(sealed, label(*name))

    def _read(self, record: Record) -> ToStore | Unfit:
        headers = _headers(record)
        if headers is None:
            return Unfit("Een kop staat er twee keer of is geen UTF-8.")
        missing = next((name for name in _WANTED if not headers.get(name)), None)
        if missing is not None:
            return Unfit(f"De kop {missing} ontbreekt of is leeg.")
        kind = _TYPE.fullmatch(headers["ce_type"])
        if kind is None:
            return Unfit("De kop ce_type noemt geen soort antwoord.")
        if not record.value:
            return Unfit("Het record heeft geen inhoud.")
        bron, levering = headers["ce_source"], headers["ce_id"]
        return ToStore(
            bron=bron,
            levering=levering,
            antwoord_op=headers["ce_antwoordop"],
            antwoord_op_bron=headers["ce_antwoordopbron"],
            soort=kind.group(1),
            sleutel=_pair(record.key),
            stand=bezorgingen.ENVELOPE if _in_envelope(headers["ce_antwoordopbron"]) else bezorgingen.WAITING,
            volgende_poging=self.now_ms(),
            sinds=iso(record.moment),
            inhoud=self.keys.seal(record.value, label(bron, levering)),
        )

    async def set_aside(self, tx: Transaction, record: Record, error: str) -> Done:
        """Set a record aside on which our own program failed."""
        parked = self._to_park(record, f"Het programma liep vast ({error}).", "bug")
        await parkeerplaats.park(tx, [parked])
        return lambda: self.parked("bug", parked.reden)

    def _to_park(self, record: Record, reason: str, kind: str) -> ToPark:
        headers = _headers(record) or {}
        named = headers.get("ce_source"), headers.get("ce_id")
        return parked_record.to_park(self.keys, self.dienst, record, reason, kind, *named, self.now_ms())

    async def retry_parked(self) -> None:
        """Take up what a person asked to be tried again: a record, or a delivery that was given up."""
        async with self.database.transaction(write=False) as tx:
            asked = await parkeerplaats.listed(tx, parkeerplaats.AGAIN, dienst=self.dienst, limit=100)
        for each in asked:
            async with self.database.transaction() as tx:
                if each.nummer == GIVEN_UP:
                    await bezorgingen.wait_again(tx, each.positie, self.now_ms())
                    to = parkeerplaats.DONE
                elif each.nummer == ENVELOPE:
                    to = await self._envelope_again(tx, each.positie)
                elif each.nummer == UNPACKED:
                    names = _headers(parked_record.to_record(self.keys, each)) or {}
                    await enveloppen.to_pack(tx, [(names["ce_source"], names["ce_id"])])
                    to = parkeerplaats.DONE
                else:
                    to = await self._again(tx, each)
                await parkeerplaats.move(tx, each.parkeer_id, parkeerplaats.AGAIN, to)
            self.arrived()

    async def _envelope_again(self, tx: Transaction, envelop_id: int) -> str:
        """What does not fit stays parked: the chain would never take it."""
        envelop = await enveloppen.one(tx, envelop_id)
        if envelop is not None and envelop.reden == TE_GROOT:
            return parkeerplaats.PARKED
        await enveloppen.wait_again(tx, envelop_id, self.now_ms())
        return parkeerplaats.DONE

    async def _again(self, tx: Transaction, each: Parked) -> str:
        answer = self._read(parked_record.to_record(self.keys, each))
        if isinstance(answer, Unfit):
            return parkeerplaats.PARKED
        await self._keep(tx, {Name(answer.bron, answer.levering): answer})
        return parkeerplaats.DONE


def to_park_given_up(dienst: str, keys: Keys, each: Bezorging, reason: str, now_ms: int) -> ToPark:
    """A delivery that was given up as it is set aside; its content stays where it is."""
    text = f"Het antwoord is niet te bezorgen: {reason}."
    record = _names_only(each, GIVEN_UP, now_ms)
    parked = parked_record.to_park(keys, dienst, record, text, "data", each.bron, each.levering, now_ms)
    return replace(parked, eigenaar="beheer")


def to_park_unpacked(dienst: str, keys: Keys, each: Bezorging, reason: str, now_ms: int) -> ToPark:
    """An answer of which no envelope could be made, set aside under the name of the message that it answers."""
    record = _names_only(each, UNPACKED, now_ms)
    return parked_record.to_park(keys, dienst, record, reason, "bug", each.antwoord_op_bron, each.antwoord_op, now_ms)


def _names_only(each: Bezorging, number: int, now_ms: int) -> Record:
    names = {"ce_id": each.levering, "ce_source": each.bron, "ce_antwoordop": each.antwoord_op}
    headers = tuple((name, text.encode()) for name, text in names.items())
    key = each.sleutel.encode() if each.sleutel else None
    return Record(Partition(ANSWERS, number), each.bezorging_id, key, None, headers, now_ms)


def _in_envelope(bron: str) -> bool:
    """Whether an answer is to a message that came in an envelope."""
    return bron.startswith(BRON)


def _may_leave_in_envelope(answer: ToStore) -> bool:
    """An answer to an envelope leaves in one; an accepted JW301 that was handed in here leaves as one itself."""
    handed_in = answer.antwoord_op_bron == GATEWAY_SOURCE and answer.soort == "jw302"
    return handed_in or _in_envelope(answer.antwoord_op_bron)


def _pair(key: bytes | None) -> str | None:
    """The key when it is municipality and provider; others may have made it of anything, also of a person."""
    return key.decode() if key is not None and _PAIR.fullmatch(key) else None


def _headers(record: Record) -> dict[str, str] | None:
    """The headers that matter, None when one is double or no UTF-8."""
    found: dict[str, str] = {}
    for name, value in record.headers:
        if name.lower() not in _WANTED:
            continue
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return None
        if name.lower() in found:
            return None
        found[name.lower()] = text
    return found

"""Knows what an agreement must say before it is recorded, and how a recorded one is told to people and programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from services.shared.dossier import afspraken
from services.shared.platform.database import Database
from services.shared.region.afspraken import (
    Afspraak,
    Contractjaar,
    Gesprek,
    Offerte,
    Toestemming,
    Toewijzing,
    Trajectkeuze,
    Uitkomst,
    Vastlegging,
    Verbetering,
    Verwijzing,
)
from services.shared.region.schrijfwijze import datum, euro, uren
from services.shared.region.termijn import Traject
from services.shared.standard.bsn import voldoet_aan_elfproef

OVER_TOEWIJZING = ("offerte", "verwijzing", "traject")
OVER_JAAR = ("toestemming", "gesprek", "verbetering")
VERWIJZERS = {
    "01": "gemeente",
    "02": "huisarts",
    "03": "jeugdarts",
    "04": "gecertificeerde instelling",
    "05": "medisch specialist",
    "06": "zelfverwijzer of geen verwijzer",
    "07": "onbekend",
    "08": "rechter, officier van justitie of justitiële jeugdinrichting",
}
"""COD327, in our own words."""
_MOST_TEXT = 2000
_NUMBER = re.compile(r"(?<!\d)\d{9}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opgave:
    """What somebody asks to record. ``bedrag`` in eurocents, ``limiet_uren`` per client; dates inclusive."""

    soort: str
    aanbieder: str
    auteur: str
    reden: str
    gemeente: str | None = None
    toewijzing: int | None = None
    product: str | None = None
    jaar: int | None = None
    bedrag: int | None = None
    verwijzer: str | None = None
    traject: str | None = None
    limiet_uren: Decimal | None = None
    uitkomst: str | None = None
    van: date | None = None
    tot: date | None = None


def bezwaren(opgave: Opgave) -> dict[str, str]:
    """What keeps it from being recorded, in Dutch by field; empty when nothing does. No value is repeated."""
    return dict(_bezwaren(opgave))


def _bezwaren(o: Opgave) -> Iterator[tuple[str, str]]:
    if o.soort not in (*OVER_TOEWIJZING, *OVER_JAAR):
        yield "soort", f"kies uit {', '.join((*OVER_TOEWIJZING, *OVER_JAAR))}"
    if not re.fullmatch(r"[0-9]{8}", o.aanbieder):
        yield "aanbieder", "een AGB-code heeft acht cijfers"
    if o.van is not None and o.tot is not None and o.tot < o.van:
        yield "tot", "de laatste dag ligt voor de eerste"
    for name, text in (("auteur", o.auteur), ("reden", o.reden)):
        if not text.strip():
            yield name, "mag niet leeg zijn"
        elif len(text) > _MOST_TEXT:
            yield name, f"hoogstens {_MOST_TEXT} tekens"
        elif any(voldoet_aan_elfproef(number) for number in _NUMBER.findall(text)):
            yield name, "bevat een getal dat een BSN kan zijn; leg geen persoonsgegevens vast"
    yield from _over_toewijzing(o) if o.soort in OVER_TOEWIJZING else _over_jaar(o)


def _over_toewijzing(o: Opgave) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(r"[0-9]{4}", o.gemeente or ""):
        yield "gemeente", "een gemeentecode heeft vier cijfers"
    if o.toewijzing is None or not 0 <= o.toewijzing <= 999_999_999_999:
        yield "toewijzing", "het ToewijzingNummer ontbreekt of is te groot"
    if o.soort == "offerte" and (o.bedrag is None or not 0 < o.bedrag <= 99_999_999_999):
        yield "bedrag", "geef een bedrag in hele eurocenten"
    if o.soort == "verwijzing" and o.verwijzer not in VERWIJZERS:
        yield "verwijzer", f"een code van COD327: {', '.join(VERWIJZERS)}"
    if o.soort == "traject" and o.traject not in {each.value for each in Traject}:
        yield "traject", "herstel of duurzaam"


def _over_jaar(o: Opgave) -> Iterator[tuple[str, str]]:
    if not 1 <= len((o.product or "").strip()) <= 5:
        yield "product", "een productcode heeft een tot vijf tekens"
    if o.jaar is None or not 2000 <= o.jaar <= 2999:
        yield "jaar", "een jaartal van vier cijfers"
    if o.soort == "toestemming" and (o.limiet_uren is None or not 0 < o.limiet_uren <= 10_000):
        yield "limietUren", "geef de limiet in uren per cliënt"
    if o.soort == "verbetering" and o.uitkomst not in {each.value for each in Uitkomst}:
        yield "uitkomst", "open, nagekomen of niet_nagekomen"


async def leg_vast(database: Database, opgave: Opgave, bekend: date) -> Afspraak:
    """Record an agreement without objections; it is known from ``bekend``."""
    async with database.transaction() as tx:
        await tx.lock([afspraken.RECORDING])
        afspraak = maak(opgave, await afspraken.next_number(tx), bekend)
        await afspraken.add(tx, afspraak)
    return afspraak


def maak(o: Opgave, volgnummer: int, bekend: date) -> Afspraak:
    """The agreement that is asked for; ask ``bezwaren`` first."""
    vastlegging = Vastlegging(volgnummer, bekend, o.auteur.strip(), o.reden.strip(), o.van, o.tot)
    over = Toewijzing(o.gemeente or "", o.aanbieder, o.toewijzing or 0)
    jaar = Contractjaar(o.aanbieder, (o.product or "").strip(), o.jaar or 0)
    makers: dict[str, Callable[[], Afspraak]] = {
        "offerte": lambda: Offerte(over, o.bedrag or 0, vastlegging),
        "verwijzing": lambda: Verwijzing(over, o.verwijzer or "", vastlegging),
        "traject": lambda: Trajectkeuze(over, Traject(o.traject or ""), vastlegging),
        "toestemming": lambda: Toestemming(jaar, minuten(o.limiet_uren or Decimal(0)), vastlegging),
        "gesprek": lambda: Gesprek(jaar, vastlegging),
        "verbetering": lambda: Verbetering(jaar, Uitkomst(o.uitkomst or ""), vastlegging),
    }
    return makers[o.soort]()


def minuten(uren_per_client: Decimal) -> int:
    """Hours as whole minutes, a half minute up."""
    return int((uren_per_client * 60 + Decimal("0.5")) // 1)


def als_json(afspraak: Afspraak) -> dict[str, object]:
    """An agreement for programs: what it is about, what it says, and its two dates."""
    v = afspraak.vastlegging
    said: dict[str, object] = {"nummer": v.volgnummer, "afspraak": afspraken.soort(afspraak)}
    if isinstance(afspraak, Offerte | Verwijzing | Trajectkeuze):
        over = afspraak.toewijzing
        said |= {"gemeente": over.gemeente, "aanbieder": over.aanbieder, "toewijzing": over.nummer}
    else:
        said |= afspraak.contractjaar._asdict()
    match afspraak:
        case Offerte():
            said["bedrag_cent"] = afspraak.bedrag
        case Verwijzing():
            said["verwijzer"] = afspraak.verwijzer
        case Trajectkeuze():
            said["soort"] = afspraak.soort.value
        case Toestemming():
            said["limiet_minuten"] = afspraak.limiet_minuten
        case Verbetering():
            said["uitkomst"] = afspraak.uitkomst.value
        case Gesprek():
            pass
        case _:
            assert_never(afspraak)
    dates = {name: None if day is None else day.isoformat() for name, day in (("van", v.van), ("tot", v.tot))}
    return said | dates | {"bekend_op": v.bekend.isoformat(), "auteur": v.auteur, "reden": v.reden}


def inhoud(afspraak: Afspraak) -> str:
    """What an agreement says, in a few Dutch words."""
    match afspraak:
        case Offerte():
            return f"budget {euro(afspraak.bedrag)}"
        case Verwijzing():
            return f"verwezen door {VERWIJZERS.get(afspraak.verwijzer, '')} ({afspraak.verwijzer})"
        case Trajectkeuze():
            return f"{afspraak.soort.value} traject"
        case Toestemming():
            return f"tot {uren(afspraak.limiet_minuten)} per cliënt"
        case Gesprek():
            return "gesprek gevoerd"
        case Verbetering():
            return f"verbeterafspraak {afspraak.uitkomst.value.replace('_', ' ')}"
        case _:
            assert_never(afspraak)


def geldig(afspraak: Afspraak) -> str:
    """When an agreement holds, in Dutch."""
    v = afspraak.vastlegging
    begin = f"vanaf {datum(v.van)}" if v.van else ""
    eind = f"tot en met {datum(v.tot)}" if v.tot else ""
    return " ".join(part for part in (begin, eind) if part) or "altijd"

"""Knows the stories that a demonstration plays: a region, the people in it, and the messages with what they are about.

Every person, provider and number is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.cli.demo_messages import Kop, Person, Regel, Toewijzing, jw301, jw323


class Scene(NamedTuple):
    """One message: its file name without ``.xml``, what happens in one Dutch line, and its bytes."""

    name: str
    told: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Story:
    """A region file (below ``regions``), the day on which is judged, who takes part, and what happens in order."""

    region: str
    day: date
    place: str
    gemeente: str
    toewijzingen: tuple[tuple[str, Toewijzing], ...]
    scenes: tuple[Scene, ...]


_GEMEENTE, _AANBIEDER = "0193", "99000017"
_SAM = Person("Sam", "999996770", date(2014, 5, 17))
_NOOR = Person("Noor", "999996794", date(2011, 9, 2))
_HULP = Toewijzing(1001, "50", None, date(2026, 1, 1), date(2026, 6, 30), budget=500_000)
_VERBLIJF = Toewijzing(1002, "54", "54011", date(2026, 1, 1), date(2026, 6, 30), omvang=(20, "14", "4"))
_FOUT = Toewijzing(1003, "45", "54D01", date(2026, 3, 1), date(2026, 6, 30), omvang=(10, "04", "4"))
_JAN = date(2026, 1, 1), date(2026, 1, 31)
_FEB = date(2026, 2, 1), date(2026, 2, 28)
_MRT = date(2026, 3, 1), date(2026, 3, 31)


def _kop(identificatie: str, dagtekening: date) -> Kop:
    return Kop(_GEMEENTE, _AANBIEDER, identificatie, dagtekening)


def _hulp(
    referentie: str, month: tuple[date, date], code: str, uren: int, tarief: int, vorig: str | None = None
) -> Regel:
    return Regel(referentie, 1001, "50", code, *month, uren, "04", tarief, vorig)


def _nachten(referentie: str, month: tuple[date, date], etmalen: int) -> Regel:
    return Regel(referentie, 1002, "54", "54011", *month, etmalen, "14", 25_000)


def ijsselland() -> Story:
    """IJsselland: a budget that fills to the cent, a stay that is one day too long, and what goes wrong in practice."""
    january = [(_SAM, [_hulp("J1", _JAN, "50A03", 40, 7000)]), (_NOOR, [_nachten("J2", _JAN, 20)])]
    february = [
        (
            _SAM,
            [
                _hulp("F1", _FEB, "50A03", 24, 7000),
                _hulp("F2", _FEB, "50A08", 4, 13000),
                _hulp("F3", _FEB, "50G01", 1, 1428),
            ],
        ),
        (_NOOR, [_nachten("F4", _FEB, 21)]),
    ]
    march = [
        (
            _SAM,
            [
                _hulp("M1", _FEB, "50A08", 4, 13000, vorig="F2"),
                _hulp("M2", _FEB, "50A08", 3, 13000),
                _hulp("M3", _MRT, "50A03", 1, 7000),
            ],
        ),
        (_NOOR, [_nachten("M4", _MRT, 20)]),
    ]
    again = [(_NOOR, [_nachten("D1", _MRT, 5)])]
    miscounted = jw323(_kop("DECL-5", date(2026, 4, 2)), "D0005", *_MRT, again)
    broken = jw323(_kop("DECL-6", date(2026, 4, 2)), "D0006", *_MRT, again)
    scenes = (
        Scene(
            "01-toewijzing-hulp",
            "Sam: ambulante hulp, budget € 5.000,00",
            jw301(_kop("TOEW-1", date(2025, 12, 15)), _SAM, _HULP),
        ),
        Scene(
            "02-toewijzing-verblijf",
            "Noor: verblijf, 20 etmalen per maand",
            jw301(_kop("TOEW-2", date(2025, 12, 16)), _NOOR, _VERBLIJF),
        ),
        Scene(
            "03-toewijzing-fout",
            "Noor: code hoort niet bij de categorie",
            jw301(_kop("TOEW-3", date(2026, 2, 20)), _NOOR, _FOUT),
        ),
        Scene(
            "04-declaratie-januari",
            "januari: 40 uur hulp en 20 etmalen",
            jw323(_kop("DECL-1", date(2026, 2, 3)), "D0001", *_JAN, january),
        ),
        Scene(
            "05-declaratie-februari",
            "februari: het budget raakt precies vol",
            jw323(_kop("DECL-2", date(2026, 3, 3)), "D0002", *_FEB, february),
        ),
        Scene(
            "06-declaratie-maart",
            "maart: 4 uur terug, 3 opnieuw, 1 erbij",
            jw323(_kop("DECL-3", date(2026, 4, 1)), "D0003", *_MRT, march),
        ),
        Scene(
            "07-declaratie-dubbel",
            "maart: hetzelfde nummer nog een keer",
            jw323(_kop("DECL-4", date(2026, 4, 1)), "D0003", *_MRT, again),
        ),
        Scene(
            "08-declaratie-telfout",
            "maart: het totaal is verkeerd opgeteld",
            miscounted.replace(b"<ijw:TotaalBedrag>125000<", b"<ijw:TotaalBedrag>152000<"),
        ),
        Scene(
            "09-declaratie-onleesbaar",
            "maart: een bedrag met een komma",
            broken.replace(b"<ijw:Bedrag>125000<", b"<ijw:Bedrag>1250,00<"),
        ),
    )
    return Story(
        "ijsselland/2023.toml",
        date(2026, 4, 2),
        "Zwolle, één aanbieder en twee jeugdigen",
        _GEMEENTE,
        (("Sam", _HULP), ("Noor", _VERBLIJF)),
        scenes,
    )

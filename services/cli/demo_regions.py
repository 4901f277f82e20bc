"""Knows the short stories of regions that are watched: a norm that is passed and left, a budget that fills.

Every person, provider and number is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.cli.demo_messages import Kop, Person, Regel, Toewijzing, jw301, jw323
from services.shared.region.schrijfwijze import euro, uren

_AANBIEDER = "99000017"
_JAN24 = date(2024, 1, 1), date(2024, 1, 31)
_FEB24 = date(2024, 2, 1), date(2024, 2, 29)
_MRT24 = date(2024, 3, 1), date(2024, 3, 31)
_JAN22 = date(2022, 1, 1), date(2022, 1, 31)
_FEB22 = date(2022, 2, 1), date(2022, 2, 28)
_NUMBERS = ("999996770", "999996794", "999996782", "999900006", "999900018")
_PEOPLE = tuple(Person("Kind", bsn, date(2013, 3, 8)) for bsn in _NUMBERS)


@dataclass(frozen=True, slots=True)
class Watched:
    """A region file (below ``regions``), the day on which is judged, and messages by file name, in order."""

    region: str
    naam: str
    day: date
    messages: tuple[tuple[str, bytes], ...]


def watched() -> tuple[Watched, ...]:
    """The stories, each with a dossier of its own."""
    return _lekstroom(), _noord_limburg()


def _lekstroom() -> Watched:
    """Five clients of one provider: 12 hours each, then 4 more (above the norm of 15), of which 4 are taken back."""
    gemeente = "0356"

    def kop(name: str, day: date) -> Kop:
        return Kop(gemeente, _AANBIEDER, name, day)

    def claim(number: int, day: date, month: tuple[date, date], lines: list[list[Regel]]) -> bytes:
        return jw323(kop(f"DECL-{number}", day), f"D{number:04}", *month, list(zip(_PEOPLE, lines, strict=True)))

    def line(reference: str, n: int, month: tuple[date, date], hours: int, vorig: str | None = None) -> Regel:
        return Regel(f"{reference}{n}", 1000 + n, "54", "54B01", *month, hours, "04", 8790, vorig)

    messages = [
        (
            f"01-toewijzing-{n + 1}",
            jw301(
                kop(f"TOEW-{n}", date(2023, 12, 15)),
                person,
                Toewijzing(1000 + n, "54", "54B01", date(2024, 1, 1), date(2024, 12, 31), omvang=(60, "04", "6")),
            ),
        )
        for n, person in enumerate(_PEOPLE)
    ]
    months = (
        ("02-declaratie-januari", date(2024, 2, 5), _JAN24, [[line("J", n, _JAN24, 12)] for n in range(5)]),
        ("03-declaratie-februari", date(2024, 3, 5), _FEB24, [[line("F", n, _FEB24, 4)] for n in range(5)]),
        ("04-declaratie-maart", date(2024, 4, 4), _MRT24, [[line("M", n, _FEB24, 4, f"F{n}")] for n in range(5)]),
    )
    for number, (name, day, month, lines) in enumerate(months, 1):
        messages.append((name, claim(number, day, month, lines)))
    return Watched("lekstroom/2024.toml", "Lekstroom", date(2024, 4, 4), tuple(messages))


def _noord_limburg() -> Watched:
    """One subsegment of 102,000.00 euro: 82,000.00 in January and 15,000.00 in February passes 80% and 95%."""
    person = _PEOPLE[0]
    allocation = Toewijzing(1, "44", "44Z01", date(2022, 1, 1), date(2022, 12, 31), omvang=(9_900_000, "83", "6"))

    def claim(number: int, day: date, month: tuple[date, date], cent: int) -> bytes:
        line = Regel(f"R{number}", 1, "44", "44Z01", *month, cent, "83", None)
        return jw323(Kop("0984", _AANBIEDER, f"DECL-{number}", day), f"D{number:04}", *month, [(person, [line])])

    messages = (
        ("01-toewijzing", jw301(Kop("0984", _AANBIEDER, "TOEW-1", date(2021, 12, 15)), person, allocation)),
        ("02-declaratie-januari", claim(1, date(2022, 2, 3), _JAN22, 8_200_000)),
        ("03-declaratie-februari", claim(2, date(2022, 3, 3), _FEB22, 1_500_000)),
    )
    return Watched("noord-limburg/2022.toml", "Noord-Limburg", date(2022, 3, 3), messages)


def in_short(kind: str, data: dict[str, Any]) -> str:
    """What an event about a norm or a budget says, in a few words; the whole sentence stands in its ``zin``."""
    if kind == "norm":
        average, limit = uren(round(data["gemiddelde_minuten"])), uren(data["limiet_minuten"])
        return f"{data['product']} is nu {data['naar']}: gemiddeld {average}, grens {limit}"
    border = "bereikt" if data["richting"] == "omhoog" else "zakt onder"
    return f"{data['subsegment']} {border} {data['grens']}% ({euro(data['toegekend_cent'])})"

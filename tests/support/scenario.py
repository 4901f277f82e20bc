"""Reads a scenario sheet: allocations, then messages with the answer and the balances that each must leave.

A day is ISO, a period ``2025-05`` (the whole month) or ``first..last``, amounts are eurocents. An allocation:
``number BSN category[/code] period`` and ``budget CENT`` or ``omvang VOLUMExEENHEID/FREQUENTIE``, then optionally
``aanbieder AGB`` and ``reden CODE``. A line: ``BSN reference number category/code period VOLUMExEENHEID [à TARIFF]
= CENT D``, or ``C earlier-reference`` for a credit.
"""

from __future__ import annotations

import calendar
from pathlib import Path
from typing import Any

import yaml

from tests.support.berichten import GEMEENTE

Said = dict[str, Any]
AANBIEDER = "65656055"
FIRST_DAY = "2025-01-02"


def scenario(file: Path) -> tuple[list[Said], list[tuple[Said, Said, list[str]]]]:
    """The allocations as JW301, and each message with its answer and the balances after it."""
    sheet = yaml.safe_load(file.read_text(encoding="utf-8"))
    given = [_allocation(text) for text in sheet["toewijzingen"]]
    first = [_jw301(f"TA{n}", FIRST_DAY, *each) for n, each in enumerate(given)]
    return first, [(_message(m), _answer(m), sorted(m["saldo"])) for m in sheet["berichten"]]


def _message(m: Said) -> Said:
    if "toewijzing" in m:
        ident, _, day = m["toewijzing"].split()
        bsn, prov, product = _allocation(m["product"])
        return _jw301(ident, day, bsn, prov, {**product, "td": day})
    ident, number, month, _, day = m["declaratie"].split()
    clients: dict[str, list[Said]] = {}
    for text in m["regels"]:
        bsn, line = _line(text)
        clients.setdefault(bsn, []).append(line)
    return {
        "kind": "JW323", "ident": ident, "dn": number, "dp": period(month), "dag": day, "gemeente": GEMEENTE,
        "today": str(m.get("ontvangen", day)), "afz": AANBIEDER, "clients": list(clients.items()),
    }  # fmt: skip


def _answer(m: Said) -> Said:
    """What ``balie.told`` must tell, and the rules in the verdict where the codes do not say which."""
    if "foutbericht" in m:
        return {"fo01": m["foutbericht"]}
    header, *rest = m["antwoord"]
    said: Said = {"header": header.split()}
    if "gebroken" in m:
        said["rules"] = m["gebroken"]
    if "toewijzing" in m and rest:
        client, contact, (number, code) = rest[0], rest[1], rest[2].split()
        said |= {"client": [client], "contact": [[contact]], "prods": [[number, [code]]]}
    elif rest:
        said |= {"da": rest[0].split(), "ingediend": rest[1], "toegekend": rest[2], "clients": _returned(m)}
    return said


def _returned(m: Said) -> list[Any]:
    return [
        [head.split()[0], head.split()[1:], [[line.split()[0], line.split()[1:]] for line in lines]]
        for head, lines in m.get("terug", {}).items()
    ]


def _jw301(ident: str, day: str, bsn: str, prov: str, product: Said) -> Said:
    return {"kind": "JW301", "ident": ident, "dag": day, "today": day, "gemeente": GEMEENTE, "prov": prov, "bsn": bsn,
            "prods": [product]}  # fmt: skip


def _allocation(text: str) -> tuple[str, str, Said]:
    number, bsn, product, term, *rest = text.split()
    more = dict(zip(rest[::2], rest[1::2], strict=True))
    category, _, code = product.partition("/")
    begin, end = period(term)
    return (
        bsn,
        more.get("aanbieder", AANBIEDER),
        {"nr": int(number), "cat": category, "code": code or None, "td": FIRST_DAY, "tt": "10:00:00", "ing": begin,
         "eind": end, "reden": more.get("reden"), "budget": int(more["budget"]) if "budget" in more else None,
         "omvang": _extent(more["omvang"]) if "omvang" in more else None},
    )  # fmt: skip


def _extent(text: str) -> list[Any]:
    amount, _, frequency = text.partition("/")
    volume, _, unit = amount.partition("x")
    return [int(volume), unit, frequency]


def _line(text: str) -> tuple[str, Said]:
    left, _, right = text.partition(" = ")
    bsn, ref, number, product, term, extent, *tariff = left.split()
    cents, side, *earlier = right.split()
    category, _, code = product.partition("/")
    volume, _, unit = extent.partition("x")
    return bsn, {
        "ref": ref, "vorig": earlier[0] if earlier else None, "nr": int(number), "cat": category, "code": code,
        "p": period(term), "vol": int(volume), "eh": unit, "tar": int(tariff[1]) if tariff else None,
        "bedrag": int(cents), "dc": side,
    }  # fmt: skip


def period(text: str) -> list[str]:
    """A month, or a first and a last day."""
    first, _, last = text.partition("..")
    if last:
        return [first, last]
    return [f"{first}-01", f"{first}-{calendar.monthrange(int(first[:4]), int(first[5:]))[1]}"]

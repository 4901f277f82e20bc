"""Knows what to tell of a message before its findings: what it is, between whom, over what and how much.

Nothing personal and nothing that a sender writes freely: names of kinds, codes, dates, counts and amounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from services.shared.desk.reading import NotOurs, Read, Readable, Unreadable
from services.shared.region.schrijfwijze import datum, euro
from services.shared.standard.messages.jw301 import JW301
from services.shared.standard.messages.jw303 import JW303
from services.shared.standard.messages.jw315 import JW315
from services.shared.standard.messages.jw323 import JW323

KINDS = {
    "JW301": "toewijzing",
    "JW302": "antwoord op een toewijzing",
    "JW303": "declaratie of factuur",
    "JW304": "antwoord op een declaratie of factuur",
    "JW315": "verzoek om een toewijzing",
    "JW323": "declaratie",
    "JW325": "antwoord op een declaratie",
}
Facts = list[tuple[str, str]]


def facts(read: Read, gemeenten: Mapping[str, str]) -> Facts:
    """Labels with texts; ``gemeenten`` gives names by code."""
    match read:
        case Readable(kind, message):
            return [("soort", _kind(kind.name, kind.release)), *_of(message, gemeenten)]
        case NotOurs(kind):
            return [("soort", _kind(kind.name, kind.release))]
        case Unreadable(_, unreadable_kind, named):
            told = [("soort", _kind(unreadable_kind.name, unreadable_kind.release))] if unreadable_kind else []
            if named.gemeente:
                told.append(("gemeente", _gemeente(named.gemeente, gemeenten)))
            if named.aanbieder:
                told.append(("aanbieder", named.aanbieder))
            return told
        case _:
            assert_never(read)


def _kind(name: str, release: str) -> str:
    words = KINDS.get(name)
    return f"{name} ({words}), release {release}" if words else f"{name}, release {release}"


def _gemeente(code: str, gemeenten: Mapping[str, str]) -> str:
    return f"{code} {gemeenten[code]}" if code in gemeenten else f"{code} (staat niet in de gemeentelijst)"


def _of(message: JW301 | JW303 | JW315 | JW323, gemeenten: Mapping[str, str]) -> Facts:
    match message:
        case JW301(header, client):
            return [
                ("van", f"gemeente {_gemeente(header.afzender, gemeenten)}"),
                ("aan", f"aanbieder {header.ontvanger}"),
                ("dagtekening", datum(header.dagtekening)),
                ("toewijzingen", str(len(client.toegewezen_producten))),
            ]
        case JW323(header, declaratie):
            lines = sum(len(client.prestaties) for client in declaratie.clienten)
            return [
                ("van", f"aanbieder {header.afzender}"),
                ("aan", f"gemeente {_gemeente(header.ontvanger, gemeenten)}"),
                ("dagtekening", datum(header.dagtekening)),
                ("periode", f"{datum(declaratie.begin)} tot en met {datum(declaratie.eind)}"),
                ("cliënten", _counted(len(declaratie.clienten), lines)),
            ]
        case JW315(header, producten):
            return [
                ("van", f"aanbieder {header.afzender}"),
                ("aan", f"gemeente {_gemeente(header.ontvanger, gemeenten)}"),
                ("dagtekening", datum(header.dagtekening)),
                ("aangevraagd", str(len(producten))),
            ]
        case JW303(header303, clienten):
            lines = sum(len(client.prestaties) for client in clienten)
            return [
                ("van", f"aanbieder {header303.aanbieder}"),
                ("aan", f"gemeente {_gemeente(header303.gemeente, gemeenten)}"),
                ("dagtekening", datum(header303.factuur_dagtekening)),
                ("periode", f"{datum(header303.begin)} tot en met {datum(header303.eind)}"),
                ("cliënten", _counted(len(clienten), lines)),
            ]
        case _:
            assert_never(message)


def _counted(clients: int, lines: int) -> str:
    return f"{clients}, met {'1 prestatie' if lines == 1 else f'samen {lines} prestaties'}"


def amounts(submitted: int, granted: int | None) -> Facts:
    """Declared and granted, in signed eurocents; ``granted`` None when it cannot be told."""
    told = [("ingediend", euro(submitted))]
    told.append(("toegekend", "niet te zeggen zonder database" if granted is None else euro(granted)))
    return told

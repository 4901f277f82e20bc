"""Compares what stands in an outbox with what must come of the messages, read from the answers themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from tests.support.load.inbox import Expected, Inbox


def differences(inbox: Inbox, outbox: Path) -> list[str]:
    """What is not as it must be, in words without values of persons; empty when all is well."""
    return [
        f"{name}: {difference}"
        for name, expected in sorted(inbox.expected.items())
        for difference in _of_message(outbox, name, expected)
    ]


def _of_message(outbox: Path, name: str, expected: Expected) -> Iterator[str]:
    try:
        root = etree.parse(str(outbox / f"{name}.answer.xml")).getroot()
        verdict = json.loads((outbox / f"{name}.verdict.json").read_bytes())
    except OSError:
        yield "no answer"
        return
    found = read_answer(root)
    found.regels, found.outcome = expected.regels, verdict["outcome"]
    for part in Expected.__slots__:
        must, said = getattr(expected, part), getattr(found, part)
        if must != said:
            yield f"{part} is {said}, must be {must}"
    if verdict["regels"] != expected.regels and expected.outcome != "unreadable":
        yield f"the verdict counts {verdict['regels']} lines, must be {expected.regels}"
    if expected.outcome != "unreadable" and verdict["toegekend_cent"] != expected.toegekend:
        yield f"the verdict grants {verdict['toegekend_cent']}, must be {expected.toegekend}"
    told = Counter(each["retourcode"] for each in verdict["findings"])
    judged = expected.prestaties + expected.clienten
    del judged["0233"]
    if expected.outcome in ("partly_accepted", "accepted") and told != judged:
        yield f"the verdict finds {dict(told)}, must be {dict(judged)}"


def read_answer(root: etree._Element) -> Expected:
    """What an answer says."""
    kind = etree.QName(root).localname
    if kind != "Bericht":
        return Expected(kind.replace("Bericht", ""), "")
    antwoord = etree.QName(root).namespace.split("/")[-2].upper()  # type: ignore[union-attr]
    declaratie = root.find("{*}DeclaratieAntwoord")
    found = Expected(antwoord, "", _codes(root.find("{*}Header")))
    if declaratie is not None:
        found.declaratie = _codes(declaratie)
        bedrag, side = declaratie.find("{*}TotaalToegekendBedrag")  # type: ignore[misc]
        found.toegekend = int(bedrag.text or "") * (1 if side.text == "D" else -1)
        clienten = declaratie.iterfind("{*}Clienten/{*}Client")
        for client in clienten:
            found.clienten.update(code for code in _codes(client) if code != "0200")
            for prestatie in client.iterfind("{*}Prestaties/{*}Prestatie"):
                found.prestaties.update(_codes(prestatie))
    return found


def _codes(part: etree._Element | None) -> tuple[str, ...]:
    """The codes on one part, without those of the parts below it."""
    if part is None:
        return ()
    return tuple(code.text or "" for code in part.iterfind("{*}RetourCodes/{*}RetourCode"))

"""A large declaration read in pieces is the same declaration, or has the same fault, as one that is read whole."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from services.shared.desk.reading import DeskReader, Read, Readable, Unreadable
from tests.support.berichten import BASIS, to_xml

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
ROUNDS = 250
WHOLE = 10**9


def as_trees(size: int) -> DeskReader:
    """A reader that makes a tree of every line, also of ordinary ones."""
    reader = DeskReader(SCHEMAS, size)
    reader._recogniser = None
    return reader


def declaration(dice: random.Random) -> str:
    """A random valid JW323, with or without line ends and indentation."""
    clients = [
        (f"{n:09}", [_line(dice, f"R{n}-{k}") for k in range(dice.choice((1, 1, 2, 7)))])
        for n in range(dice.choice((1, 2, 3, 9, 20)))
    ]
    text = to_xml({
        "kind": "JW323", "ident": "D1", "dag": "2025-06-03", "afz": "65656055", "dn": "DN1",
        "dp": ["2025-05-01", "2025-05-31"], "clients": clients,
    }).decode()  # fmt: skip
    gap = dice.choice(("", "", "\n", "\n    ", "\r\n\t", " " * 400))
    return re.sub(r">(?=<)", ">" + gap, text) if gap else text


def _line(dice: random.Random, ref: str) -> dict[str, object]:
    credit = dice.random() < 0.3
    euro = dice.random() < 0.3
    return {
        "ref": ref, "vorig": f"V{ref}" if credit else None, "nr": dice.choice(("500101", "007", " 8 ")), "cat": "50",
        "code": dice.choice(("50A09", "A", "é&lt;")), "p": ["2025-05-01", "2025-05-31"],
        "vol": dice.choice((0, 10, 99999999)), "eh": "83" if euro else "04", "tar": None if euro else 8730,
        "bedrag": 87300, "dc": "C" if credit else "D",
    }  # fmt: skip


def at_random(pattern: str, new: str) -> Callable[[random.Random, str], str]:
    """A change of one of the places that match."""

    def change(dice: random.Random, text: str) -> str:
        places = list(re.finditer(pattern, text))
        if not places:
            return text
        place = dice.choice(places)
        return text[: place.start()] + place.expand(new) + text[place.end() :]

    return change


def other_prefix(dice: random.Random, text: str) -> str:
    return at_random(r"<m:Client>(.*?)</m:Client>", r"<x:Client>\1</x:Client>")(dice, text).replace(
        "xmlns:m=", 'xmlns:x="http://www.istandaarden.nl/ijw/3_2/jw323/schema" xmlns:m=', 1
    )


def no_prefix(dice: random.Random, text: str) -> str:
    return text.replace("xmlns:m=", "xmlns=").replace("<m:", "<").replace("</m:", "</")


CHANGES: dict[str, Callable[[random.Random, str], str]] = {
    "nothing": lambda dice, text: text,
    "no prefix": no_prefix,
    "no prefix and a wrong value": lambda dice, text: at_random(">04<", ">21<")(dice, no_prefix(dice, text)),
    "another prefix for one client": other_prefix,
    "space in a start tag": at_random("<m:Client>", "<m:Client >"),
    "space in an end tag": at_random("</m:Client>", "</m:Client\n>"),
    "a namespace declared again": at_random("<m:Client>", f'<m:Client xmlns:i="{BASIS}">'),
    "a comment": at_random("(<m:[A-Z])", r"<!-- <m:Client> </m:Client> -->\1"),
    "a comment inside a value": at_random(">(8)730<", r">\1<!-- c -->730<"),
    "an instruction": at_random("(<m:[A-Z])", r"<?php ?>\1"),
    "CDATA": at_random(">(50A09|04)<", r"><![CDATA[\1]]><"),
    "CDATA with a client": at_random(">R[0-9-]+<", "><![CDATA[</m:Client><m:Client>]]><"),
    "space as a reference": at_random("(<[/mi:]*[A-Z])", r"&#32;\1"),
    "a comment before the root": lambda dice, text: text.replace("<m:Bericht", "<!-- <m:Client> -->\n<m:Bericht", 1),
    "a comment after the root": lambda dice, text: text + "<!-- </m:Client> -->",
    "other line ends": lambda dice, text: text.replace("\n", "\r\n"),
    "no declaration": lambda dice, text: text.partition("?>")[2].lstrip(),
    "single quotes": lambda dice, text: text.replace('"1.0"', "'1.0'").replace('"UTF-8"', "'utf-8'"),
    "no clients": lambda dice, text: re.sub("<m:Client>.*</m:Client>", "", text, flags=re.S),
    "an empty Clienten": lambda dice, text: re.sub("<m:Clienten>.*</m:Clienten>", "<m:Clienten/>", text, flags=re.S),
    "a second Clienten": at_random("</m:Clienten>", r"</m:Clienten><m:Clienten></m:Clienten>"),
    "an element too many": at_random("(</m:[A-Z])", r"<m:Iets/>\1"),
    "an empty client": at_random("<m:Client>", "<m:Client/><m:Client>"),
    "a client in a client": at_random("<m:Prestaties>", "<m:Client><m:Bsn>1</m:Bsn></m:Client><m:Prestaties>"),
    "a client in the header": at_random("<m:Afzender>", "<m:Client></m:Client><m:Afzender>"),
    "a client after the declaration": at_random("</m:Bericht>", "<m:Client></m:Client></m:Bericht>"),
    "a missing end tag": at_random("</[mi]:[A-Z][a-zA-Z]*>", ""),
    "an end tag too many": at_random("(</m:[A-Z][a-zA-Z]*>)", r"\1\1"),
    "a wrong value": at_random(">04<", ">21<"),
    "a wrong value in the header": at_random(">490<", ">491<"),
    "a bare ampersand": at_random(">8730<", ">& 1<"),
    "two roots": lambda dice, text: text + text.partition("?>")[2],
}


@pytest.mark.parametrize("change", CHANGES)
def test_in_pieces_and_whole_say_the_same(change: str) -> None:
    dice = random.Random(change)
    whole = as_trees(WHOLE)
    small = [as_trees(size) for size in (1, 400, 2000)]
    for _ in range(ROUNDS // 10):
        data = CHANGES[change](dice, declaration(dice)).encode()
        want = shown(whole.read(data))
        for reader in small:
            assert shown(reader.read(data)) == want, data.decode()


def shown(read: Read) -> object:
    """What was read, without what may differ: how a place is numbered, and which of several faults is told."""
    if isinstance(read, Readable):
        return read.message
    assert isinstance(read, Unreadable)
    return "unreadable"


@pytest.mark.parametrize("gap", ["", "\n", "\r\n  "])
@pytest.mark.parametrize("client", [0, 1, 6, 11])
def test_a_fault_is_told_at_its_place_in_the_whole_document(client: int, gap: str) -> None:
    clients = [(f"{n:09}", [_line(random.Random(n), f"R{n}")]) for n in range(12)]
    clients[client][1][0]["cat"] = "99"
    said = {"kind": "JW323", "ident": "D1", "dag": "2025-06-03", "afz": "65656055", "dn": "DN1"}
    text = to_xml({**said, "dp": ["2025-05-01", "2025-05-31"], "clients": clients}).decode()
    data = re.sub(">(?=<)", f">{gap}", text)
    whole = as_trees(WHOLE).read(data.encode())
    assert isinstance(whole, Unreadable)
    assert f"Client[{client + 1}]/Prestaties/Prestatie/ProductCategorie" in (whole.fault.path or "")
    for size in (1, 400, 2000):
        assert as_trees(size).read(data.encode()) == whole


@pytest.mark.parametrize("where", ["</m:Clienten>", "</m:Declaratie>"])
def test_a_fault_after_the_clients_is_told_on_its_own_line(where: str) -> None:
    clients = [(f"{n:09}", [_line(random.Random(n), f"R{n}")]) for n in range(12)]
    said = {"kind": "JW323", "ident": "D1", "dag": "2025-06-03", "afz": "65656055", "dn": "DN1"}
    text = to_xml({**said, "dp": ["2025-05-01", "2025-05-31"], "clients": clients}).decode()
    data = text.replace("><", ">\n<").replace(where, f"{where}\n<m:Iets/>\n").encode()
    whole = as_trees(WHOLE).read(data)
    assert isinstance(whole, Unreadable) and whole.fault.line == data[: data.index(b"<m:Iets")].count(b"\n") + 1
    assert as_trees(1000).read(data) == whole

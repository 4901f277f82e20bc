"""Whatever lies in the inbox gets exactly one answer of the right kind, or is parked with a reason, in bounded time.

Nothing of a person, and no refused value, leaves the process but in an answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.support.balie import told
from tests.support.berichten import BASIS, SPACE, to_xml
from tests.support.opdracht import Done, Opdracht
from tests.support.schema_documents import full_document
from tests.support.schema_facts import messages

BSN, WRONG = "999900006", "999912342"
NAME = "Zonderlingsteen"
MARKS = (BSN, WRONG, NAME, "2012-05-05")
PRODUCT = {
    "nr": 500101, "cat": "50", "code": None, "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
    "reden": None, "omvang": None, "budget": 1000,
}  # fmt: skip
LINE = {
    "ref": "R1", "vorig": None, "nr": 500101, "cat": "50", "code": "50A09", "p": ["2025-05-01", "2025-05-31"],
    "vol": 10, "eh": "04", "tar": 87, "bedrag": 870, "dc": "D",
}  # fmt: skip
FO01 = {"fo01": "StUF055"}
GRANTED = {"header": ["0200"], "da": ["8001"], "ingediend": 870, "toegekend": 870, "clients": []}
REFUSED = {"header": ["0001"]}


def jw301(**product: object) -> str:
    said = {"kind": "JW301", "ident": "T1", "dag": "2025-06-03", "prov": "65656055", "bsn": BSN}
    text = to_xml({**said, "prods": [{**PRODUCT, **product}]}).decode()
    return text.replace("Proef", NAME)


def jw323(number: int, *, clients: list[object] | None = None, **line: object) -> str:
    said = {"kind": "JW323", "ident": f"D{number}", "dn": f"DN{number}", "dag": "2025-06-03", "afz": "65656055"}
    lines = [{**LINE, "ref": f"R{number}", "code": f"C{number}", **line}]
    return to_xml({**said, "dp": ["2025-05-01", "2025-05-31"], "clients": clients or [[BSN, lines]]}).decode()


def comment(text: str) -> str:
    """The allocation with this Commentaar."""
    return jw301().replace("</m:ToegewezenProduct>", f"<m:Commentaar>{text}</m:Commentaar></m:ToegewezenProduct>")


def flood(count: int) -> str:
    """A declaration with so many wrong lines, which a comment keeps from being cut in pieces."""
    return jw323(1, clients=[[f"{n:09}", [{**LINE, "ref": f"R{n}", "eh": "21"}]] for n in range(count)]).replace(
        "<m:Clienten>", "<m:Clienten><!-- -->"
    )


def small(text: str, name: str, value: str) -> str:
    return re.sub(f"<([mi]:{name})>[^<]*<", rf"<\1>{value}<", text, count=1)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DTD = '<!DOCTYPE m:Bericht [<!ENTITY l0 "ha">{}]>'


def with_dtd(dtd: str) -> str:
    return jw323(1).replace("<m:Bericht", f"{dtd}<m:Bericht", 1)


UNREADABLE: dict[str, bytes] = {
    "empty": b"",
    "white space": b" \n\t ",
    "no xml": b"999900006;Zonderlingsteen",
    "byte order mark": b"\xef\xbb\xbf" + jw323(1).encode(),
    "utf-16": jw323(1).encode("utf-16"),
    "utf-16 without mark": jw323(1).encode("utf-16-le"),
    "utf-32": jw323(1).encode("utf-32"),
    "latin-1 told": jw323(1).replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    "latin-1 untold": jw301().replace(NAME, f"{NAME}ë").encode("latin-1"),
    "windows told": jw323(1).replace("UTF-8", "windows-1252").encode(),
    "an encoding nobody knows": jw323(1).replace("UTF-8", "x-geheim").encode(),
    "a NUL in a value": jw323(1).replace("C1<", "C\x00<").encode(),
    "a NUL at the end": jw323(1).encode() + b"\x00",
    "half a character": jw323(1).replace("C1<", "C\udcc3<").encode("utf-8", "surrogateescape"),
    "a surrogate": jw323(1).replace("C1<", "C\udcff<").encode("utf-8", "surrogatepass"),
    "space before the declaration": b" " + jw323(1).encode(),
    "a DTD": with_dtd("<!DOCTYPE m:Bericht>").encode(),
    "an external DTD": with_dtd('<!DOCTYPE m:Bericht SYSTEM "file:///etc/passwd">').encode(),
    "a DTD after a comment": with_dtd("<!-- <x> --><?p <y> ?><!DOCTYPE m:Bericht>").encode(),
    "an external entity": with_dtd('<!DOCTYPE m:Bericht [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>')
    .replace("C1<", "&l9;<").encode(),
    "a billion laughs": with_dtd(DTD.format(LAUGHS)).replace("C1<", "&l9;<").encode(),
    "an entity nobody declared": jw323(1).replace("C1<", "&geheim;<").encode(),
    "deep": b"<a>" * 4_000_000,
    "deep and closed": b"<a>" * 100_000 + b"</a>" * 100_000,
    "deep in a declaration": jw323(1).replace("<m:Client>", "<m:Client>" * 50_000).encode(),
    "a byte too many": jw323(1).encode().ljust(25_000_001),
    "many bytes too many": b"<" * 40_000_000,
    "cut off": jw323(1).encode()[:-20],
    "two roots": jw323(1).encode() + b"<m:Bericht/>",
    "unknown root": b"<hallo/>",
    "root without namespace": b"<Bericht/>",
    "root of a message that does not exist": jw323(1).replace("jw323", "jw399").encode(),
    "root of a release that does not exist": jw323(1).replace("3_2/jw323", "9_9/jw323").encode(),
    "root called otherwise": jw323(1).replace("m:Bericht", "m:Berichten").encode(),
    "path in the namespace": jw323(1).replace("3_2/jw323", "3_2/../../jw323").encode(),
    "a wrong value": jw323(1, eh="21").encode(),
    "a BSN of letters": jw323(1).replace(BSN, NAME).encode(),
    "an element called after somebody": jw323(1).replace("</m:Bsn>", f"</m:Bsn><m:{NAME}/>").encode(),
    "an attribute called after somebody": jw323(1).replace("<m:Bsn>", f'<m:Bsn {NAME}="{WRONG}">').encode(),
    "a wrong value in the default namespace": jw323(1, eh="21").replace("m:", "").replace(":m", "").encode(),
    "blank comment": comment(" \n ").encode(),
    "a very long blank comment": comment(" " * 11_000_000).encode(),
    "a long name": jw301().replace(NAME, NAME * 1_000_000).encode(),
    "year 0": small(jw301(), "Datum", "0000-01-01").encode(),
    "30 February": small(jw301(), "Datum", "2012-02-30").encode(),
    "a zone": small(jw301(), "Datum", "2012-05-05Z").encode(),
    "a number with a fraction": jw323(1, vol="1.0").encode(),
    "a number in other digits": jw323(1, vol="١").encode(),
    "errors by the thousand": flood(30_000).encode(),
    "tiny clients": jw323(1).replace("<m:Clienten>", "<m:Clienten>" + "<m:Client/>" * 100_000).encode(),
    "as many elements as fit": jw323(1).replace("<m:Clienten>", "<m:Clienten>" + "<a/>" * 6_000_000).encode(),
    "as many attributes as fit": jw323(1).replace("<m:Clienten>", "<m:Clienten " + " ".join(
        f"a{n}=''" for n in range(1_900_000)) + ">").encode(),
    "many tiny elements": jw323(1).replace("<m:Clienten>", "<m:Clienten>" + "<a/>" * 300_000).encode(),
    "many namespaces": jw323(1).replace("<m:Bericht ", "<m:Bericht " + " ".join(
        f'xmlns:n{n}="urn:{n}"' for n in range(50_000)) + " ").replace("C1<", "LANGER<").encode(),
    "many attributes": jw323(1).replace("<m:Client>", "<m:Client " + " ".join(
        f'n{n}="{n}"' for n in range(50_000)) + ">").encode(),
}  # fmt: skip

ODD = f'<?php echo "{NAME}" ?><!-- {NAME} --><![CDATA[ ]]>&#32;&#x0A;'
VALID: dict[str, str] = {
    "plain": jw323(101),
    "no declaration": jw323(102).partition("?>")[2],
    "XML 1.1": jw323(103).replace('"1.0"', '"1.1"'),
    "single quotes and small letters": jw323(104).replace('"1.0"', "'1.0'").replace('"UTF-8"', "'utf-8'"),
    "standalone": jw323(105).replace("?>", ' standalone="yes"?>', 1),
    "other prefixes": jw323(106).replace("m:", "een.twee:").replace(":m=", ":een.twee=").replace("i:", "m:")
    .replace(":i=", ":m="),
    "default namespace": jw323(107).replace("<m:", "<").replace("</m:", "</").replace("xmlns:m", "xmlns"),
    "namespace declared again and again": re.sub(
        "<m:([A-Z][a-zA-Z]*)>", rf'<m:\1 xmlns:m="{SPACE.format("jw323")}">', jw323(108)
    ),
    "prefixes swapped in the middle": jw323(109).replace(
        "<m:Client>", f'<i:Client xmlns:i="{SPACE.format("jw323")}">').replace("</m:Client>", "</i:Client>")
    .replace("<m:Bsn>", "<i:Bsn>").replace("</m:Bsn>", "</i:Bsn>")
    .replace("<m:Prestaties>", f'<m:Prestaties xmlns:i="{BASIS}">'),
    "odd things between elements": re.sub(r"(?<=>)(?=<[mi]:)", ODD, jw323(110)).replace("?>" + ODD, "?>"),
    "odd things inside values": jw323(111).replace("8<", "8<!-- x --><").replace("R1", "R<![CDATA[1]]>")
    .replace("50A", "5<?x?>0A"),
    "white space around numbers": small(jw323(112), "Bedrag", "\n 870\t"),
    "zeros before numbers": small(jw323(113), "ToewijzingNummer", "000500101"),
    "a plus": small(jw323(114), "GeleverdVolume", "+10"),
    "very many zeros": small(jw323(115), "GeleverdVolume", "0" * 20_000 + "10"),
    "characters outside the first plane": small(jw323(116), "ProductCode", "\U0001f600" * 5),
    "long white space between elements": re.sub("><", f">{' ' * 700}<", jw323(117)),
    "line ends of Windows": jw323(118).replace("><", ">\r\n<"),
    "schema location": jw323(119).replace(
        "<m:Bericht ", '<m:Bericht xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SPACE.format("jw323")} http://localhost/geheim.xsd" '),
}  # fmt: skip
RULES = {
    "a date far away": small(jw323(201), "Einddatum", "12025-05-31"),
    "a date before our era": small(jw323(202), "Begindatum", "-2025-05-01"),
    "a BSN that fails": jw323(203).replace(BSN, WRONG),
}
ACCEPTED = {
    "a long comment": comment("é x" * 3_500_000),
    "a comment with a long reference": comment("&#233;" * 700_000),
    "a moment with many decimals": jw301().replace("10:00:00", "10:00:00." + "1" * 500),
    "midnight at the end of the day": jw301().replace("10:00:00", "24:00:00"),
    "a date far away in an allocation": jw301(eind="12025-01-01"),
    "a date before our era in an allocation": jw301(ing="-0044-03-15", td="-0044-03-15"),
}
JUDGED = {("JW301", "3.2"), ("JW323", "3.2"), ("JW303", "2.3"), ("JW315", "3.2")}
PARKED = {f"een {m.name} van {m.release}": m for m in messages() if (m.name, m.release) not in JUDGED}


@pytest.fixture(scope="module")
def opdracht(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Opdracht, Done]]:
    """One run over everything: what follows a hostile file must still be judged right."""
    place = Opdracht(tmp_path_factory.mktemp("vijandig"))
    place.put("00 toewijzing.xml", jw301(budget=99999999, eind="2025-12-31").replace(">T1<", ">T0<").encode())
    for name, data in UNREADABLE.items():
        place.put(f"{name}.xml", data)
    for n, (name, text) in enumerate(ACCEPTED.items()):
        place.put(f"{name}.xml", text.replace(">T1<", f">TA{n}<").replace("500101", f"5002{n:02}").encode())
    for name, text in {**VALID, **RULES}.items():
        place.put(f"{name}.xml", text.encode())
    for name, message in PARKED.items():
        place.put(f"{name}.xml", etree.tostring(full_document(message), encoding="UTF-8", xml_declaration=True))
    yield place, place.run(timeout=240)


def test_the_run_ends_well_in_bounded_time_and_counts_everything(opdracht: tuple[Opdracht, Done]) -> None:
    place, done = opdracht
    assert done.status == 0, done.stderr
    assert done.seconds < 60
    files = {file.name.removesuffix(".xml") for file in place.inbox.iterdir()}
    assert set(place.verdicts()) == files
    assert set(place.answers()) == files - set(PARKED)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_gets_a_fault_message_and_nothing_else(opdracht: tuple[Opdracht, Done], name: str) -> None:
    place, _ = opdracht
    verdict = place.verdicts()[name]
    assert verdict["outcome"] == "unreadable"
    assert [(f["rule"], f["retourcode"], f["level"]) for f in verdict["findings"]] == [("XSD", "StUF055", "xsd")]
    assert told(place.answers()[name]) == FO01


@pytest.mark.parametrize("name", VALID)
def test_odd_but_valid_is_judged_as_what_it_says(opdracht: tuple[Opdracht, Done], name: str) -> None:
    place, _ = opdracht
    assert told(place.answers()[name]) == GRANTED


@pytest.mark.parametrize("name", RULES)
def test_values_at_the_edge_of_their_type_are_judged_by_the_rules(opdracht: tuple[Opdracht, Done], name: str) -> None:
    place, _ = opdracht
    assert told(place.answers()[name]) == REFUSED


@pytest.mark.parametrize("name", ACCEPTED)
def test_large_and_far_values_in_an_allocation_are_accepted(opdracht: tuple[Opdracht, Done], name: str) -> None:
    place, _ = opdracht
    assert told(place.answers()[name]) == {"header": []}


@pytest.mark.parametrize("name", PARKED)
def test_a_valid_message_that_nobody_judges_is_parked_with_a_reason(opdracht: tuple[Opdracht, Done], name: str) -> None:
    place, _ = opdracht
    verdict = place.verdicts()[name]
    assert verdict["outcome"] == "parked"
    assert PARKED[name].name in verdict["reden"] and PARKED[name].release in verdict["reden"]
    assert name not in place.answers()


def test_nothing_of_a_person_stands_in_verdicts_events_or_on_the_screen(opdracht: tuple[Opdracht, Done]) -> None:
    place, done = opdracht
    told_outside = [f.read_text() for f in place.outbox.iterdir() if not f.name.endswith(".answer.xml")]
    for mark in (*MARKS, "geheim", "passwd", os.uname().nodename):
        for text in (*told_outside, done.stdout, done.stderr):
            assert mark not in text


def test_a_fault_message_repeats_no_value_and_no_unknown_name(opdracht: tuple[Opdracht, Done]) -> None:
    place, _ = opdracht
    answers = place.answers()
    for name in UNREADABLE:
        for mark in MARKS:
            assert mark.encode() not in answers[name]


NAMES = (
    "een twee",
    "ünïcode ☃",
    "regel\neinde",
    "-rf",
    "a.b",
    "aanhaling'\"",
    "$(x)",
    "x" * 240,
    "*",
    "\\",
    ".verborgen",
)


def test_any_file_name_gets_its_answer_under_that_name(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    for n, name in enumerate(NAMES):
        place.put(f"{name}.xml", jw301(nr=n).replace(">T1<", f">T{n}<").encode())
    done = place.run()
    assert done.status == 0, done.stderr
    assert {name: told(answer) for name, answer in place.answers().items()} == {name: {"header": []} for name in NAMES}
    assert set(place.verdicts()) == set(NAMES)


def test_what_cannot_be_handled_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    place.put("goed.xml", jw301().encode())
    (place.inbox / "map.xml").mkdir()
    os.mkfifo(place.inbox / "pijp.xml")
    (place.inbox / "weg.xml").symlink_to("nergens")
    place.put("y" * 251 + ".xml", jw301().encode())
    done = place.run(timeout=60)
    assert done.status == 1
    assert set(place.verdicts()) == {"goed"}
    for name in ("pijp.xml", "weg.xml", "y" * 251):
        assert name in done.stderr


def test_a_file_name_that_is_no_text_gets_its_answer(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    place.inbox.mkdir()
    (place.inbox / os.fsdecode(b"oud\xe9.xml")).write_bytes(jw301().encode())
    assert place.run().status == 0
    assert (place.outbox / os.fsdecode(b"oud\xe9.answer.xml")).is_file()
    assert place.run().status == 0


def test_the_inbox_cannot_be_the_outbox(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    place.put("goed.xml", jw301().encode())
    place.outbox.symlink_to(place.inbox)
    done = place.run()
    assert done.status == 2 and "outbox" in done.stderr
    assert [file.name for file in place.inbox.iterdir()] == ["goed.xml"]

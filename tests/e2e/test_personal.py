"""No BSN, name, birth date or address leaves a run anywhere but in an answer, whatever happens to the message."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.balie import told
from tests.support.berichten import CLIENT_301, to_xml
from tests.support.opdracht import Done, Opdracht

MARKS = {
    "BSN": "999912586",
    "another BSN": "999913001",
    "a BSN that fails": "999914444",
    "name": "Kwetsbaarheid",
    "partner": "Vermeerderzoon",
    "birth date": "2009-11-23",
    "street": "Merkwaardigelaan",
    "house": "93571",
    "postcode": "9753QZ",
    "town": "Nergenshuizen",
    "telephone": "0687654321",
    "e-mail": "geheim.adres@voorbeeld.invalid",
    "comment": "Vertrouwelijkheidje",
    "relation": "Voogdijpersoon",
}
M = MARKS
CLIENT = f"""<m:Geboortedatum><i:Datum>{M["birth date"]}</i:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht><m:Naam>
<i:Geslachtsnaam><i:Achternaam>{M["name"]}</i:Achternaam></i:Geslachtsnaam><i:Partnernaam><i:Achternaam>{M["partner"]}
</i:Achternaam></i:Partnernaam><i:Voornamen>{M["name"]}</i:Voornamen><i:NaamGebruik>1</i:NaamGebruik></m:Naam>
<m:Commentaar>{M["comment"]}</m:Commentaar><m:Relaties><m:Relatie><m:Nummer>{M["relation"]}</m:Nummer><m:Soort>03</m:Soort>
<m:Naam><i:Geslachtsnaam><i:Achternaam>{M["relation"]}</i:Achternaam></i:Geslachtsnaam><i:NaamGebruik>1</i:NaamGebruik>
</m:Naam><m:Contact><m:Soort>02</m:Soort><m:Telefoon><i:Telefoon01>
<i:Telefoonnummer>{M["telephone"]}</i:Telefoonnummer><i:Landnummer>31</i:Landnummer></i:Telefoon01></m:Telefoon></m:Contact></m:Relatie></m:Relaties>
<m:Contactgegevens><m:Contact><m:Soort>01</m:Soort><m:Adres><i:Huis><i:Huisnummer>{M["house"]}</i:Huisnummer></i:Huis>
<i:Postcode>{M["postcode"]}</i:Postcode><i:Straatnaam>{M["street"][:24]}</i:Straatnaam>
<i:Plaatsnaam>{M["town"]}</i:Plaatsnaam><i:LandCode>NL</i:LandCode></m:Adres>
<m:Emailadres>{M["e-mail"]}</m:Emailadres></m:Contact></m:Contactgegevens>""".replace("\n", "")
ONE, OTHER, WRONG = M["BSN"], M["another BSN"], M["a BSN that fails"]


def jw301(ident: str, nr: int, bsn: str = ONE, **more: object) -> str:
    product = {"nr": nr, "cat": "50", "code": None, "td": "2025-01-01", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": None, "budget": 100000, **more}  # fmt: skip
    said = {"kind": "JW301", "ident": ident, "dag": "2025-06-03", "prov": "65656055", "bsn": bsn, "prods": [product]}
    return to_xml({**said, "client": CLIENT}).decode()


def jw323(number: int, bsn: str = ONE, **more: object) -> str:
    line = {"ref": f"R{number}", "vorig": None, "nr": 500101, "cat": "50", "code": f"5{number:03}", "vol": 10,
            "eh": "04", "p": ["2025-05-01", "2025-05-31"], "tar": 87, "bedrag": 870, "dc": "D", **more}  # fmt: skip
    said = {"kind": "JW323", "ident": f"D{number}", "dn": f"DN{number}", "dag": "2025-06-03", "afz": "65656055"}
    return to_xml({**said, "dp": ["2025-05-01", "2025-05-31"], "clients": [[bsn, [line]]]}).decode()


def value(text: str, name: str, new: str) -> str:
    """The message with another value in the first element of this name."""
    changed = re.sub(f"<([mi]:{name})>[^<]*<", rf"<\1>{new}<", text, count=1)
    assert changed != text
    return changed


def broken(kind: str, text: str) -> dict[str, str]:
    """The message with, one by one, each element that tells of a person wrong at that very place."""
    names = ("Bsn", "Datum", "Achternaam", "Huisnummer", "Postcode", "Straatnaam", "Plaatsnaam", "LandCode",
             "Emailadres", "Commentaar", "Nummer", "NaamGebruik", "Telefoonnummer", "Voornamen")  # fmt: skip
    found = {}
    for name in names:
        if not re.search(f"<[mi]:{name}>", text):
            continue
        for how, new in {
            "marked": f"{M['name']} {ONE} {M['birth date']} {M['street']}",
            "twice": ONE * 200,
            "nested": f"<m:{M['name']}>{ONE}</m:{M['name']}>",
            "entity": f"&{M['name']};",
        }.items():
            found[f"{kind} {name} {how}"] = value(text, name, new)
        found[f"{kind} {name} attribute"] = text.replace(f":{name}>", f':{name} {M["name"]}="{ONE}">', 1)
        found[f"{kind} {name} cut off"] = text[: text.index(f":{name}>") + 8]
    return found


MESSAGES: dict[str, str] = {
    "00 accepted": jw301("T0", 500101),
    "00 other": jw301("T1", 500102, OTHER),
    "01 granted": jw323(1),
    "wrong bsn 301": jw301("T2", 500103, WRONG),
    "wrong bsn 323": jw323(2, WRONG),
    "double identification": jw301("T0", 500104),
    "other client": jw301("T3", 500101, OTHER),
    "removed while granted": jw301("T4", 500101, eind="2025-01-01", reden="13"),
    "too old": value(jw301("T5", 500105), "Datum", "1809-11-23"),
    "born tomorrow": value(jw301("T6", 500106), "Datum", "2029-11-23"),
    "not the first": jw301("T7", 500107).replace("</i:Datum>", "</i:Datum><i:DatumGebruik>3</i:DatumGebruik>"),
    "no such name": value(jw301("T8", 500108), "NaamGebruik", "5"),
    "no such postcode": value(jw301("T9", 500109), "Postcode", "QZ9753"),
    "no house": re.sub("<i:Huis>.*?</i:Huis>", "", jw301("T10", 500110)),
    "unknown client": jw323(3, "999900006"),
    "unknown allocation": jw323(4, nr=500199),
    "somebody else's allocation": jw323(5, OTHER),
    "over budget": jw323(6, tar=9999, bedrag=99990),
    "a double declaration number": jw323(7).replace(">DN7<", ">DN1<"),
    "a name as a reference": jw323(8, ref=M["name"][:20], nr=500199),
    "a BSN as a reference": jw323(9, ref=ONE, nr=500199),
    "a BSN as an identification": jw323(10, nr=500199).replace(">D10<", f">{ONE}<"),
    "a BSN as a product code": jw323(11, code="99991"),
    **broken("JW301", jw301("T20", 500120)),
    **broken("JW323", jw323(20)),
}  # fmt: skip
OWN_CHOICE = ("a name as a reference", "a BSN as a reference", "a BSN as an identification")
"""Numbers that a provider chose himself are kept as such, also when he should not have chosen so."""


def stands_in(form: bytes, data: bytes) -> bool:
    """Whether a mark is in some data; five digits count only by themselves, for a UUID may well hold them."""
    if len(form) > 5:
        return form in data
    return re.search(rb"(?<![0-9a-fA-F])%s(?![0-9a-fA-F])" % re.escape(form), data) is not None


@pytest.fixture(scope="module", params=["no region", "region"])
def run(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[tuple[Opdracht, Done]]:
    folder = tmp_path_factory.mktemp("personen")
    region = folder / "regio.toml"
    region.write_text(
        '[region]\nname = "Proef"\norganisation = "Proef"\nvalid_from = 2020-01-01\n[[municipality]]\ncode = "0193"\n'
        'name = "Zwolle"\n[[product]]\ncode = "50A09"\ncategory = "50"\nunit = "04"\ntariff = 8730\n'
    )
    place = Opdracht(folder, "", [region] if request.param == "region" else [])
    for name, text in MESSAGES.items():
        if name not in OWN_CHOICE:
            place.put(f"{name}.xml", text.encode())
    done = place.run()
    assert done.status == 0, done.stderr
    yield place, done


def test_the_messages_reach_every_outcome(run: tuple[Opdracht, Done]) -> None:
    place, _ = run
    outcomes = {verdict["outcome"] for verdict in place.verdicts().values()}
    assert {"accepted", "rejected", "unreadable"} <= outcomes
    assert told(place.answers()["00 accepted"]) == {"header": []}
    assert told(place.answers()["removed while granted"]).get("prods") in ([["500101", ["9385"]]], None)


@pytest.mark.parametrize("mark", MARKS)
def test_a_marked_value_is_nowhere_but_in_the_inbox_and_in_answers(run: tuple[Opdracht, Done], mark: str) -> None:
    place, done = run
    searched = {file.name: file.read_bytes() for file in place.folder.iterdir() if file.is_file()}
    searched |= {
        file.name: file.read_bytes() for file in place.outbox.iterdir() if not file.name.endswith(".answer.xml")
    }
    searched |= {"stdout": done.stdout.encode(), "stderr": done.stderr.encode()}
    assert {"sluis.db", "sluis.db.key", "events.ndjson"} <= set(searched)
    plain = MARKS[mark].encode()
    for form in (plain, plain.lower(), plain.upper(), base64.b64encode(plain)[:-4], plain.hex().encode()):
        assert [name for name, data in searched.items() if stands_in(form, data)] == []


@pytest.mark.parametrize("mark", MARKS)
def test_a_fault_message_holds_no_marked_value(run: tuple[Opdracht, Done], mark: str) -> None:
    place, _ = run
    verdicts = place.verdicts()
    holding = [name for name, answer in place.answers().items() if stands_in(MARKS[mark].encode(), answer)]
    assert [name for name in holding if verdicts[name]["outcome"] == "unreadable"] == []


def test_the_write_ahead_log_holds_no_marked_value_while_a_run_is_broken_off(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    for name, text in MESSAGES.items():
        if name not in OWN_CHOICE:
            place.put(f"{name}.xml", text.encode())
    running = place.start()
    while running.poll() is None and not list(place.outbox.glob("*.answer.xml")):
        pass
    running.kill()
    stdout, stderr = running.communicate()
    found = [file.read_bytes() for file in tmp_path.iterdir() if file.is_file()] + [stdout, stderr]
    assert any(file.name.endswith("-wal") for file in tmp_path.iterdir())
    for mark in MARKS.values():
        assert not any(stands_in(mark.encode(), data) for data in found)


def test_the_marks_are_in_the_messages() -> None:
    everything = "".join(MESSAGES.values())
    assert [name for name, mark in MARKS.items() if mark not in everything] == []
    assert CLIENT != CLIENT_301

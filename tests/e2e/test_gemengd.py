"""Declarations of two releases in one run: one provider, one allocation, one balance."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.berichten import to_xml
from tests.support.opdracht import Opdracht

BSN, MEI, APRIL = "999900006", ("2025-05-01", "2025-05-31"), ("2025-04-01", "2025-04-30")
MAART = ("2025-03-01", "2025-03-31")
TOEWIJZING = {
    "kind": "JW301", "prov": "65656055", "ident": "T1", "dag": "2025-06-03", "bsn": BSN,
    "prods": [{"nr": "1", "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": None, "budget": 100000}],
}  # fmt: skip


def oud(nummer: str, referentie: str, bedrag: int, periode: tuple[str, str]) -> bytes:
    """A JW303 of one line."""
    begin, eind = (
        f"<i:{name}>{day}</i:{name}>" for name, day in zip(("Begindatum", "Einddatum"), periode, strict=True)
    )
    totaal = f"<i:TotaalBedrag>{bedrag}</i:TotaalBedrag><i:DebetCredit>D</i:DebetCredit>"
    return (
        '<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/2_3/jw303/schema"'
        ' xmlns:i="http://www.istandaarden.nl/ijw/2_3/basisschema/schema"><m:Header><m:BerichtCode>432</m:BerichtCode>'
        "<m:BerichtVersie>2</m:BerichtVersie><m:BerichtSubversie>3</m:BerichtSubversie><m:Gemeente>0193</m:Gemeente>"
        "<m:Aanbieder>65656055</m:Aanbieder><m:BetalingAanID>02</m:BetalingAanID><m:DeclaratieFactuurIdentificatie>"
        f"<i:DeclaratiePeriode>{begin}{eind}</i:DeclaratiePeriode><i:DeclarantFactuurNummer>{nummer}"
        "</i:DeclarantFactuurNummer><i:FactuurDagtekening>2025-06-03</i:FactuurDagtekening>"
        "<i:ValutaCode>EUR</i:ValutaCode></m:DeclaratieFactuurIdentificatie><m:DeclaratieFactuurBedragen>"
        f"<i:DeclaratieFactuurTotaalBedrag>{totaal}</i:DeclaratieFactuurTotaalBedrag></m:DeclaratieFactuurBedragen>"
        f"</m:Header><m:Clienten><m:Client><m:Bsn>{BSN}</m:Bsn><m:Geboortedatum><i:Datum>2010-01-01</i:Datum>"
        "</m:Geboortedatum><m:Geslacht>1</m:Geslacht><m:Naam><i:Geslachtsnaam><i:Achternaam>Proef</i:Achternaam>"
        "</i:Geslachtsnaam></m:Naam><m:Prestaties><m:Prestatie><m:ToewijzingNummer>1</m:ToewijzingNummer>"
        "<m:ProductCategorie>50</m:ProductCategorie><m:ProductCode>50A09</m:ProductCode>"
        f"<m:ProductPeriode>{begin}{eind}</m:ProductPeriode><m:IngediendeBedragPrestatie>"
        f"<i:GeleverdVolume>{bedrag}</i:GeleverdVolume><i:Eenheid>83</i:Eenheid><i:DeclaratieFactuurBedrag><i:Bedrag>"
        f"{bedrag}</i:Bedrag><i:DebetCredit>D</i:DebetCredit></i:DeclaratieFactuurBedrag>"
        f"</m:IngediendeBedragPrestatie><m:ProductReferentie><i:ReferentieNummer>{referentie}</i:ReferentieNummer>"
        "</m:ProductReferentie></m:Prestatie></m:Prestaties></m:Client></m:Clienten></m:Bericht>"
    ).encode()


def nieuw(nummer: str, referentie: str, bedrag: int, periode: tuple[str, str]) -> bytes:
    """A JW323 of one line."""
    line = {"ref": referentie, "vorig": None, "nr": "1", "cat": "50", "code": "50A09", "p": periode, "vol": bedrag,
            "eh": "83", "tar": None, "bedrag": bedrag, "dc": "D"}  # fmt: skip
    said: dict[str, Any] = {"kind": "JW323", "afz": "65656055", "ident": nummer, "dn": nummer, "dag": "2025-06-03",
                            "dp": MEI, "clients": [[BSN, [line]]]}  # fmt: skip
    return to_xml(said)


@pytest.mark.parametrize("oldest_first", [True, False])
def test_both_releases_in_one_run_draw_on_one_balance(tmp_path: Path, oldest_first: bool) -> None:
    place = Opdracht(tmp_path)
    place.put("a.xml", to_xml(TOEWIJZING))
    one, two = ("b", "c") if oldest_first else ("c", "b")
    place.put(f"{one}.xml", oud("F1", "R1", 60000, MEI))
    place.put(f"{two}.xml", nieuw("D1", "R2", 40000, APRIL))
    done = place.run()
    assert (done.status, [v["outcome"] for _, v in sorted(place.verdicts().items())]) == (0, ["accepted"] * 3)
    place.put("d.xml", oud("F2", "R3", 1, MEI))
    place.put("e.xml", nieuw("D2", "R4", 1, MAART))
    assert place.run().status == 0
    assert [f["retourcode"] for f in place.verdicts()["e"]["findings"]] == ["9369"]
    with closing(sqlite3.connect(place.database)) as database:
        posted = database.execute("SELECT SUM(bedrag) FROM boeking WHERE toegekend = 1").fetchone()
        assert database.execute("SELECT cent FROM saldo").fetchall() == [posted]

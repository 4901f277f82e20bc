"""IJsselland: what the region agreed decides about allocations and lines, as signal or as refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.support.answers import codes
from tests.support.regiodossier import IJSSELLAND, Regiodossier, bsn, declaratie, toewijzing, verzoek

CLIENT = bsn(1)
HERSTEL = {"cat": "50", "eind": "2023-12-31", "budget": 500_000}
DUURZAAM = {"cat": "50", "eind": "2025-12-31", "budget": 500_000}


@pytest.fixture
def dossier(tmp_path: Path) -> Regiodossier:
    return Regiodossier(tmp_path, [IJSSELLAND])


def strict(dossier: Regiodossier, *rules: str, severity: str = "reject") -> None:
    """The same region, but these rules refuse from 2023 on."""
    text = IJSSELLAND.read_text()
    for rule in rules:
        text += f'\n[[rule]]\nnumber = "{rule}"\nseverity = "{severity}"\nfrom = 2023-01-01\n'
    file = dossier.folder / "streng.toml"
    file.write_text(text)
    dossier.regions = [file]


def answer_header(dossier: Regiodossier, name: str) -> list[str]:
    root = etree.fromstring((dossier.outbox / f"{name}.answer.xml").read_bytes())
    return sorted(codes(root[0]))


def signals(verdict: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(signal["rule"], signal["beoordeeld"]) for signal in verdict["signals"]]


SHEET = {
    "standaardbudget_mag": ({"cat": "50", "eind": "2023-12-31", "budget": 800_000}, []),
    "ander_budget_is_ij04": ({"cat": "50", "eind": "2023-12-31", "budget": 800_001}, ["IJ04", "IJ05?"]),
    "zonder_budget_alleen_ij03": ({"cat": "50", "eind": "2023-12-31"}, ["IJ03"]),
    "a_specifiek_alleen_voor_50": ({"cat": "54", "eind": "2023-12-31", "budget": 500_000}, ["IJ01"]),
    "categorie_50_met_code_is_ij02": (
        {"cat": "50", "code": "50A03", "omvang": (2, "04", "2"), "eind": "2023-12-31"}, ["IJ02"]),
    "oude_code_die_in_2023_begint_alleen_ij09": (
        {"cat": "50", "code": "50901", "omvang": (2, "04", "2"), "eind": "2023-12-31"}, ["IJ09"]),
    "verblijf_met_behandeling_is_ij08": ({"cat": "43", "eind": "2023-12-31", "budget": 500_000}, ["IJ01", "IJ08"]),
    "hoog_budget_zonder_verwijzer_niet_te_beoordelen": (
        {"cat": "50", "eind": "2023-12-31", "budget": 1_200_000}, ["IJ05?"]),
    "verblijf_specifiek_mag": ({"cat": "54", "code": "54011", "omvang": (7, "14", "2"), "eind": "2023-12-31"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("product", "expected"), SHEET.values(), ids=SHEET.keys())
def test_een_afwijking_geeft_een_signaal_en_houdt_niets_tegen(
    dossier: Regiodossier, product: dict[str, Any], expected: list[str]
) -> None:
    [verdict] = dossier.process(toewijzing(1, CLIENT, "2023-02-01", product), today="2023-02-01")
    assert verdict["outcome"] == "accepted" and verdict["findings"] == []
    assert [rule if judged else f"{rule}?" for rule, judged in signals(verdict)] == expected
    for signal in verdict["signals"]:
        assert set(signal) == {"rule", "path", "explanation", "beoordeeld"}
        assert signal["path"].startswith("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]")
    told = dossier.events("signaal.gegeven")
    assert len(told) == (1 if expected else 0)
    assert not told or CLIENT not in str(told)


def test_een_afgekeurde_toewijzing_krijgt_0001_en_laat_niets_achter(dossier: Regiodossier) -> None:
    strict(dossier, "IJ04")
    wrong = toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 612_500})
    [verdict] = dossier.process(wrong, today="2023-02-01")
    assert verdict["outcome"] == "rejected"
    assert [(f["rule"], f["retourcode"]) for f in verdict["findings"]] == [("IJ04", "0001")]
    assert answer_header(dossier, "001-000") == ["0001"]
    done = dossier.command(
        "afspraak", "offerte", "--gemeente", "0193", "--aanbieder", "12345678", "--toewijzing", 1, "--bedrag", 612_500,
        "--auteur", "Toegang", "--reden", "offerte van 3 februari", today="2023-02-03",
    )  # fmt: skip
    assert done.status == 0
    [again] = dossier.process(wrong, today="2023-02-04")
    assert (again["outcome"], again["signals"]) == ("accepted", [])


def test_een_regel_die_niet_te_beoordelen_is_keurt_nooit_af(dossier: Regiodossier) -> None:
    strict(dossier, "IJ05")
    [verdict] = dossier.process(
        toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 1_200_000}), today="2023-02-01"
    )
    assert verdict["outcome"] == "accepted" and signals(verdict) == [("IJ05", False)]


def test_wat_alleen_geteld_wordt_staat_nergens_in_het_oordeel(dossier: Regiodossier) -> None:
    strict(dossier, "IJ04", severity="observe")
    [verdict] = dossier.process(toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 1}), today="2023-02-01")
    assert verdict["outcome"] == "accepted" and verdict["signals"] == [] and dossier.events("signaal.gegeven") == []
    assert dossier.summaries[-1]["waargenomen"] == {"IJ04": 1} and dossier.summaries[-1]["signalen"] == {}


@pytest.mark.parametrize(("verwijzer", "expected"), [("02", [("IJ05", True)]), ("04", []), ("05", [("IJ05", True)])])
@pytest.mark.parametrize("together", [True, False], ids=["in een keer", "los"])
def test_de_verwijzer_komt_uit_het_verzoek(
    dossier: Regiodossier, verwijzer: str, expected: list[tuple[str, bool]], together: bool
) -> None:
    request = verzoek("REF1", CLIENT, "2023-01-20", verwijzer)
    allocation = toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 1_200_000, "refa": "REF1"})
    if together:
        first, second = dossier.process(request, allocation, today="2023-02-01")
    else:
        [first] = dossier.process(request, today="2023-02-01")
        [second] = dossier.process(allocation, today="2023-02-01")
    assert first["outcome"] == "accepted" and first["bericht"] == "JW315"
    assert not list(dossier.outbox.glob("001-000.answer.xml"))
    assert signals(second) == expected


def test_een_verzoek_na_de_toewijzing_telt_niet_voor_die_toewijzing(dossier: Regiodossier) -> None:
    allocation = toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 1_200_000, "refa": "REF1"})
    first, _ = dossier.process(allocation, verzoek("REF1", CLIENT, "2023-01-20", "04"), today="2023-02-01")
    assert signals(first) == [("IJ05", False)]


def test_een_vastgelegde_verwijzing_gaat_voor_het_verzoek(dossier: Regiodossier) -> None:
    done = dossier.command(
        "afspraak", "verwijzing", "--gemeente", "0193", "--aanbieder", "12345678", "--toewijzing", 1, "--verwijzer",
        "04", "--auteur", "x", "--reden", "y", today="2023-01-01",
    )  # fmt: skip
    assert done.status == 0
    allocation = toewijzing(1, CLIENT, "2023-02-01", HERSTEL | {"budget": 1_200_000, "refa": "REF1"})
    _, second = dossier.process(verzoek("REF1", CLIENT, "2023-01-20", "02"), allocation, today="2023-02-01")
    assert signals(second) == []


def test_verlengen_van_een_oude_code_is_ij09_en_verkorten_mag(dossier: Regiodossier) -> None:
    old = {"cat": "50", "code": "50901", "omvang": (2, "04", "2"), "ing": "2022-06-01", "td": "2022-05-20"}
    start = toewijzing(1, CLIENT, "2022-06-01", old | {"eind": "2023-06-30"})
    longer = toewijzing(
        1, CLIENT, "2023-02-01", old | {"eind": "2023-09-30", "td": "2023-02-01", "reden": "08"}, ident="A2"
    )
    shorter = toewijzing(
        1, CLIENT, "2023-03-01", old | {"eind": "2023-05-31", "td": "2023-03-01", "reden": "08"}, ident="A3"
    )
    verdicts = dossier.process(start, longer, shorter, today="2023-03-01")
    assert [v["outcome"] for v in verdicts] == ["accepted"] * 3
    assert [signals(v) for v in verdicts] == [[], [("IJ09", True)], []]


def lines_of(dossier: Regiodossier, today: str, number: int, month: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return dossier.process(declaratie(number, today, month, [(CLIENT, lines)]), today=today)[0]


def found(verdict: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["retourcode"]) for finding in verdict["findings"]]


def test_in_een_duurzaam_traject_geldt_het_budget_per_jaar_van_de_toewijzing(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", DUURZAAM), today="2023-03-01")
    full = lines_of(dossier, "2024-03-05", 1, "2024-02", dossier.line(1, "50A03", 71, 7000, "2024-02", ref="VOL"))
    rest = lines_of(dossier, "2024-04-02", 2, "2024-03", dossier.line(1, "50A03", 71, 7000, "2024-03"))
    assert (full["outcome"], rest["outcome"]) == ("accepted", "accepted")
    over = lines_of(dossier, "2024-05-02", 3, "2024-04", dossier.line(1, "50A03", 1, 7000, "2024-04"))
    assert found(over) == [("IJ06", "9369")]
    late = lines_of(dossier, "2024-06-02", 4, "2024-05", dossier.line(1, "50A03", 1, 7000, "2024-01"))
    assert found(late) == [("IJ06", "9369")]


def test_het_plafond_van_een_jaar_is_op_de_cent(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", DUURZAAM | {"budget": 700_000}), today="2023-03-01")
    exact = lines_of(dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50A03", 100, 7000, "2023-03", ref="VOL"))
    assert exact["outcome"] == "accepted"
    over = lines_of(dossier, "2023-05-02", 2, "2023-04", dossier.line(1, "50A03", 1, 7000, "2023-04"))
    assert found(over) == [("IJ06", "9369")]
    credit = dossier.line(1, "50A03", 100, 7000, "2023-03", vorig="VOL", dc="C")
    both = lines_of(dossier, "2023-06-02", 3, "2023-05", credit, dossier.line(1, "50A03", 100, 7000, "2023-05"))
    assert both["outcome"] == "accepted"


def test_in_een_hersteltraject_geldt_het_budget_voor_de_hele_duur(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", HERSTEL | {"eind": "2025-02-28"}), today="2023-03-01")
    lines_of(dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50A03", 71, 7000, "2023-03"))
    over = lines_of(dossier, "2024-04-02", 2, "2024-03", dossier.line(1, "50A03", 1, 7000, "2024-03"))
    assert found(over) == [("TR369", "9369")]


def test_een_vastgelegd_traject_gaat_voor_de_lengte(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", HERSTEL | {"eind": "2024-12-31"}), today="2023-03-01")
    lines_of(dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50A03", 71, 7000, "2023-03"))
    done = dossier.command(
        "afspraak", "traject", "--gemeente", "0193", "--aanbieder", "12345678", "--toewijzing", 1, "--soort",
        "duurzaam", "--auteur", "x", "--reden", "y", today="2023-05-01",
    )  # fmt: skip
    assert done.status == 0
    same_year = lines_of(dossier, "2023-05-02", 2, "2023-04", dossier.line(1, "50A03", 1, 7000, "2023-04"))
    next_year = lines_of(dossier, "2024-04-02", 3, "2024-03", dossier.line(1, "50A03", 71, 7000, "2024-03"))
    assert found(same_year) == [("IJ06", "9369")] and next_year["outcome"] == "accepted"


def test_wie_langer_wordt_in_dezelfde_levering_als_de_declaratie_telt_per_jaar(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", HERSTEL), today="2023-03-01")
    lines_of(dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50A03", 71, 7000, "2023-03"))
    longer = toewijzing(1, CLIENT, "2023-05-01", DUURZAAM | {"ing": "2023-03-01", "reden": "08"}, ident="A2")
    claim = declaratie(2, "2023-05-02", "2023-04", [(CLIENT, [dossier.line(1, "50A03", 1, 7000, "2023-04")])])
    _, verdict = dossier.process(longer, claim, today="2023-05-02")
    assert found(verdict) == [("IJ06", "9369")]


def test_zwaar_groepsaanbod_in_een_duurzaam_traject_geeft_een_signaal(dossier: Regiodossier) -> None:
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", DUURZAAM), today="2023-03-01")
    verdict = lines_of(
        dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50G01", 1, 1428, "2023-03"),
        dossier.line(1, "50G04", 1, 3290, "2023-03"),
    )  # fmt: skip
    assert verdict["outcome"] == "accepted" and signals(verdict) == [("IJ07", True)]
    assert verdict["signals"][0]["path"] == (
        "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductCode"
    )


def test_zwaar_dat_wordt_afgekeurd_kost_alleen_die_regel(dossier: Regiodossier) -> None:
    strict(dossier, "IJ07")
    dossier.process(toewijzing(1, CLIENT, "2023-03-01", DUURZAAM), today="2023-03-01")
    verdict = lines_of(
        dossier, "2023-04-02", 1, "2023-03", dossier.line(1, "50G01", 1, 1428, "2023-03"),
        dossier.line(1, "50G04", 1, 3290, "2023-03"),
    )  # fmt: skip
    assert verdict["outcome"] == "partly_accepted" and verdict["toegekend_cent"] == 1428
    assert found(verdict) == [("IJ07", "S329")]


def test_na_2023_krijgen_regels_op_een_oude_code_s329(dossier: Regiodossier) -> None:
    old = {"cat": "50", "code": "50901", "omvang": (40, "04", "2"), "ing": "2022-06-01", "td": "2022-05-20"}
    dossier.process(toewijzing(1, CLIENT, "2022-06-01", old | {"eind": "2024-06-30"}), today="2022-06-01")
    before = lines_of(dossier, "2024-01-02", 1, "2023-12", dossier.line(1, "50901", 1, 8200, "2023-12"))
    after = lines_of(dossier, "2024-02-02", 2, "2024-01", dossier.line(1, "50901", 1, 8200, "2024-01"))
    assert before["outcome"] == "accepted" and found(after) == [("TR381", "S329")]


def test_een_bericht_van_voor_het_regiobestand_wordt_niet_op_contract_beoordeeld(dossier: Regiodossier) -> None:
    [verdict] = dossier.process(
        toewijzing(1, CLIENT, "2022-06-01", {"cat": "50", "eind": "2022-12-31", "budget": 1}), today="2022-06-01"
    )
    assert verdict["outcome"] == "accepted" and verdict["signals"] == []

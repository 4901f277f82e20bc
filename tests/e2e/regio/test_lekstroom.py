"""Lekstroom: the norm is watched message by message, and each change of state is told once."""

from __future__ import annotations

import json
import sqlite3
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.support.regiodossier import AGB, LEKSTROOM, Regiodossier, bsn, declaratie, toewijzing

TARIFF = 8790
CLIENTS = [bsn(number) for number in range(8)]
PRODUCT = {"cat": "54", "code": "54B01", "omvang": (9000, "04", "6"), "eind": "2024-12-31", "ing": "2024-01-01"}
REQUIRED = (
    "regio", "aanbieder", "product", "jaar", "clienten", "minuten", "gemiddelde_minuten", "norm_minuten",
    "limiet_minuten", "toestand", "voorlopig", "overschrijding_minuten", "overschrijding_cent", "andere_eenheden",
    "terugvordering_cent", "terugvordering_ontbreekt",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Regiodossier:
    url = request.getfixturevalue("fresh_database") if request.param == "postgresql" else ""
    return opened(Regiodossier(tmp_path, [LEKSTROOM], url))


@pytest.fixture
def local(tmp_path: Path) -> Regiodossier:
    return opened(Regiodossier(tmp_path, [LEKSTROOM]))


def opened(dossier: Regiodossier) -> Regiodossier:
    """Every client has an allocation at Nieuwegein."""
    allocations = [
        toewijzing(100 + n, client, "2024-01-02", PRODUCT, gemeente="0356") for n, client in enumerate(CLIENTS)
    ]
    dossier.process(*allocations, today="2024-01-02")
    return dossier


def month(dossier: Regiodossier, number: int, hours: dict[int, int], **more: Any) -> dict[str, Any]:
    """A declaration of these hours per client over a month of 2024."""
    when = f"2024-{number:02}"
    clients = [
        (CLIENTS[n], [dossier.line(100 + n, "54B01", vol, TARIFF, when, ref=f"{when}-{n}")]) for n, vol in hours.items()
    ]
    said = declaratie(number, f"2024-{number + 1:02}-05", when, clients, gemeente="0356")
    return {**said, **more}


def even(hours: int, clients: int = 5) -> dict[int, int]:
    return dict.fromkeys(range(clients), hours)


def changes(dossier: Regiodossier) -> list[tuple[str, str]]:
    return [(event["van"], event["naar"]) for event in dossier.events("norm")]


def the_row(dossier: Regiodossier, today: str) -> dict[str, Any]:
    [row] = dossier.normen(today)
    return row


def permission(dossier: Regiodossier, hours: str, today: str, *dates: str) -> None:
    done = dossier.command(
        "afspraak", "toestemming", "--aanbieder", AGB, "--product", "54B01", "--jaar", 2024, "--limiet-uren", hours,
        "--auteur", "RBL", "--reden", "brief", *dates, today=today,
    )  # fmt: skip
    assert done.status == 0, done.err


def test_elke_verandering_wordt_een_keer_gemeld_en_daartussen_niets(dossier: Regiodossier) -> None:
    dossier.process(month(dossier, 1, even(5)), today="2024-02-05")
    assert changes(dossier) == []
    dossier.process(month(dossier, 2, even(8)), today="2024-03-05")
    dossier.process(month(dossier, 3, even(1)), today="2024-04-05")
    assert changes(dossier) == [("binnen", "nadert")]
    dossier.process(month(dossier, 4, even(2)), today="2024-05-05")
    dossier.process(month(dossier, 5, even(1)), today="2024-06-05")
    assert changes(dossier) == [("binnen", "nadert"), ("nadert", "overschreden")]
    row = the_row(dossier, "2024-06-05")
    assert [name for name in REQUIRED if name not in row] == []
    assert (row["clienten"], row["minuten"], row["gemiddelde_minuten"]) == (5, 5 * 17 * 60, 1020.0)
    assert (row["norm_minuten"], row["limiet_minuten"], row["toestand"]) == (900, 900, "overschreden")
    assert (row["overschrijding_minuten"], row["overschrijding_cent"]) == (600, 10 * TARIFF)
    assert dossier.command("normen", "herbereken", today="2024-06-05").status == 0


def test_dezelfde_bestanden_nog_eens_veranderen_niets(local: Regiodossier) -> None:
    message = month(local, 1, even(16))
    local.process(message, today="2024-02-05")
    before, told = the_row(local, "2024-02-05"), changes(local)
    inbox = local.folder / f"inbox{local.runs}"
    assert local.command("process", inbox, "--outbox", local.outbox, today="2024-02-06").status == 0
    assert (the_row(local, "2024-02-05"), changes(local)) == (before, told) == (before, [("binnen", "overschreden")])


def test_een_credit_telt_terug_en_wie_zakt_wordt_gemeld(dossier: Regiodossier) -> None:
    dossier.process(month(dossier, 1, even(14)), today="2024-02-05")
    dossier.process(month(dossier, 2, even(2)), today="2024-03-05")
    lines = [
        (client, [dossier.line(100 + n, "54B01", 2, TARIFF, "2024-02", vorig=f"2024-02-{n}", dc="C")])
        for n, client in enumerate(CLIENTS[:5])
    ]
    dossier.process(declaratie(3, "2024-04-05", "2024-03", lines, gemeente="0356"), today="2024-04-05")
    row = the_row(dossier, "2024-04-05")
    assert (row["minuten"], row["clienten"], row["toestand"]) == (5 * 14 * 60, 5, "nadert")
    assert changes(dossier) == [("binnen", "nadert"), ("nadert", "overschreden"), ("overschreden", "nadert")]


@pytest.mark.parametrize(
    ("minutes", "states"),
    [
        (882, [("binnen", "overschreden")]),
        (881, [("binnen", "overschreden"), ("overschreden", "nadert")]),
    ],
)
def test_de_hysterese_houdt_de_stand_tot_twee_procent_onder_de_grens(
    local: Regiodossier, minutes: int, states: list[tuple[str, str]]
) -> None:
    local.process(month(local, 1, even(16)), today="2024-02-05")
    cent = (2 * minutes * TARIFF + 60) // 120
    lines = [
        (
            CLIENTS[n],
            [
                local.line(100 + n, "54B01", 16, TARIFF, "2024-01", vorig=f"2024-01-{n}", dc="C"),
                local.line(100 + n, "54B01", minutes, 147, "2024-02", eh="01", bedrag=cent),
            ],
        )
        for n in range(5)
    ]
    local.process(declaratie(2, "2024-03-05", "2024-02", lines, gemeente="0356"), today="2024-03-05")
    assert the_row(local, "2024-03-05")["gemiddelde_minuten"] == minutes
    assert changes(local) == states


def test_met_minder_dan_vijf_clienten_wordt_niets_gemeld_tot_het_jaar_voorbij_is(dossier: Regiodossier) -> None:
    dossier.process(month(dossier, 1, even(20, clients=4)), today="2024-02-05")
    row = the_row(dossier, "2024-02-05")
    assert (row["voorlopig"], row["toestand"]) == (True, "overschreden") and changes(dossier) == []
    dossier.process(today="2024-12-31")
    assert changes(dossier) == []
    dossier.process(today="2025-01-01")
    dossier.process(today="2025-01-02")
    assert changes(dossier) == [("binnen", "overschreden")]


def test_de_vijfde_client_maakt_de_stand_definitief(local: Regiodossier) -> None:
    local.process(month(local, 1, even(20, clients=4)), today="2024-02-05")
    local.process(month(local, 2, {4: 20}), today="2024-03-05")
    assert changes(local) == [("binnen", "overschreden")]


def test_een_client_telt_een_keer_ook_in_twee_gemeenten_en_op_twee_toewijzingen(local: Regiodossier) -> None:
    second = [
        toewijzing(200, CLIENTS[0], "2024-01-02", PRODUCT, gemeente="0356", ident="B1"),
        toewijzing(300, CLIENTS[0], "2024-01-02", PRODUCT, gemeente="0321", ident="B2"),
    ]
    local.process(*second, today="2024-01-02")
    here = [local.line(100, "54B01", 3, TARIFF, "2024-01"), local.line(200, "54B01", 4, TARIFF, "2024-01")]
    there = [local.line(300, "54B01", 5, TARIFF, "2024-01")]
    one = declaratie(1, "2024-02-05", "2024-01", [(CLIENTS[0], here)], gemeente="0356")
    two = declaratie(2, "2024-02-05", "2024-01", [(CLIENTS[0], there)], gemeente="0321")
    local.process(one, two, today="2024-02-05")
    row = the_row(local, "2024-02-05")
    assert (row["clienten"], row["minuten"]) == (1, 12 * 60)


def test_toestemming_is_de_grens_zolang_zij_geldt(dossier: Regiodossier) -> None:
    dossier.process(month(dossier, 1, even(16)), today="2024-02-05")
    permission(dossier, "18", "2024-02-06", "--van", "2024-03-01", "--tot", "2024-06-30")
    dossier.process(today="2024-02-28")
    assert changes(dossier) == [("binnen", "overschreden")]
    dossier.process(today="2024-03-01")
    assert (the_row(dossier, "2024-03-01")["toestand"], the_row(dossier, "2024-03-01")["limiet_minuten"]) == (
        "toegestaan", 1080)  # fmt: skip
    dossier.process(today="2024-07-01")
    assert changes(dossier) == [
        ("binnen", "overschreden"), ("overschreden", "toegestaan"), ("toegestaan", "overschreden"),
    ]  # fmt: skip
    assert [event["limiet_minuten"] for event in dossier.events("norm")] == [900, 1080, 900]


def test_terugvorderen_kan_alleen_als_aan_alles_is_voldaan(local: Regiodossier) -> None:
    local.process(month(local, 1, even(16)), today="2024-02-05")
    about = ("--aanbieder", AGB, "--product", "54B01", "--jaar", 2024, "--auteur", "RBL", "--reden", "r")
    assert the_row(local, "2024-06-01")["terugvordering_ontbreekt"] == [
        "jaar_niet_voorbij", "geen_gesprek", "te_weinig_afspraken_geschonden",
    ]  # fmt: skip
    local.command("afspraak", "gesprek", *about, today="2024-06-01")
    local.command("afspraak", "verbetering", *about, "--uitkomst", "niet_nagekomen", today="2024-07-01")
    local.command("afspraak", "verbetering", *about, "--uitkomst", "nagekomen", today="2024-08-01")
    assert the_row(local, "2025-01-01")["terugvordering_ontbreekt"] == ["te_weinig_afspraken_geschonden"]
    local.command("afspraak", "verbetering", *about, "--uitkomst", "niet_nagekomen", today="2024-09-01")
    row = the_row(local, "2025-01-01")
    assert (row["terugvordering_cent"], row["terugvordering_ontbreekt"]) == (5 * TARIFF, [])
    assert row["overschrijding_cent"] == 5 * TARIFF


def test_andere_eenheden_staan_apart(local: Regiodossier) -> None:
    text = LEKSTROOM.read_text().replace('unit = "04"\ntariff = 8790', 'unit = "14"\ntariff = 8790')
    file = local.folder / "etmaal.toml"
    file.write_text(text)
    local.regions = [file]
    local.process(toewijzing(900, CLIENTS[0], "2024-01-02", PRODUCT | {"omvang": (99, "14", "6")}, gemeente="0356"),
                  today="2024-01-02")  # fmt: skip
    line = local.line(900, "54B01", 3, TARIFF, "2024-01", eh="14", ref="E1")
    local.process(declaratie(1, "2024-02-05", "2024-01", [(CLIENTS[0], [line])], gemeente="0356"), today="2024-02-05")
    row = the_row(local, "2024-02-05")
    assert (row["clienten"], row["minuten"], row["andere_eenheden"]) == (0, 0, {"14": {"regels": 1, "volume": 3}})
    credit = local.line(900, "54B01", 3, TARIFF, "2024-01", eh="14", vorig="E1", dc="C")
    local.process(declaratie(2, "2024-03-05", "2024-02", [(CLIENTS[0], [credit])], gemeente="0356"), today="2024-03-05")
    assert the_row(local, "2024-03-05")["andere_eenheden"] == {}


def test_te_laat_is_meer_dan_een_maand_na_de_periode(local: Regiodossier) -> None:
    late = month(local, 1, {0: 1}, dag="2024-03-01", ddag="2024-03-01")
    local.process(late, month(local, 2, {1: 1}, ddag="2024-03-29", dag="2024-03-29"), today="2024-03-29")
    row = the_row(local, "2024-03-29")
    assert (row["regels"], row["late_regels"]) == (2, 1)


def test_afgekeurde_regels_tellen_nooit(local: Regiodossier) -> None:
    message = month(local, 1, even(3))
    message["clients"][0][1][0] |= {"tar": 1, "bedrag": 3}
    [verdict] = local.process(message, today="2024-02-05")
    assert verdict["outcome"] == "partly_accepted"
    assert (the_row(local, "2024-02-05")["clienten"], the_row(local, "2024-02-05")["minuten"]) == (4, 4 * 180)


FIGURES = ("clienten", "minuten", "overschrijding_minuten", "overschrijding_cent", "regels", "late_regels")


def test_de_volgorde_van_berichten_maakt_voor_de_cijfers_niet_uit(tmp_path: Path) -> None:
    seen = set()
    for number, order in enumerate(permutations((1, 2, 3))):
        dossier = Regiodossier(tmp_path / str(number), [LEKSTROOM])
        dossier.folder.mkdir()
        opened(dossier)
        messages = {n: month(dossier, n, hours) for n, hours in ((1, even(4)), (2, even(7, 6)), (3, even(9, 3)))}
        for message in messages.values():
            message |= {"dag": "2024-04-05", "dp": ("2024-03-01", "2024-03-31")}
        dossier.process(*(messages[n] for n in order), today="2024-04-05")
        row = the_row(dossier, "2024-04-05")
        seen.add(json.dumps([row[name] for name in FIGURES]))
    assert len(seen) == 1


def test_hoe_berichten_over_runs_verdeeld_zijn_maakt_niet_uit(tmp_path: Path) -> None:
    told = []
    for together in (True, False):
        dossier = Regiodossier(tmp_path / str(together), [LEKSTROOM])
        dossier.folder.mkdir()
        opened(dossier)
        messages = [month(dossier, 1, even(14)), month(dossier, 2, even(2)), month(dossier, 3, even(1))]
        for batch in [messages] if together else [[message] for message in messages]:
            dossier.process(*batch, today="2024-04-05")
        told.append(dossier.events("norm"))
    assert told[0] == told[1] and [(e["van"], e["naar"]) for e in told[0]] == [
        ("binnen", "nadert"), ("nadert", "overschreden"),
    ]  # fmt: skip


def test_wat_zonder_regiobestand_is_verwerkt_wordt_later_alsnog_geteld(local: Regiodossier) -> None:
    local.process(month(local, 1, even(16)), today="2024-02-05", regions=[])
    assert changes(local) == []
    local.process(today="2024-02-06")
    assert changes(local) == [("binnen", "overschreden")]
    assert the_row(local, "2024-02-06")["minuten"] == 5 * 16 * 60


def test_herberekenen_herstelt_en_toont_wat_er_niet_klopte(local: Regiodossier) -> None:
    local.process(month(local, 1, even(16)), today="2024-02-05")
    with sqlite3.connect(local.folder / "sluis.db") as connection:
        connection.execute("UPDATE norm_stand SET minuten = 7, clienten = 1")
        connection.execute("DELETE FROM norm_client WHERE minuten > 0")
    connection.close()
    first = local.command("normen", "herbereken", today="2024-02-05")
    assert first.status == 1 and "minuten: stond op 7, is nu 4800" in first.out
    again = local.command("normen", "herbereken", "--json", today="2024-02-05")
    assert (again.status, again.json) == (0, [])
    assert the_row(local, "2024-02-05")["clienten"] == 5


def test_de_tabel_breekt_geen_code_en_geen_stand_af_op_80_kolommen(
    local: Regiodossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    local.process(month(local, 1, even(1600, 4)), today="2024-02-05")
    lines = local.command("normen", today="2024-03-01").out.splitlines()
    assert lines[0] == "Lekstroom, product 54B01, 2024 (uren)"
    assert lines[2].split() == [AGB, "4", "1.600", "·", "15", "overschreden*", "1/1", "6.340", "0,0%"]
    assert "voorlopig" in lines[3]


def test_niets_persoonlijks_in_gebeurtenissen_en_tabellen(local: Regiodossier) -> None:
    local.process(month(local, 1, even(16)), today="2024-02-05")
    local.process(month(local, 2, even(1)), today="2024-03-05")
    said = (local.outbox / "events.ndjson").read_text() + local.command("normen", today="2024-03-05").out
    assert not [client for client in CLIENTS if client in said]
    types = {json.loads(line)["type"] for line in (local.outbox / "events.ndjson").read_text().splitlines()}
    assert "nl.sluis.norm" in types

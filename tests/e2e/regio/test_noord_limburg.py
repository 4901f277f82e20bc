"""Noord-Limburg: budgets are watched message by message; each border is told once, up and down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.regiodossier import NOORD_LIMBURG, Regiodossier, bsn, declaratie, toewijzing

CLIENT = bsn(1)
DYSLEXIE = 151_536_900
REQUIRED = (
    "regio", "segment", "subsegment", "jaar", "budget_cent", "toegekend_cent", "vastgelegd_cent", "prognose_cent",
    "uitgezonderd_cent", "benut", "toestand",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Regiodossier:
    url = request.getfixturevalue("fresh_database") if request.param == "postgresql" else ""
    return opened(Regiodossier(tmp_path, [NOORD_LIMBURG], url))


@pytest.fixture
def local(tmp_path: Path) -> Regiodossier:
    return opened(Regiodossier(tmp_path, [NOORD_LIMBURG]))


def opened(dossier: Regiodossier) -> Regiodossier:
    """One client with a large allocation in euros for Dyslexie, at Venray and at Venlo."""
    product = {"cat": "54", "code": "54D01", "omvang": (99_999_999, "83", "6"), "eind": "2022-12-31"}
    more = [
        toewijzing(number, CLIENT, "2022-01-01", product, gemeente=gemeente, ident=f"T{number}")
        for number, gemeente in ((1, "0984"), (2, "0984"), (3, "0983"))
    ]
    dossier.process(*more, today="2022-01-01")
    return dossier


def claim(
    dossier: Regiodossier, number: int, month: int, cent: int, nr: int = 1, gemeente: str = "0984", **more: Any
) -> dict[str, Any]:
    when = f"2022-{month:02}"
    line = dossier.line(nr, "54D01", cent, None, when, ref=f"L{number}", **more)
    day = f"2022-{month + 1:02}-05" if month < 12 else "2023-01-05"
    return declaratie(number, day, when, [(CLIENT, [line])], gemeente=gemeente)


def told(dossier: Regiodossier) -> list[tuple[int, str]]:
    return [(event["grens"], event["richting"]) for event in dossier.events("budget")]


def test_een_grens_wordt_op_de_cent_gemeld(dossier: Regiodossier) -> None:
    border = -(-DYSLEXIE * 80 // 100)
    dossier.process(claim(dossier, 1, 1, 99_000_000), today="2022-02-05")
    dossier.process(claim(dossier, 2, 2, border - 99_000_000 - 1, nr=2), today="2022-03-05")
    assert told(dossier) == []
    dossier.process(claim(dossier, 3, 3, 1, nr=2), today="2022-04-05")
    assert told(dossier) == [(80, "omhoog")]
    row = dossier.budgetten("2022-04-05")["Dyslexie"]
    assert [name for name in REQUIRED if name not in row] == []
    assert (row["toegekend_cent"], row["budget_cent"], row["benut"]) == (border, DYSLEXIE, 0.8)
    assert row["toestand"] == "vanaf_80" and len(dossier.budgetten("2022-04-05")) == 11
    assert dossier.command("budgetten", "herbereken", today="2022-04-05").status == 0
    event = dossier.events("budget")[0]
    assert set(event) == {
        "regio", "segment", "subsegment", "jaar", "grens", "richting", "toegekend_cent", "budget_cent", "zin",
    }  # fmt: skip


def test_een_bericht_over_alle_grenzen_meldt_ze_alle_op_volgorde_en_terug(dossier: Regiodossier) -> None:
    dossier.process(claim(dossier, 1, 1, 80_000_000), today="2022-02-05")
    up = declaratie(2, "2022-03-05", "2022-02", [(CLIENT, [
        dossier.line(1, "54D01", 19_999_999, None, "2022-02", ref="A"),
        dossier.line(2, "54D01", 80_000_000, None, "2022-02", ref="B"),
    ])], gemeente="0984")  # fmt: skip
    dossier.process(up, today="2022-03-05")
    assert told(dossier) == [(80, "omhoog"), (95, "omhoog"), (100, "omhoog")]
    down = claim(dossier, 3, 3, 80_000_000, nr=2)
    down["clients"][0][1][0] |= {"vorig": "B", "dc": "C", "p": ("2022-02-01", "2022-02-28")}
    dossier.process(down, today="2022-04-05")
    assert told(dossier)[3:] == [(100, "omlaag"), (95, "omlaag"), (80, "omlaag")]
    assert dossier.budgetten("2022-04-05")["Dyslexie"]["toestand"] == "onder_80"


def test_omlaag_pas_onder_98_procent_van_de_grens(local: Regiodossier) -> None:
    border = -(-DYSLEXIE * 80 // 100)
    local.process(claim(local, 1, 1, 99_999_999), today="2022-02-05")
    slack = border - 99_999_999
    local.process(claim(local, 2, 2, slack, nr=2), today="2022-03-05")
    low = -(-DYSLEXIE * 80 * 98 // 10_000)
    keep = low - 99_999_999
    messages = []
    for number, month, again in ((3, 3, keep), (4, 4, keep - 1)):
        back = "L2" if number == 3 else "H3"
        size = slack if number == 3 else keep
        period = ("2022-02-01", "2022-02-28") if number == 3 else ("2022-03-01", "2022-03-31")
        lines = [
            local.line(2, "54D01", size, None, "2022-02", vorig=back, dc="C", p=period),
            local.line(2, "54D01", again, None, f"2022-{month:02}", ref=f"H{number}"),
        ]
        day = f"2022-{month + 1:02}-05"
        messages.append(declaratie(number, day, f"2022-{month:02}", [(CLIENT, lines)], gemeente="0984"))
    assert local.process(messages[0], today="2022-04-05")[0]["outcome"] == "accepted"
    assert told(local) == [(80, "omhoog")]
    local.process(messages[1], today="2022-05-05")
    assert told(local) == [(80, "omhoog"), (80, "omlaag")]


def test_uitgezonderde_gemeenten_staan_alleen_naast_het_cijfer(dossier: Regiodossier) -> None:
    dossier.process(claim(dossier, 1, 1, 99_999_999, nr=3, gemeente="0983"), today="2022-02-05")
    row = dossier.budgetten("2022-02-05")["Dyslexie"]
    assert (row["toegekend_cent"], row["uitgezonderd_cent"]) == (0, 99_999_999)
    assert told(dossier) == []
    shown = dossier.command("budgetten", today="2022-02-05").out
    assert "Bergen (L.), Venlo" in " ".join(shown.split())
    credit = claim(dossier, 2, 2, 99_999_999, nr=3, gemeente="0983")
    credit["clients"][0][1][0] |= {"vorig": "L1", "dc": "C", "p": ("2022-01-01", "2022-01-31")}
    dossier.process(credit, today="2022-03-05")
    assert dossier.budgetten("2022-03-05")["Dyslexie"]["uitgezonderd_cent"] == 0


def test_vastgelegd_is_wat_er_op_lopende_toewijzingen_nog_kan_komen(local: Regiodossier) -> None:
    assert local.budgetten("2022-02-01")["Dyslexie"]["vastgelegd_cent"] == 2 * 99_999_999
    local.process(claim(local, 1, 1, 10_000_000), today="2022-02-05")
    assert local.budgetten("2022-02-05")["Dyslexie"]["vastgelegd_cent"] == 2 * 99_999_999 - 10_000_000
    logeren = {"cat": "44", "code": "44L01", "omvang": (365_000, "83", "6"), "ing": "2022-12-02", "eind": "2023-01-30"}
    gone = logeren | {"ing": "2022-02-01", "eind": "2022-02-01", "reden": "13"}
    removed = toewijzing(9, CLIENT, "2022-02-01", gone, gemeente="0984")
    local.process(toewijzing(8, CLIENT, "2022-02-02", logeren, gemeente="0984"), removed, today="2022-02-06")
    row = local.budgetten("2022-02-06")["Logeren"]
    assert row["vastgelegd_cent"] == 365_000 * 30 // 60 and row["a_specifiek_cent"] == 0


def test_zonder_maximum_telt_een_toewijzing_niet_in_vastgelegd(local: Regiodossier) -> None:
    endless = {"cat": "44", "code": "44L01", "omvang": (365_000, "83", "4"), "eind": None}
    local.process(toewijzing(8, CLIENT, "2022-02-02", endless, gemeente="0984"), today="2022-02-06")
    row = local.budgetten("2022-02-06")["Logeren"]
    assert (row["vastgelegd_cent"], row["zonder_maximum"]) == (0, 1)


def test_een_budget_zonder_cijfers_staat_er_ook(local: Regiodossier) -> None:
    row = local.budgetten("2022-02-01")["GGZ"]
    assert (row["toegekend_cent"], row["benut"], row["toestand"]) == (0, 0.0, "onder_80")


def test_een_uitvoer_voor_een_rekenblad(local: Regiodossier) -> None:
    local.process(claim(local, 1, 1, 10_000_000), today="2022-02-05")
    file = local.folder / "budgetten.csv"
    assert local.command("budgetten", "--csv", file, today="2022-02-05").status == 0
    header, *rows = file.read_text(encoding="utf-8-sig").splitlines()
    assert header.split(";")[:4] == ["regio", "segment", "subsegment", "jaar"] and len(rows) == 11
    assert any("0,066" in row for row in rows)

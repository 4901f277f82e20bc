"""Agreements are recorded once and never changed; the calculation aid advises, and says why it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.regiodossier import AGB, IJSSELLAND, LEKSTROOM, Regiodossier

TOEWIJZING = ("--gemeente", "0193", "--aanbieder", AGB, "--toewijzing", "1001")
JAAR = ("--aanbieder", AGB, "--product", "54B01", "--jaar", "2024")
WIE = ("--auteur", "Contractbeheer", "--reden", "brief van 3 maart")
KINDS = {
    "offerte": ((*TOEWIJZING, "--bedrag", "612500"), {"bedrag_cent": 612_500, "toewijzing": 1001}),
    "verwijzing": ((*TOEWIJZING, "--verwijzer", "04"), {"verwijzer": "04", "gemeente": "0193"}),
    "traject": ((*TOEWIJZING, "--soort", "duurzaam"), {"soort": "duurzaam"}),
    "toestemming": ((*JAAR, "--limiet-uren", "18.5"), {"limiet_minuten": 1110, "product": "54B01", "jaar": 2024}),
    "gesprek": (JAAR, {"aanbieder": AGB}),
    "verbetering": ((*JAAR, "--uitkomst", "niet_nagekomen"), {"uitkomst": "niet_nagekomen"}),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Regiodossier:
    url = request.getfixturevalue("fresh_database") if request.param == "postgresql" else ""
    return Regiodossier(tmp_path, [IJSSELLAND, LEKSTROOM], url)


def test_elke_soort_wordt_vastgelegd_en_getoond_met_beide_datums(dossier: Regiodossier) -> None:
    for number, (kind, (words, expected)) in enumerate(KINDS.items(), 1):
        dates = ("--van", "2024-03-01", "--tot", "2024-12-31")
        done = dossier.command("afspraak", kind, *words, *WIE, *dates, "--json", today="2024-03-04")
        assert done.status == 0, done.err
        said = done.json
        assert (said["nummer"], said["afspraak"]) == (number, kind)
        assert {name: said[name] for name in expected} == expected
        assert (said["van"], said["tot"], said["bekend_op"]) == ("2024-03-01", "2024-12-31", "2024-03-04")
        assert (said["auteur"], said["reden"]) == ("Contractbeheer", "brief van 3 maart")
    listed = dossier.command("afspraak", "list", "--json", today="2024-03-05").json
    assert [each["afspraak"] for each in listed] == list(KINDS)
    shown = " ".join(dossier.command("afspraak", "list", today="2024-03-05").out.split())
    assert "2024-03-01 t/m 2024-12-31" in shown and "2024-03-04" in shown and "18,5 uur per cliënt" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("offerte", *TOEWIJZING, "--bedrag", "0"), "--bedrag"),
        (("verwijzing", *TOEWIJZING, "--verwijzer", "99"), "--verwijzer"),
        (("traject", *TOEWIJZING, "--soort", "anders"), "--soort"),
        (("toestemming", *JAAR, "--limiet-uren", "veel"), "--limiet-uren"),
        (("gesprek", "--aanbieder", "1", "--product", "54B01", "--jaar", "2024"), "--aanbieder"),
        (("gesprek", *JAAR, "--van", "2024-02-01", "--tot", "2024-01-01"), "--tot"),
        (("onbekend",), "onbekend"),
    ],
)
def test_wat_niet_klopt_wordt_niet_vastgelegd(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    dossier = Regiodossier(tmp_path, [LEKSTROOM])
    done = dossier.command("afspraak", *words, *(WIE if len(words) > 1 else ()))
    assert done.status == 2 and said in done.err
    assert dossier.command("afspraak", "list", "--json").json == []


def test_een_bsn_in_de_reden_wordt_geweigerd_en_niet_herhaald(tmp_path: Path) -> None:
    dossier = Regiodossier(tmp_path, [])
    done = dossier.command("afspraak", "gesprek", *JAAR, "--auteur", "x", "--reden", "over 999996770 gesproken")
    assert done.status == 2 and "999996770" not in done.err + done.out


def test_zonder_auteur_of_reden_gaat_het_niet(tmp_path: Path) -> None:
    dossier = Regiodossier(tmp_path, [])
    assert dossier.command("afspraak", "gesprek", *JAAR, "--reden", "x").status == 2
    assert dossier.command("afspraak", "gesprek", *JAAR, "--auteur", "x").status == 2


def aid(folder: Path, *words: str) -> tuple[int, dict[str, object] | None, str]:
    done = Regiodossier(folder, [IJSSELLAND]).command("rekenhulp", *words, "--json", today="2023-02-01")
    return done.status, done.json if done.out else None, done.err


MARK = ("--traject", "herstel", "--groep-dagen", "2", "--groep-uren", "3.0", "--groep-weken", "26",
        "--groep-intensiteit", "licht", "--ambulant-uren", "3.0", "--ambulant-weken", "26",
        "--ambulant-tarief", "7000")  # fmt: skip
FRIVAL = ("--traject", "herstel", "--ambulant-uren", "2.5", "--ambulant-weken", "26", "--ambulant-tarief", "13000")


def test_mark(tmp_path: Path) -> None:
    assert aid(tmp_path, *MARK) == (0, {
        "groep_uren": 156, "groep_cent": 222_768, "ambulant_uren": 78, "ambulant_cent": 546_000,
        "totaal_cent": 768_768, "advies_budget": 5, "advies_cent": 800_000, "afgesproken_budget": None,
        "afgesproken_cent": None, "reden": None,
    }, "")  # fmt: skip


def test_frival_met_een_afgesproken_lager_budget(tmp_path: Path) -> None:
    status, said, _ = aid(tmp_path, *FRIVAL, "--afgesproken", "5", "--reden", "in overleg")
    assert said is not None
    assert (status, said["advies_budget"], said["afgesproken_budget"], said["reden"]) == (0, 6, 5, "in overleg")
    status, said, error = aid(tmp_path, *FRIVAL, "--afgesproken", "5")
    assert (status, said) == (1, None) and "reden" in error


def test_greetje_en_boven_het_hoogste_budget(tmp_path: Path) -> None:
    _, greetje, _ = aid(tmp_path, "--traject", "herstel", "--raming", "275000")
    _, high, _ = aid(tmp_path, "--traject", "herstel", "--raming", "2000001")
    assert greetje is not None and greetje["advies_budget"] == 3
    assert high is not None and (high["advies_budget"], high["advies_cent"]) == (None, None)


def test_duurzaam_heeft_52_weken_en_geen_zwaar(tmp_path: Path) -> None:
    duurzaam = ("--traject", "duurzaam", "--groep-dagen", "1", "--groep-uren", "2", "--groep-intensiteit")
    _, light, _ = aid(tmp_path, *duurzaam, "licht")
    assert light is not None and light["groep_uren"] == 104
    status, said, error = aid(tmp_path, *duurzaam, "zwaar")
    assert (status, said) == (1, None) and "zwaar" in error


@pytest.mark.parametrize("words", [("--traject", "anders"), (), ("--traject", "herstel", "--groep-dagen", "2")])
def test_wie_te_weinig_zegt_hoort_wat_er_mist(tmp_path: Path, words: tuple[str, ...]) -> None:
    status, said, error = aid(tmp_path, *words)
    assert (status, said) == (2, None) and error


def test_zonder_regiobestand_zeggen_normen_en_budgetten_wat_te_doen(tmp_path: Path) -> None:
    dossier = Regiodossier(tmp_path, [])
    for command in ("normen", "budgetten"):
        done = dossier.command(command)
        assert done.status == 0 and "--region" in done.out
        assert dossier.command(command, "--json").json == []

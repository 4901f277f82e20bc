"""Region files: what is accepted, and how everything that is wrong is told."""

from __future__ import annotations

from datetime import date

import pytest

from services.shared.region.fout import RegioFout
from services.shared.region.load import load_regio
from tests.support.regio import BUDGET, KOP, NORM, bestand, regio


def fouten(tekst: str) -> list[str]:
    with pytest.raises(RegioFout) as gevangen:
        load_regio(tekst.encode(), "proef.toml")
    return [str(fout) for fout in gevangen.value.fouten]


def waarschuwingen(tekst: str) -> list[str]:
    return [str(w) for w in load_regio(tekst.encode(), "proef.toml")[1]]


def test_a_file_with_only_the_fixed_tables_is_complete_and_has_no_rules() -> None:
    proef = regio(KOP + NORM + BUDGET)
    assert proef.regels == ()
    assert proef.standaardbudgetten == ()
    assert [p.code for p in proef.product("54B01", date(2024, 5, 1), "12345678")] == ["54B01"]


def test_the_version_names_exactly_this_text() -> None:
    assert len(regio(KOP).versie) == 12
    assert regio(KOP).versie != regio(KOP + " ").versie


@pytest.mark.parametrize(
    ("oud", "nieuw", "verwacht"),
    [
        ('unit = "04"', "unit = 4", "[[product]] nr 1, unit: gevonden geheel getal 4"),
        ("tariff = 9000", 'tariff = "9000"', "[[product]] nr 1, tariff: gevonden tekst '9000'"),
        ("tariff = 9000", "tariff = true", "[[product]] nr 1, tariff: gevonden ja/nee-waarde true"),
        ("tariff = 9000", "tariff = 90.00", "[[product]] nr 1, tariff: gevonden kommagetal 90.00"),
        ("tariff = 9000\n", "", "[[product]] nr 1: sleutel tariff ontbreekt"),
        ('unit = "83"', 'unit = "83"\ntariff = 1', "[[product]] nr 2, tariff: gevonden een tarief"),
        ('code = "0193"', 'code = "193"', "[[municipality]] nr 1, code: gevonden tekst '193'"),
        ('code = "0148"', 'code = "0193"', "[[municipality]] nr 2, code: code 0193 staat al in"),
        ("valid_from = 2024-01-01", 'valid_from = "2024-01-01"', "[region], valid_from: gevonden tekst"),
        ("valid_from = 2024-01-01", "valid_from = 2024-01-01\nvalid_until = 2023-12-31", "[region], valid_until"),
        ('name = "Proef"', 'naam = "Proef"', "[region], naam: onbekende sleutel"),
        ('category = "54"', 'category = "5"', "[[product]] nr 1, category: gevonden tekst '5'"),
    ],
)
def test_an_error_names_file_line_table_key_and_what_is_expected(oud: str, nieuw: str, verwacht: str) -> None:
    gevonden = fouten(KOP.replace(oud, nieuw, 1))
    assert any(fout.startswith("proef.toml, regel ") and verwacht in fout for fout in gevonden)
    assert all("verwacht" in fout for fout in gevonden)


def test_the_line_is_that_of_the_key() -> None:
    (fout,) = fouten(KOP.replace("tariff = 9000", "tariff = -1"))
    regel = KOP.splitlines().index("tariff = 9000") + 1
    assert fout.startswith(f"proef.toml, regel {regel}, [[product]] nr 1, tariff: gevonden geheel getal -1; verwacht")


def test_all_errors_are_told_at_once() -> None:
    kapot = KOP.replace('code = "0193"', "code = 193").replace('unit = "04"', 'unit = "05"') + "[norms]\na = 1\n"
    assert len(fouten(kapot)) == 3


def test_an_unknown_table_is_an_error() -> None:
    (fout,) = fouten(KOP + '\n[[norms]]\nproduct = "54B01"\n')
    assert "[[norms]]: onbekende tabel; verwacht een van: [region], [[municipality]]" in fout


def test_a_missing_table_is_an_error() -> None:
    zonder = KOP[: KOP.index("[[municipality]]")]
    (fout,) = fouten(zonder)
    assert fout == "proef.toml, [[municipality]]: ontbreekt; verwacht: een gemeente van de regio"


def test_single_and_double_brackets_are_not_the_same() -> None:
    (fout,) = fouten(KOP + '\n[norm]\nproduct = "54B01"\nyear = 2024\nhours_per_client = 15\n')
    assert "verwacht de tabel [[norm]]" in fout


def test_text_that_is_no_toml_names_the_line() -> None:
    (fout,) = fouten(KOP + "\ndit is geen toml\n")
    assert fout.startswith(f"proef.toml, regel {len(KOP.splitlines()) + 2}: geen geldige TOML")


def test_bytes_that_are_no_text_are_an_error() -> None:
    with pytest.raises(RegioFout, match="regel 2: geen leesbare tekst; verwacht: UTF-8"):
        load_regio(b"# goed\n# \xff\n", "proef.toml")


def test_a_code_in_two_budgets_of_one_year_is_an_error() -> None:
    (fout,) = fouten(KOP + BUDGET + BUDGET.replace("Logeren", "Pleegzorg"))
    assert "[[budget]] nr 2, products: product 45A48 telt voor 2024 al mee in [[budget]] nr 1" in fout


def test_a_code_may_stand_in_budgets_of_two_years() -> None:
    assert len(regio(KOP + BUDGET + BUDGET.replace("2024", "2025")).budgetten) == 2


def test_two_tariffs_for_one_day_are_an_error_and_one_after_the_other_are_not() -> None:
    extra = '\n[[product]]\ncode = "54B01"\ncategory = "54"\nunit = "04"\ntariff = 9500\n'
    (fout,) = fouten(KOP + extra)
    assert "product 54B01 in eenheid 04 staat voor dezelfde dagen al in [[product]] nr 1" in fout
    na_elkaar = KOP.replace("tariff = 9000", "tariff = 9000\nvalid_until = 2024-06-30") + extra
    assert len(regio(na_elkaar + "valid_from = 2024-07-01\n").producten) == 3


def test_a_tariff_follows_the_day_and_the_own_tariff_of_a_provider_goes_first() -> None:
    proef = regio(
        KOP.replace("tariff = 9000", "tariff = 9000\nvalid_until = 2024-06-30")
        + '\n[[product]]\ncode = "54B01"\ncategory = "54"\nunit = "04"\ntariff = 9500\nvalid_from = 2024-07-01\n'
        + '\n[[product]]\ncode = "54B01"\ncategory = "54"\nunit = "04"\ntariff = 9900\nprovider = "87654321"\n'
    )

    def tarieven(dag: date, aanbieder: str) -> list[int | None]:
        return [p.tarief for p in proef.product("54B01", dag, aanbieder)]

    assert tarieven(date(2024, 6, 30), "12345678") == [9000]
    assert tarieven(date(2024, 7, 1), "12345678") == [9500]
    assert tarieven(date(2024, 7, 1), "87654321") == [9900]
    assert proef.product("99999", date(2024, 7, 1), "87654321") == ()


def test_a_norm_takes_the_defaults_that_the_file_does_not_give() -> None:
    (norm,) = regio(KOP + NORM).normen
    assert (norm.minuten, norm.minimum_clienten) == (900, 5)
    assert (norm.naderend * 10, norm.hysterese * 100) == (9, 2)


def test_a_norm_is_a_whole_number_of_minutes_above_zero() -> None:
    assert regio(KOP + NORM.replace("15", "14.5")).normen[0].minuten == 870
    for waarde in ("0", "0.001"):
        (fout,) = fouten(KOP + NORM.replace("15", waarde))
        assert "[[norm]] nr 1, hours_per_client" in fout


def test_a_rule_without_code_is_an_error_not_a_rule_that_never_speaks() -> None:
    (fout,) = fouten(KOP + '\n[[rule]]\nnumber = "IJ10"\nseverity = "signal"\nfrom = 2024-01-01\n')
    assert "[[rule]] nr 1, number: onbekend regelnummer IJ10; verwacht een van: IJ01" in fout


def test_codes_and_years_that_can_never_count_are_warned_about() -> None:
    assert "product 54B99 staat niet in [[product]]" in waarschuwingen(KOP + NORM.replace("54B01", "54B99"))[0]
    assert "jaar 2023 valt buiten de geldigheid" in waarschuwingen(KOP + NORM.replace("2024", "2023"))[0]
    assert waarschuwingen(KOP + NORM + BUDGET) == []


def test_a_stated_total_that_differs_warns_with_both_figures() -> None:
    totaal = '\n[[stated_total]]\nsegment = "2"\nyear = 2024\namount = {}\n'
    assert waarschuwingen(KOP + BUDGET + totaal.format(1000000)) == []
    (tekst,) = waarschuwingen(KOP + BUDGET + totaal.format(1000001))
    assert "€ 10.000,01 (1000001 cent)" in tekst
    assert "€ 10.000,00 (1000000 cent)" in tekst


@pytest.mark.parametrize(("gedrukt", "aantal"), [("10.000", 0), ("€ 10.000,00", 0), ("10.00", 1), ("10.001", 1)])
def test_a_printed_figure_warns_when_it_is_not_the_amount(gedrukt: str, aantal: int) -> None:
    gevonden = waarschuwingen(KOP + BUDGET + f'printed = "{gedrukt}"\n')
    assert len(gevonden) == aantal
    assert all(gedrukt in tekst and "1000000" in tekst for tekst in gevonden)


def test_the_last_rule_row_that_has_begun_counts() -> None:
    rij = '\n[[rule]]\nnumber = "IJ04"\nseverity = "{}"\nfrom = {}\n'
    proef = regio(KOP + rij.format("reject", "2024-07-01") + rij.format("observe", "2024-03-01"))
    assert proef.zwaarte("IJ04", date(2024, 2, 29)) == "signal"
    assert proef.zwaarte("IJ04", date(2024, 3, 1)) == "observe"
    assert proef.zwaarte("IJ04", date(2024, 7, 1)) == "observe"
    assert proef.zwaarte("IJ05", date(2024, 7, 1)) == "signal"


def test_an_old_code_is_one_that_ends_with_the_transition() -> None:
    ijsselland = bestand("ijsselland/2023.toml")
    assert [p.code for p in ijsselland.producten if ijsselland.overgangscode(p.code)] == ["50901"]

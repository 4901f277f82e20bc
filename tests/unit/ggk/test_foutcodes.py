"""The meaning of the codes in a Fo01, in lists that disagree."""

from __future__ import annotations

from services.gateway.ggk.foutcodes import ONBEKEND, Foutcodes
from services.shared.platform.resources import schemas_dir

CODES = Foutcodes(schemas_dir() / "codelijsten" / "fo01.toml")


def test_een_code_die_in_beide_lijsten_staat_krijgt_beide_betekenissen() -> None:
    lijsten = CODES.uitleg("IB009")
    assert len(lijsten) == 2
    assert len({uitleg.betekenis for uitleg in lijsten}) == 2
    assert all(uitleg.wat_nu and uitleg.afzender for uitleg in lijsten)


def test_een_onbekende_code_krijgt_ook_een_uitleg() -> None:
    assert CODES.uitleg("XX1") == (ONBEKEND,)
    assert CODES.uitleg("") == (ONBEKEND,)


def test_stuf055_zegt_wat_er_moet_gebeuren() -> None:
    assert any("opnieuw" in uitleg.wat_nu for uitleg in CODES.uitleg(" StUF055 "))

"""Agreements: found by allocation or contract year, on the day they hold and since the day they are known."""

from __future__ import annotations

from datetime import date

from services.shared.region.afspraken import (
    Afspraken,
    Offerte,
    Toewijzing,
    Trajectkeuze,
    Vastlegging,
    Verwijzing,
    Verzoek,
)
from services.shared.region.termijn import Traject

TOEWIJZING = Toewijzing("0193", "12345678", 100)
DAG = date(2023, 5, 1)


def vastlegging(
    nummer: int, bekend: date = date(2023, 1, 1), van: date | None = None, tot: date | None = None
) -> Vastlegging:
    return Vastlegging(nummer, bekend, "beheer", "reden", van, tot)


def test_an_offerte_holds_for_its_allocation_within_its_dates() -> None:
    afspraken = Afspraken([Offerte(TOEWIJZING, 612_500, vastlegging(1, van=DAG, tot=DAG))])
    assert afspraken.offertes(TOEWIJZING, DAG) == {612_500}
    assert afspraken.offertes(TOEWIJZING, date(2023, 4, 30)) == frozenset()
    assert afspraken.offertes(TOEWIJZING, date(2023, 5, 2)) == frozenset()
    assert afspraken.offertes(TOEWIJZING._replace(gemeente="0148"), DAG) == frozenset()
    assert afspraken.offertes(TOEWIJZING._replace(nummer=101), DAG) == frozenset()


def test_the_referrer_comes_from_the_register_and_else_from_the_request() -> None:
    verzoeken = {Verzoek("0193", "12345678", "REF1"): "02"}
    zonder = Afspraken((), verzoeken)
    assert zonder.verwijzer(TOEWIJZING, DAG, "REF1") == "02"
    assert zonder.verwijzer(TOEWIJZING, DAG, "REF2") is None
    assert zonder.verwijzer(TOEWIJZING, DAG, None) is None
    met = Afspraken([Verwijzing(TOEWIJZING, "04", vastlegging(1))], verzoeken)
    assert met.verwijzer(TOEWIJZING, DAG, "REF1") == "04"


def test_of_two_agreements_the_one_recorded_last_counts() -> None:
    afspraken = Afspraken(
        [
            Trajectkeuze(TOEWIJZING, Traject.HERSTEL, vastlegging(2)),
            Trajectkeuze(TOEWIJZING, Traject.DUURZAAM, vastlegging(1)),
        ]
    )
    assert afspraken.traject(TOEWIJZING, DAG) is Traject.HERSTEL
    assert Afspraken().traject(TOEWIJZING, DAG) is None


def test_what_was_not_known_then_does_not_count_then() -> None:
    later = [Offerte(TOEWIJZING, 612_500, vastlegging(1, bekend=date(2023, 6, 1)))]
    assert Afspraken(later, bekend_op=DAG).offertes(TOEWIJZING, DAG) == frozenset()
    assert Afspraken(later, bekend_op=date(2023, 6, 1)).offertes(TOEWIJZING, DAG) == {612_500}

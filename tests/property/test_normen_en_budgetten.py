"""Laws of norm and budget figures: order, credits, double counting, recomputation, told states, nothing personal."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.shared.region.boeking import Boeking
from services.shared.region.budget import Budgetboek
from services.shared.region.budgettoestand import GRENZEN, na, overgangen
from services.shared.region.contract import Norm
from services.shared.region.gebeurtenis import budget_gegevens, norm_gegevens
from services.shared.region.norm import ClientStand, Normboek, NormStand, herbereken
from services.shared.region.normtoestand import Toestand, bepaal
from tests.support.regio import boeking, regios

REGIOS = regios()
VANDAAG = date(2024, 12, 31)
ERNA = date(2025, 6, 1)

debetten = st.builds(
    boeking,
    st.integers(1, 2000),
    client=st.sampled_from(["client-a", "client-b", "client-c", "client-d", "client-e", "client-f"]),
    product=st.sampled_from(["54B01", "54B01", "45A48"]),
    eenheid=st.sampled_from(["01", "01", "04", "14", "83"]),
    begin=st.dates(date(2023, 12, 1), date(2025, 1, 31)),
    gedeclareerd_op=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    gemeente=st.sampled_from(["0193", "0148", "0014"]),
    aanbieder=st.sampled_from(["12345678", "87654321"]),
)


@st.composite
def grootboek(draw: st.DrawFn) -> list[Boeking]:
    """Debits, and credits of some of them, in an order in which no credit comes before its debit."""
    regels = draw(st.lists(debetten, max_size=25))
    credits = [regel._replace(credit=True) for regel in regels if draw(st.booleans())]
    return regels + credits


def geboekt(regels: list[Boeking]) -> tuple[Normboek, Budgetboek]:
    normen, budgetten = Normboek(REGIOS), Budgetboek(REGIOS)
    for regel in regels:
        normen.boek(regel)
        budgetten.boek(regel)
    return normen, budgetten


@given(grootboek(), st.randoms(use_true_random=False))
def test_the_same_postings_in_any_order_give_the_same_figures(regels: list[Boeking], toeval: object) -> None:
    normen, budgetten = geboekt(regels)
    anders = list(regels)
    toeval.shuffle(anders)  # type: ignore[attr-defined]
    normen_anders, budgetten_anders = geboekt(anders)
    assert normen.standen == normen_anders.standen
    assert budgetten.standen == budgetten_anders.standen


@given(grootboek(), debetten)
def test_a_credit_undoes_exactly_its_debit(regels: list[Boeking], erbij: Boeking) -> None:
    normen, budgetten = geboekt(regels)
    normen_heen_en_weer, budgetten_heen_en_weer = geboekt([*regels, erbij, erbij._replace(credit=True)])
    sleutel = normen.sleutel(erbij)
    if sleutel is not None:
        was, is_nu = normen.standen.get(sleutel, NormStand()), normen_heen_en_weer.standen[sleutel]
        assert (is_nu.minuten, is_nu.cent, is_nu.clienten) == (was.minuten, was.cent, was.clienten)
        assert (is_nu.andere_eenheden, is_nu.maanden) == (was.andere_eenheden, was.maanden)
    budget = budgetten.sleutel(erbij)
    if budget is not None:
        assert budgetten.stand(budget) == budgetten_heen_en_weer.stand(budget)


@given(grootboek())
def test_no_client_is_counted_twice_over_months_municipalities_or_allocations(regels: list[Boeking]) -> None:
    normen, _ = geboekt(regels)
    netto: dict[object, int] = defaultdict(int)
    for regel in regels:
        sleutel = normen.sleutel(regel)
        if sleutel is not None and regel.eenheid in ("01", "04"):
            netto[sleutel, regel.client] += regel.teken * regel.volume * (60 if regel.eenheid == "04" else 1)
    for sleutel, stand in normen.standen.items():
        eigen = [minuten for (wie, _), minuten in netto.items() if wie == sleutel]  # type: ignore[misc]
        assert stand.clienten == sum(minuten > 0 for minuten in eigen)
        assert stand.minuten == sum(eigen) == sum(stand.maanden)
        assert sum(stand.nieuwe_clienten) == stand.clienten
        assert all(aantal >= 0 for aantal in stand.nieuwe_clienten)


@given(grootboek(), st.integers(0, 50))
def test_going_on_from_stored_figures_equals_recomputation(regels: list[Boeking], knip: int) -> None:
    eerst, _ = geboekt(regels[:knip])
    verder = Normboek(REGIOS)
    verder.standen = eerst.standen
    verder.clienten = {sleutel: dict(clienten) for sleutel, clienten in eerst.clienten.items()}
    for regel in regels[knip:]:
        verder.boek(regel)
    opnieuw = herbereken(REGIOS, regels)
    assert verder.standen == opnieuw.standen
    assert verder.clienten == opnieuw.clienten


@given(grootboek(), st.integers(1, 5))
def test_the_same_order_gives_the_same_events_and_they_form_a_chain(regels: list[Boeking], per_bericht: int) -> None:
    verhalen = []
    for _ in range(2):
        normen, budgetten = Normboek(REGIOS), Budgetboek(REGIOS)
        verhaal = []
        for begin in range(0, len(regels), per_bericht):
            bericht = regels[begin : begin + per_bericht]
            geraakt = dict.fromkeys(sleutel for regel in bericht if (sleutel := normen.boek(regel)))
            verhaal += [w for sleutel in geraakt if (w := normen.besluit(sleutel, 900, VANDAAG))]
            potten = dict.fromkeys(sleutel for regel in bericht if (sleutel := budgetten.boek(regel)))
            verhaal += [w for sleutel in potten for w in budgetten.besluit(sleutel)]
            assert all(normen.besluit(sleutel, 900, VANDAAG) is None for sleutel in geraakt)
            assert not any(budgetten.besluit(sleutel) for sleutel in potten)
        verhalen.append(verhaal)
    assert verhalen[0] == verhalen[1]
    stand: dict[object, object] = {}
    for wijziging in verhalen[0]:
        if hasattr(wijziging, "van"):
            assert wijziging.van is stand.get(wijziging.sleutel, Toestand.BINNEN)
            assert wijziging.van is not wijziging.naar
            stand[wijziging.sleutel] = wijziging.naar


@given(grootboek())
def test_no_event_tells_anything_of_a_client(regels: list[Boeking]) -> None:
    normen, budgetten = geboekt(regels)
    gegevens = [norm_gegevens(w) for sleutel in normen.standen if (w := normen.besluit(sleutel, 900, ERNA))]
    teksten = json.dumps(gegevens) + json.dumps(
        [budget_gegevens(w) for sleutel in budgetten.standen for w in budgetten.besluit(sleutel)]
    )
    assert "client-" not in teksten


@given(
    st.integers(0, 10**6),
    st.integers(0, 500),
    st.integers(900, 2000),
    st.sampled_from(list(Toestand)),
    st.integers(0, 30),
)
def test_the_state_told_is_kept_longer_but_never_reached_sooner(
    minuten: int, clienten: int, limiet: int, verteld: Toestand, hysterese: int
) -> None:
    norm = Norm("54B01", 2024, 900, hysterese=Fraction(hysterese, 100))
    nieuw = bepaal(minuten, clienten, norm, limiet, Toestand.BINNEN)
    nu = bepaal(minuten, clienten, norm, limiet, verteld)
    assert nu.hoogte >= nieuw.hoogte
    assert nu is nieuw or nu.hoogte <= verteld.hoogte
    assert bepaal(minuten, clienten, norm, limiet, nu) is nu


@given(st.integers(-100, 3000), st.integers(1, 2000), st.sampled_from([0, *GRENZEN]))
def test_after_its_steps_a_budget_has_no_more_to_tell(toegekend: int, budget: int, verteld: int) -> None:
    for stap in overgangen(toegekend, budget, verteld):
        verteld = na(stap)
    assert overgangen(toegekend, budget, verteld) == ()


def test_a_client_without_granted_minutes_starts_from_nothing() -> None:
    assert ClientStand().minuten == 0

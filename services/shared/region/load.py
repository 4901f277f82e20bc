"""Knows how the text of a region file becomes a Regio, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from decimal import Decimal
from fractions import Fraction

from services.shared.region import contract as c
from services.shared.region.fout import RegioFout, Waarschuwing
from services.shared.region.rules import NUMMERS
from services.shared.region.ruw import Rij, Ruw
from services.shared.region.samenhang import controleer


def load_regio(
    tekst: bytes, bestand: str, *, regelnummers: Set[str] = NUMMERS
) -> tuple[c.Regio, tuple[Waarschuwing, ...]]:
    """Read and check one region file; ``bestand`` is the name that errors, warnings and verdicts show.

    Raises RegioFout with every error found: file, line, table, key, what was found and what is expected.
    """
    ruw = Ruw(tekst, bestand)
    controleer(ruw, regelnummers)
    if ruw.fouten:
        raise RegioFout(sorted(ruw.fouten, key=lambda fout: fout.regel or 0))
    return _regio(ruw, hashlib.sha256(tekst).hexdigest()[:12]), tuple(ruw.waarschuwingen)


def _regio(ruw: Ruw, versie: str) -> c.Regio:
    kop = ruw.rijen("region")[0]
    omvang = ruw.rij("budget_scope")
    a_specifiek = ruw.rij("a_specific")
    traject = ruw.rij("trajectory")
    return c.Regio(
        naam=kop["name"],
        organisatie=kop["organisation"],
        geldig_vanaf=kop["valid_from"],
        geldig_tot=kop.get("valid_until"),
        bronnen=tuple(kop.get("sources", ())),
        gemeenten={rij["code"]: rij["name"] for rij in ruw.rijen("municipality")},
        producten=tuple(map(_product, ruw.rijen("product"))),
        versie=versie,
        bestand=ruw.bestand,
        tabelbronnen=dict(ruw.bronnen),
        normen=tuple(map(_norm, ruw.rijen("norm"))),
        budgetten=tuple(map(_budget, ruw.rijen("budget"))),
        genoemde_totalen=tuple(map(_totaal, ruw.rijen("stated_total"))),
        standaardbudgetten=_standaardbudgetten(ruw),
        regels=tuple(c.Regelstand(r["number"], c.Zwaarte(r["severity"]), r["from"]) for r in ruw.rijen("rule")),
        a_specifiek=frozenset(a_specifiek["categories"]) if a_specifiek else None,
        verwijsgrens=_verwijsgrens(ruw.rij("referral")),
        herstel_maanden=traject["restore_months"] if traject else None,
        verblijf=_verblijf(ruw.rij("stay")),
        overgang=_overgang(ruw.rij("transition")),
        segmenten=tuple(map(_segment, ruw.rijen("segment"))),
        groepsgroottes=tuple(map(_groepsgrootte, ruw.rijen("group_size"))),
        rekentarieven=tuple(map(_rekentarief, ruw.rijen("rate"))),
        richturen=tuple(map(_richturen, ruw.rijen("typical_hours"))),
        niet_in_budget=tuple(omvang["excludes"]) if omvang else (),
        wel_in_budget=tuple(omvang.get("includes", ())) if omvang else (),
    )


def _product(rij: Rij) -> c.Product:
    return c.Product(
        code=rij["code"],
        categorie=rij["category"],
        eenheid=rij["unit"],
        tarief=rij.get("tariff"),
        aanbieder=rij.get("provider"),
        geldig_vanaf=rij.get("valid_from"),
        geldig_tot=rij.get("valid_until"),
        segment=rij.get("segment"),
        groep=rij.get("group"),
        kdc_odc=rij.get("kdc_odc", False),
        voorbeeld=rij.get("example", False),
        voorbeeldwaarden=tuple(rij.get("example_values", ())),
        naam=rij.get("name"),
    )


def _norm(rij: Rij) -> c.Norm:
    return c.Norm(
        product=rij["product"],
        jaar=rij["year"],
        minuten=int(Decimal(rij["hours_per_client"]) * 60),
        naderend=Fraction(rij.get("approaching", Decimal("0.9"))),
        minimum_clienten=rij.get("minimum_clients", 5),
        hysterese=Fraction(rij.get("hysteresis", Decimal("0.02"))),
        naam=rij.get("name"),
    )


def _budget(rij: Rij) -> c.Budget:
    return c.Budget(
        segment=rij["segment"],
        subsegment=rij["subsegment"],
        jaar=rij["year"],
        bedrag=rij["amount"],
        producten=tuple(dict.fromkeys(rij["products"])),
        uitgezonderde_gemeenten=frozenset(rij.get("excluded_municipalities", ())),
        uitzondering_reden=rij.get("excluded_reason"),
        aantal_aanbieders=rij.get("providers"),
        gedrukt=rij.get("printed"),
        voorbeeldwaarden=tuple(rij.get("example_values", ())),
    )


def _totaal(rij: Rij) -> c.GenoemdTotaal:
    return c.GenoemdTotaal(rij["segment"], rij["year"], rij["amount"], rij.get("source"))


def _standaardbudgetten(ruw: Ruw) -> tuple[c.StandaardBudget, ...]:
    rijen = (c.StandaardBudget(r["number"], r["amount"], r["medical"]) for r in ruw.rijen("standard_budget"))
    return tuple(sorted(rijen, key=lambda budget: budget.bedrag))


def _verwijsgrens(rij: Rij | None) -> c.Verwijsgrens | None:
    return c.Verwijsgrens(frozenset(rij["medical"]), rij["limit"]) if rij else None


def _verblijf(rij: Rij | None) -> c.Verblijf | None:
    return c.Verblijf(rij["segment"], frozenset(rij.get("categories_with_treatment", ()))) if rij else None


def _overgang(rij: Rij | None) -> c.Overgang | None:
    return c.Overgang(rij["from"], rij["until"]) if rij else None


def _segment(rij: Rij) -> c.Segment:
    return c.Segment(rij["number"], rij["name"], rij.get("part"), rij.get("before"), rij.get("allocation"))


def _groepsgrootte(rij: Rij) -> c.Groepsgrootte:
    return c.Groepsgrootte(
        rij["group"], Fraction(rij["youths_per_worker"]), rij["hbo_percent"], Fraction(rij["behavioural_fte"])
    )


def _rekentarief(rij: Rij) -> c.Rekentarief:
    return c.Rekentarief(rij["kind"], rij["amount"], rij.get("group"), rij.get("name"))


def _richturen(rij: Rij) -> c.RichtUren:
    return c.RichtUren(rij["sector"], rij["budget"], rij["from"], rij["until"], rij.get("note"))

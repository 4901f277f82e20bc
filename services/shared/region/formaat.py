"""Knows the format of a region file: every table, its keys, and what each key holds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Soort(StrEnum):
    """What a key holds; the value is how an error names it in Dutch."""

    TEKST = "tekst tussen aanhalingstekens"
    GEMEENTE = "een gemeentecode van vier cijfers tussen aanhalingstekens"
    PRODUCT = "een productcode van 1 tot 5 tekens tussen aanhalingstekens"
    CATEGORIE = "een productcategorie van twee cijfers tussen aanhalingstekens"
    AGB = "een AGB-code van acht cijfers tussen aanhalingstekens"
    EENHEID = 'een eenheid: "01", "04", "14", "16", "82", "83" of "84"'
    CENTEN = "een geheel aantal eurocenten, 0 of meer"
    GETAL = "een geheel getal, 0 of meer"
    JAAR = "een jaartal van vier cijfers, zonder aanhalingstekens"
    DECIMAAL = "een getal van 0 of meer"
    DEEL = "een getal van 0 tot en met 1"
    DATUM = "een datum als 2023-01-31, zonder aanhalingstekens"
    JANEE = "true of false"
    ZWAARTE = '"reject", "signal" of "observe"'
    INTENSITEIT = '"licht", "middel", "middelzwaar" of "zwaar"'
    TARIEFSOORT = '"ambulant" of "groep"'
    TEKSTEN = "een lijst van teksten"
    GEMEENTEN = "een lijst van gemeentecodes van vier cijfers"
    PRODUCTEN = "een lijst van productcodes van 1 tot 5 tekens"
    CATEGORIEEN = "een lijst van productcategorieën van twee cijfers"
    VERWIJZERS = "een lijst van verwijzercodes van twee cijfers (COD327)"


class Sleutel(NamedTuple):
    """One key of a table, what it holds, and what it means (Dutch, for the schema)."""

    naam: str
    soort: Soort
    uitleg: str
    verplicht: bool = False


class Tabel(NamedTuple):
    """One table of the file; ``rij`` when it is written with double brackets and may occur more than once."""

    naam: str
    uitleg: str
    sleutels: tuple[Sleutel, ...]
    rij: bool = True
    verplicht: bool = False

    @property
    def kop(self) -> str:
        """The header as it stands in the file."""
        return f"[[{self.naam}]]" if self.rij else f"[{self.naam}]"

    def sleutel(self, naam: str) -> Sleutel | None:
        """The key with that name, also when it is one that every row may have."""
        algemeen = ALGEMEEN if self.rij else ()
        return next((s for s in (*self.sleutels, *algemeen) if s.naam == naam), None)


ALGEMEEN = (
    Sleutel("source", Soort.TEKST, "waar deze rij vandaan komt: document en kop"),
    Sleutel("example", Soort.JANEE, "true: geen document noemt deze rij, zij is een voorbeeld"),
    Sleutel("example_values", Soort.TEKSTEN, "namen van sleutels in deze rij die een voorbeeld zijn"),
)

_REGION = Tabel(
    "region",
    "de regio en de periode waarin dit bestand geldt",
    (
        Sleutel("name", Soort.TEKST, "naam; bestanden met dezelfde naam zijn samen een regio", True),
        Sleutel("organisation", Soort.TEKST, "de organisatie die inkoopt", True),
        Sleutel("valid_from", Soort.DATUM, "eerste dag waarop het bestand geldt", True),
        Sleutel("valid_until", Soort.DATUM, "laatste dag waarop het bestand geldt; weglaten: zonder einde"),
        Sleutel("sources", Soort.TEKSTEN, "de documenten waarop het bestand berust"),
    ),
    rij=False,
    verplicht=True,
)

_MUNICIPALITY = Tabel(
    "municipality",
    "een gemeente van de regio",
    (
        Sleutel("code", Soort.GEMEENTE, "CBS-code", True),
        Sleutel("name", Soort.TEKST, "naam van de gemeente", True),
    ),
    verplicht=True,
)

_PRODUCT = Tabel(
    "product",
    "een productcode met de eenheid en het tarief van het contract",
    (
        Sleutel("code", Soort.PRODUCT, "productcode", True),
        Sleutel("category", Soort.CATEGORIE, "productcategorie", True),
        Sleutel("unit", Soort.EENHEID, "eenheid (WJ756) waarin het tarief is afgesproken", True),
        Sleutel("tariff", Soort.CENTEN, "eurocenten per eenheid; verplicht, behalve bij eenheid 83"),
        Sleutel("name", Soort.TEKST, "omschrijving"),
        Sleutel("provider", Soort.AGB, "alleen voor deze aanbieder; gaat voor de rij zonder aanbieder"),
        Sleutel("valid_from", Soort.DATUM, "eerste dag waarop de code geldt"),
        Sleutel("valid_until", Soort.DATUM, "laatste dag waarop de code geldt"),
        Sleutel("segment", Soort.TEKST, "segment van het inkoopmodel"),
        Sleutel("group", Soort.INTENSITEIT, "intensiteit van het groepsaanbod"),
        Sleutel("kdc_odc", Soort.JANEE, "true: KDC of ODC, mag ook zwaar in een duurzaam traject"),
    ),
)

_NORM = Tabel(
    "norm",
    "de hoogste gemiddelde inzet per cliënt, per aanbieder, voor een code in een contractjaar",
    (
        Sleutel("product", Soort.PRODUCT, "productcode", True),
        Sleutel("year", Soort.JAAR, "contractjaar", True),
        Sleutel("hours_per_client", Soort.DECIMAAL, "uren per cliënt", True),
        Sleutel("name", Soort.TEKST, "omschrijving"),
        Sleutel("approaching", Soort.DEEL, "deel van de grens waarop de norm nadert; standaard 0.9"),
        Sleutel("minimum_clients", Soort.GETAL, "onder dit aantal is de stand voorlopig; standaard 5"),
        Sleutel("hysteresis", Soort.DEEL, "deel waarmee een grens daalt voor wie er al boven zat; standaard 0.02"),
    ),
)

_BUDGET = Tabel(
    "budget",
    "het regionale budget van een subsegment in een jaar",
    (
        Sleutel("segment", Soort.TEKST, "segment", True),
        Sleutel("subsegment", Soort.TEKST, "subsegment", True),
        Sleutel("year", Soort.JAAR, "jaar", True),
        Sleutel("amount", Soort.CENTEN, "budget in eurocenten", True),
        Sleutel("products", Soort.PRODUCTEN, "productcodes die meetellen", True),
        Sleutel("excluded_municipalities", Soort.GEMEENTEN, "gemeenten waarvan de declaraties niet meetellen"),
        Sleutel("excluded_reason", Soort.TEKST, "waarom die gemeenten niet meetellen"),
        Sleutel("providers", Soort.GETAL, "aantal gecontracteerde aanbieders"),
        Sleutel("printed", Soort.TEKST, "het bedrag zoals het document het drukt, als dat afwijkt"),
    ),
)

_STATED_TOTAL = Tabel(
    "stated_total",
    "een totaal dat een document noemt; wijkt het af van de som van de budgetten, dan volgt een waarschuwing",
    (
        Sleutel("segment", Soort.TEKST, "segment", True),
        Sleutel("year", Soort.JAAR, "jaar", True),
        Sleutel("amount", Soort.CENTEN, "genoemd totaal in eurocenten", True),
    ),
)

_RULE = Tabel(
    "rule",
    "hoe zwaar een regionale regel telt, vanaf een dag; de laatste rij die is ingegaan geldt",
    (
        Sleutel("number", Soort.TEKST, "regelnummer, bijvoorbeeld IJ04", True),
        Sleutel("severity", Soort.ZWAARTE, "afkeuren, signaleren of alleen tellen", True),
        Sleutel("from", Soort.DATUM, "eerste dag; vergeleken met de datum die ertoe doet", True),
    ),
)

_STANDARD_BUDGET = Tabel(
    "standard_budget",
    "een standaardbudget voor een A-specifieke toewijzing",
    (
        Sleutel("number", Soort.GETAL, "nummer", True),
        Sleutel("amount", Soort.CENTEN, "eurocenten", True),
        Sleutel("medical", Soort.JANEE, "true: mag volgen op een medische verwijzing", True),
    ),
)

_A_SPECIFIC = Tabel(
    "a_specific",
    "welke categorieën zonder productcode en met een budget worden toegewezen",
    (Sleutel("categories", Soort.CATEGORIEEN, "categorieën", True),),
    rij=False,
)

_REFERRAL = Tabel(
    "referral",
    "tot welk budget een medische verwijzing volstaat",
    (
        Sleutel("medical", Soort.VERWIJZERS, "verwijzers (COD327) die medisch zijn", True),
        Sleutel("limit", Soort.CENTEN, "hoogste budget in eurocenten", True),
    ),
    rij=False,
)

_TRAJECTORY = Tabel(
    "trajectory",
    "wanneer een toewijzing hersteltraject of duurzaam traject is",
    (Sleutel("restore_months", Soort.GETAL, "herstel: Einddatum voor Ingangsdatum plus dit aantal maanden", True),),
    rij=False,
)

_STAY = Tabel(
    "stay",
    "verblijf apart van behandeling",
    (
        Sleutel("segment", Soort.TEKST, "segment van de verblijfscodes", True),
        Sleutel("categories_with_treatment", Soort.CATEGORIEEN, "categorieën met verblijf en behandeling ineen"),
    ),
    rij=False,
)

_TRANSITION = Tabel(
    "transition",
    "de periode waarin lopende toewijzingen op oude specifieke codes mogen uitlopen",
    (
        Sleutel("from", Soort.DATUM, "eerste dag van de nieuwe werkwijze", True),
        Sleutel("until", Soort.DATUM, "laatste dag; oude codes hebben deze dag als valid_until", True),
    ),
    rij=False,
)

_SEGMENT = Tabel(
    "segment",
    "een segment van het inkoopmodel, voor lezers",
    (
        Sleutel("number", Soort.TEKST, "nummer", True),
        Sleutel("name", Soort.TEKST, "naam", True),
        Sleutel("part", Soort.TEKST, "onderdeel"),
        Sleutel("before", Soort.TEKST, "soort toewijzing tot de overgang"),
        Sleutel("allocation", Soort.TEKST, "soort toewijzing nu"),
    ),
)

_GROUP_SIZE = Tabel(
    "group_size",
    "een intensiteit van het groepsaanbod, voor lezers",
    (
        Sleutel("group", Soort.INTENSITEIT, "intensiteit", True),
        Sleutel("youths_per_worker", Soort.DECIMAAL, "jeugdigen per medewerker", True),
        Sleutel("hbo_percent", Soort.GETAL, "aandeel hbo-medewerkers in procenten", True),
        Sleutel("behavioural_fte", Soort.DECIMAAL, "fte gedragswetenschapper", True),
    ),
)

_RATE = Tabel(
    "rate",
    "een tarief van de rekenhulp in eurocenten per uur",
    (
        Sleutel("kind", Soort.TARIEFSOORT, "waarvoor het tarief is", True),
        Sleutel("amount", Soort.CENTEN, "eurocenten per uur", True),
        Sleutel("group", Soort.INTENSITEIT, "intensiteit, bij kind = groep"),
        Sleutel("name", Soort.TEKST, "omschrijving"),
    ),
)

_TYPICAL_HOURS = Tabel(
    "typical_hours",
    "gebruikelijke uren binnen een standaardbudget, indicatief, voor lezers",
    (
        Sleutel("sector", Soort.TEKST, "soort hulp", True),
        Sleutel("budget", Soort.GETAL, "nummer van het standaardbudget", True),
        Sleutel("from", Soort.GETAL, "van (uren)", True),
        Sleutel("until", Soort.GETAL, "tot en met (uren)", True),
        Sleutel("note", Soort.TEKST, "toelichting"),
    ),
)

_BUDGET_SCOPE = Tabel(
    "budget_scope",
    "welke zorg wel en niet in de budgetten zit; staat naast het cijfer",
    (
        Sleutel("excludes", Soort.TEKSTEN, "zorg die niet in de budgetten zit", True),
        Sleutel("includes", Soort.TEKSTEN, "zorg die er wel in zit"),
    ),
    rij=False,
)

BRONNEN = "sources"
"""The table that names, per table, the document and heading it comes from; its keys are names of tables."""

TABELLEN: dict[str, Tabel] = {
    tabel.naam: tabel
    for tabel in (
        _REGION,
        _MUNICIPALITY,
        _PRODUCT,
        _NORM,
        _BUDGET,
        _STATED_TOTAL,
        _BUDGET_SCOPE,
        _SEGMENT,
        _A_SPECIFIC,
        _STANDARD_BUDGET,
        _REFERRAL,
        _TRAJECTORY,
        _STAY,
        _TRANSITION,
        _GROUP_SIZE,
        _RATE,
        _TYPICAL_HOURS,
        _RULE,
    )
}

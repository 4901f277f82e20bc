"""Judges the rules that regions agreed beside the standard, with the agreements and amounts that were gathered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from services.shared.region.afspraken import Afspraak, Afspraken, Trajectkeuze, Verzoek
from services.shared.region.afspraken import Toewijzing as Over
from services.shared.region.contract import Regio, Zwaarte
from services.shared.region.regios import Regios
from services.shared.region.rules.beoordelen import (
    Melding,
    beoordeel_prestatie,
    beoordeel_toewijzing,
    raakt_prestatie,
)
from services.shared.region.rules.ij06_jaarplafond_duurzaam import budget_geldt_per_jaar
from services.shared.region.rules.oordeel import Prestatiefeiten, Toewijzingsfeiten, Vorige
from services.shared.region.termijn import Traject, datum_die_ertoe_doet, periode_van_jaar, toewijzingsjaar
from services.shared.standard.messages.jw301 import ToegewezenProduct
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.remembered import Remembered
from services.shared.standard.view import Toewijzing
from services.shared.verdict.signal import Remark


class Regionaal:
    """See services.shared.standard.regional.Regional. Lives as long as the batch that it was made for."""

    def __init__(self, regios: Regios, verzoeken: Mapping[tuple[str, str, str], str]) -> None:
        """``verzoeken`` is shared with judging, so that a request counts for the messages after it in the batch."""
        self._regios = regios
        self._verzoeken = cast("Mapping[Verzoek, str]", verzoeken)
        self._vastgelegd: dict[int, Afspraak] = {}
        self._ooit_duurzaam: set[Over] = set()
        self._afspraken: Afspraken | None = None
        self._geraakt: dict[tuple[object, ...], bool] = {}
        self._bedragen: dict[tuple[str, int], defaultdict[date, int]] = {}

    def weet(self, afspraken: Iterable[Afspraak]) -> None:
        """Learn agreements; one that is known already is not counted twice."""
        for afspraak in afspraken:
            self._vastgelegd[afspraak.vastlegging.volgnummer] = afspraak
            if isinstance(afspraak, Trajectkeuze) and afspraak.soort is Traject.DUURZAAM:
                self._ooit_duurzaam.add(afspraak.toewijzing)
        self._afspraken = None

    def volg(self, gemeente: str, nummers: Iterable[int], open_debetten: Iterable[tuple[int, date, int]]) -> None:
        """Keep the amounts of these allocations per period, from what stands on them (number, first day, eurocents)."""
        for nummer in nummers:
            self._bedragen[gemeente, nummer] = defaultdict(int)
        for nummer, begin, cent in open_debetten:
            self._bedragen[gemeente, nummer][begin] += cent

    def kan_per_jaar(self, toewijzing: Toewijzing) -> bool:
        """Whether the Budget of an allocation is, or by an agreement may be, counted per year, so that its amounts
        must be known."""
        keuze = Traject.DUURZAAM if _over(toewijzing) in self._ooit_duurzaam else None
        return toewijzing.budget is not None and any(
            budget_geldt_per_jaar(regio, toewijzing, keuze) for regio in regios_van(self._regios, toewijzing.gemeente)
        )

    def of_product(
        self, gemeente: str, aanbieder: str, product: ToegewezenProduct, huidig: Toewijzing | None
    ) -> Sequence[Remark]:
        """See Regional."""
        dag = datum_die_ertoe_doet(product.toewijzingsdatum, product.ingangsdatum)
        regio = self._regios.in_kracht(gemeente, dag)
        if regio is None:
            return ()
        over, bekend = Over(gemeente, aanbieder, product.toewijzing_nummer), self._bekend()
        feiten = Toewijzingsfeiten(
            aanbieder=aanbieder,
            offertes=bekend.offertes(over, dag),
            verwijzer=bekend.verwijzer(over, dag, product.referentie_aanbieder),
            vorige=None if huidig is None else Vorige(huidig.einddatum),
        )
        return [_remark(melding) for melding in beoordeel_toewijzing(product, regio, feiten)]

    def speaks_of(self, prestatie: Prestatie, toewijzing: Toewijzing) -> bool:
        """See Regional."""
        if prestatie.debet_credit == CREDIT:
            return False
        regio = self._regios.in_kracht(toewijzing.gemeente, prestatie.begin)
        if regio is None:
            return False
        keuze = self._traject(toewijzing, prestatie.begin)
        key = (
            regio.versie,
            prestatie.product_code,
            toewijzing.ingangsdatum,
            toewijzing.einddatum,
            toewijzing.budget,
            keuze,
        )
        found = self._geraakt.get(key)
        if found is None:
            found = self._geraakt[key] = raakt_prestatie(regio, toewijzing, prestatie.product_code, keuze)
        return found

    def per_year(self, prestatie: Prestatie, toewijzing: Toewijzing) -> bool:
        """See Regional."""
        regio = self._regios.in_kracht(toewijzing.gemeente, prestatie.begin)
        return regio is not None and budget_geldt_per_jaar(
            regio, toewijzing, self._traject(toewijzing, prestatie.begin)
        )

    def of_line(self, prestatie: Prestatie, toewijzing: Toewijzing) -> Sequence[Remark]:
        """See Regional."""
        regio = self._regios.in_kracht(toewijzing.gemeente, prestatie.begin)
        if regio is None:
            return ()
        feiten = Prestatiefeiten(
            toewijzing=toewijzing,
            aanbieder=toewijzing.aanbieder,
            afgesproken=self._traject(toewijzing, prestatie.begin),
            toegekend_in_jaar=self._in_jaar(toewijzing, prestatie.begin),
        )
        return [_remark(melding) for melding in beoordeel_prestatie(prestatie, regio, feiten)]

    def granted(self, prestatie: Prestatie, toewijzing: Toewijzing) -> None:
        """See Regional. A credit frees the year of its debit, because both carry the same ProductPeriode."""
        bedragen = self._bedragen.get((toewijzing.gemeente, toewijzing.toewijzing_nummer))
        if bedragen is not None:
            bedragen[prestatie.begin] += prestatie.bedrag if prestatie.debet_credit != CREDIT else -prestatie.bedrag

    def _in_jaar(self, toewijzing: Toewijzing, dag: date) -> int:
        """Net granted eurocents in the allocation year of that day."""
        bedragen = self._bedragen.get((toewijzing.gemeente, toewijzing.toewijzing_nummer))
        if not bedragen:
            return 0
        jaar = toewijzingsjaar(toewijzing.ingangsdatum, dag)
        periode = periode_van_jaar(toewijzing.ingangsdatum, jaar)
        begin = date.min if jaar == 1 else periode.begin
        return sum(cent for eerste, cent in bedragen.items() if begin <= eerste <= periode.eind)

    def _traject(self, toewijzing: Toewijzing, dag: date) -> Traject | None:
        if not self._vastgelegd:
            return None
        return self._bekend().traject(_over(toewijzing), dag)

    def _bekend(self) -> Afspraken:
        if self._afspraken is None:
            self._afspraken = Afspraken(self._vastgelegd.values(), self._verzoeken)
        return self._afspraken


def regionaal(remembered: Remembered, regios: Regios) -> Regionaal:
    """The regional judge of a batch; made when it is not there yet."""
    found = remembered.regional
    if not isinstance(found, Regionaal):
        found = remembered.regional = Regionaal(regios, remembered.verzoeken)
    return found


def regios_van(regios: Regios, gemeente: str) -> list[Regio]:
    """The region files of a municipality, whatever their dates."""
    return [regio for regio in regios.alle if gemeente in regio.gemeenten]


def _over(toewijzing: Toewijzing) -> Over:
    return Over(toewijzing.gemeente, toewijzing.aanbieder, toewijzing.toewijzing_nummer)


def _remark(melding: Melding) -> Remark:
    return Remark(
        melding.regel,
        melding.zwaarte is Zwaarte.REJECT and melding.beoordeeld,
        melding.zwaarte is Zwaarte.OBSERVE,
        melding.element,
        melding.toelichting,
        melding.beoordeeld,
        melding.retourcode,
        melding.cijfers,
    )

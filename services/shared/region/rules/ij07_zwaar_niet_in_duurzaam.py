"""IJ07: groepsaanbod zwaar past niet in een duurzaam traject, behalve KDC en ODC."""

from __future__ import annotations

from services.shared.region.contract import Regio
from services.shared.region.rules.oordeel import Oordeel, Over, Overtreding, Prestatie, Prestatiefeiten, Regel
from services.shared.region.termijn import HERSTEL_MAANDEN, Traject, traject

_ZWAAR = "zwaar"


def _oordeel(prestatie: Prestatie, regio: Regio, feiten: Prestatiefeiten) -> Oordeel:
    """The heaviest group help is not meant for several years (webinar Toewijzen, 2022)."""
    if prestatie.debet_credit != "D" or prestatie.product_code is None:
        return None
    producten = regio.product(prestatie.product_code, prestatie.begin, feiten.aanbieder)
    if not any(product.groep == _ZWAAR and not product.kdc_odc for product in producten):
        return None
    maanden = HERSTEL_MAANDEN if regio.herstel_maanden is None else regio.herstel_maanden
    toewijzing = feiten.toewijzing
    if traject(toewijzing.ingangsdatum, toewijzing.einddatum, feiten.afgesproken, maanden) is Traject.HERSTEL:
        return None
    return Overtreding((("code", prestatie.product_code),))


REGEL = Regel(
    nummer="IJ07",
    over=Over.PRESTATIE,
    element="ProductCode",
    bron="webinar Toewijzen, november 2022: groepsaanbod zwaar",
    uitleg="Productcode {code} is groepsaanbod zwaar en past niet in een duurzaam traject.",
    wat_nu="Kies een lichtere intensiteit, of overleg met de Toegang; KDC en ODC zijn uitgezonderd.",
    afgesproken=lambda regio: regio.herstel_maanden is not None,
    oordeel=_oordeel,
    raakt=lambda regio, toewijzing, code, afgesproken: any(
        p.code == code and p.groep == _ZWAAR for p in regio.producten
    ),
)

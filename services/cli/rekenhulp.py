"""Bereken het standaardbudget bij een plan: groep en ambulant, herstel of duurzaam, met een afgesproken afwijking.

Bedragen zijn eurocenten. Weken zijn 52 bij een duurzaam traject, tenzij u iets anders opgeeft.

Status: 0 berekend, 1 het plan kan niet, 2 verkeerd gebruik.
"""

from __future__ import annotations

import argparse
import sys
from fractions import Fraction

from services.cli import regional, screen, wiring
from services.shared.desk.loading import UsageError
from services.shared.region.contract import Regio
from services.shared.region.regios import Regios
from services.shared.region.rekenhulp import Advies, Ambulantplan, Geweigerd, Groepsplan, Plan, als_json, rekenhulp
from services.shared.region.schrijfwijze import duizendtallen, euro
from services.shared.region.termijn import Traject

_INTENSITEITEN = ("licht", "middel", "middelzwaar", "zwaar")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--traject", required=True, choices=[each.value for each in Traject])
    parser.add_argument("--groep-dagen", type=number, metavar="N", help="dagen per week")
    parser.add_argument("--groep-uren", type=number, metavar="N", help="uren per dag")
    parser.add_argument("--groep-weken", type=number, metavar="N", help="aantal weken")
    parser.add_argument("--groep-intensiteit", choices=_INTENSITEITEN)
    parser.add_argument("--kdc-odc", action="store_true", help="groepsaanbod van een KDC of ODC")
    parser.add_argument("--ambulant-uren", type=number, metavar="N", help="uren per week")
    parser.add_argument("--ambulant-weken", type=number, metavar="N", help="aantal weken")
    parser.add_argument("--ambulant-tarief", type=cents, metavar="CENTEN", help="tarief per uur")
    parser.add_argument("--raming", type=cents, metavar="CENTEN", help="een bedrag waarvan de uren niet bekend zijn")
    parser.add_argument("--afgesproken", type=int, metavar="N", help="nummer van het afgesproken standaardbudget")
    parser.add_argument("--reden", metavar="TEKST", help="waarom het afgesproken budget anders is dan het advies")
    regional.add_options(parser, database=False)


def number(text: str) -> Fraction:
    """A number of zero or more, with a dot or a comma."""
    try:
        found = Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError("een getal, bijvoorbeeld 3 of 2.5") from None
    if found < 0:
        raise argparse.ArgumentTypeError("een getal van nul of meer")
    return found


def cents(text: str) -> int:
    """An amount in whole eurocents."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("een bedrag in hele eurocenten, bijvoorbeeld 7000")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Calculate a plan."""
    try:
        regio = _regio(wiring.regios(options.region), options)
        plan = _plan(options)
    except UsageError as error:
        print(f"sluis rekenhulp: {error}", file=sys.stderr)
        return 2
    found = rekenhulp(regio, plan)
    if isinstance(found, Geweigerd):
        print(f"sluis rekenhulp: {found.uitleg}", file=sys.stderr)
        return 1
    if options.json:
        screen.write_json(als_json(found))
    else:
        _show(found)
    return 0


def _regio(regios: Regios, options: argparse.Namespace) -> Regio:
    """The one region file with standard budgets; of several, the one in force today."""
    wanted = [regio for regio in regios.alle if regio.standaardbudgetten]
    today = regional.today_of(options)
    found = [regio for regio in wanted if regio.geldt_op(today)] or wanted
    if not found:
        raise UsageError("geef met --region een regiobestand met standaardbudgetten.")
    if len({regio.naam for regio in found}) > 1:
        raise UsageError("er zijn meer regio's met standaardbudgetten; geef er een op.")
    return found[-1]


def _plan(options: argparse.Namespace) -> Plan:
    groep = (options.groep_dagen, options.groep_uren, options.groep_intensiteit)
    if any(each is not None for each in (*groep, options.groep_weken)) and None in groep:
        raise UsageError("groep vraagt --groep-dagen, --groep-uren en --groep-intensiteit.")
    ambulant = (options.ambulant_uren, options.ambulant_tarief)
    if any(each is not None for each in (*ambulant, options.ambulant_weken)) and None in ambulant:
        raise UsageError("ambulant vraagt --ambulant-uren en --ambulant-tarief.")
    return Plan(
        traject=Traject(options.traject),
        groep=None if None in groep else Groepsplan(*groep[:2], options.groep_weken, groep[2], options.kdc_odc),
        ambulant=None if None in ambulant else Ambulantplan(ambulant[0], options.ambulant_weken, ambulant[1]),
        raming=options.raming,
        afgesproken=options.afgesproken,
        reden=options.reden,
    )


def _show(found: Advies) -> None:
    def hours(uren: Fraction) -> str:
        return (
            f"{duizendtallen(int(uren))} uur" if uren.denominator == 1 else f"{float(uren):.2f} uur".replace(".", ",")
        )

    rows = [
        ("groep", f"{hours(found.groep_uren)}, {euro(found.groep_cent)}"),
        ("ambulant", f"{hours(found.ambulant_uren)}, {euro(found.ambulant_cent)}"),
        ("totaal", euro(found.totaal_cent)),
        (
            "advies",
            f"standaardbudget {found.advies.nummer}, {euro(found.advies.bedrag)}"
            if found.advies
            else "geen standaardbudget is hoog genoeg: vraag een offerte",
        ),
    ]
    if found.afgesproken is not None:
        rows.append(("afgesproken", f"standaardbudget {found.afgesproken.nummer}, {euro(found.afgesproken.bedrag)}"))
    if found.reden:
        rows.append(("reden", found.reden))
    screen.console().print(screen.labelled(rows, indent=0))

"""Writes JW301 and JW323 as XML from plain dicts, so that a test says only numbers, dates and amounts.

A JW301: ``kind ident dag today gemeente prov bsn prods``; each of ``prods``: ``nr cat code td tt ing eind reden omvang
budget refa`` (``omvang`` is volume, eenheid, frequentie). A JW323: ``kind ident dag today gemeente afz dn dp ddag tot
clients``; ``clients`` is a list of (bsn, lines), each line: ``ref vorig nr cat code p vol eh tar bedrag dc``. Dates are
ISO text, amounts eurocents. What may be left out: gemeente, ddag, tot, refa, tt.
"""

from __future__ import annotations

from typing import Any

Said = dict[str, Any]

GEMEENTE = "0193"
BASIS = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
SPACE = "http://www.istandaarden.nl/ijw/3_2/{}/schema"
CLIENT_301 = (
    "<m:Geboortedatum><i:Datum>2012-05-05</i:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht><m:Naam>"
    "<i:Geslachtsnaam><i:Achternaam>Proef</i:Achternaam></i:Geslachtsnaam><i:NaamGebruik>1</i:NaamGebruik></m:Naam>"
    "<m:Contactgegevens><m:Contact><m:Soort>01</m:Soort><m:Adres><i:Huis><i:Huisnummer>1</i:Huisnummer></i:Huis>"
    "<i:Postcode>8000AA</i:Postcode><i:LandCode>NL</i:LandCode></m:Adres></m:Contact></m:Contactgegevens>"
)


def to_xml(said: Said) -> bytes:
    """The message as UTF-8."""
    return (jw301(said) if said["kind"] == "JW301" else jw323(said)).encode()


def tag(name: str, value: object) -> str:
    """An element, nothing when there is no value."""
    return "" if value is None else f"<{name}>{value}</{name}>"


def root(kind: str, body: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    """A whole document with the prefixes ``m`` (the message) and ``i`` (the base schema)."""
    return f'{declaration}<m:Bericht xmlns:m="{SPACE.format(kind)}" xmlns:i="{BASIS}">{body}</m:Bericht>'


def header(code: str, afzender: str, ontvanger: str, ident: str, dag: str) -> str:
    """The header of both messages."""
    return (
        f"<m:Header><m:BerichtCode>{code}</m:BerichtCode><m:BerichtVersie>3</m:BerichtVersie>"
        f"<m:BerichtSubversie>2</m:BerichtSubversie><m:Afzender>{afzender}</m:Afzender>"
        f"<m:Ontvanger>{ontvanger}</m:Ontvanger><m:BerichtIdentificatie><i:Identificatie>{ident}</i:Identificatie>"
        f"<i:Dagtekening>{dag}</i:Dagtekening></m:BerichtIdentificatie><m:XsdVersie>"
        "<i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie>"
        "</m:XsdVersie></m:Header>"
    )


def jw301(said: Said) -> str:
    """A JW301 whose client has one address."""
    products = "".join(product(each) for each in said["prods"])
    head = header("436", said.get("gemeente", GEMEENTE), said["prov"], said["ident"], said["dag"])
    body = said.get("client", CLIENT_301)
    return root(
        "jw301",
        f"{head}<m:Client><m:Bsn>{said['bsn']}</m:Bsn>{body}<m:ToegewezenProducten>{products}</m:ToegewezenProducten>"
        "</m:Client>",
    )


def product(said: Said) -> str:
    """A ToegewezenProduct."""
    extent = said.get("omvang")
    what = tag("i:Categorie", said["cat"]) + tag("i:Code", said["code"]) if said["cat"] else None
    omvang = extent and tag("i:Volume", extent[0]) + tag("i:Eenheid", extent[1]) + tag("i:Frequentie", extent[2])
    return tag(
        "m:ToegewezenProduct",
        tag("m:ToewijzingNummer", said["nr"])
        + tag("m:ReferentieAanbieder", said.get("refa"))
        + tag("m:Product", what)
        + tag("m:Toewijzingsdatum", said["td"])
        + tag("m:Toewijzingstijd", said.get("tt", "10:00:00"))
        + tag("m:Ingangsdatum", said["ing"])
        + tag("m:Einddatum", said["eind"])
        + tag("m:RedenWijziging", said["reden"])
        + tag("m:Omvang", omvang)
        + tag("m:Budget", said["budget"]),
    )


def jw323(said: Said) -> str:
    """A JW323; its total is the sum of its lines unless ``tot`` says otherwise."""
    net = said["tot"] if said.get("tot") is not None else total(said)
    clients = "".join(
        tag("m:Client", tag("m:Bsn", bsn) + tag("m:Prestaties", "".join(map(prestatie, lines))))
        for bsn, lines in said["clients"]
    )
    begin, eind = said["dp"]
    head = header("490", said["afz"], said.get("gemeente", GEMEENTE), said["ident"], said["dag"])
    return root(
        "jw323",
        f"{head}<m:Declaratie>{tag('m:DeclaratieNummer', said['dn'])}<m:DeclaratiePeriode>"
        f"{tag('i:Begindatum', begin)}{tag('i:Einddatum', eind)}</m:DeclaratiePeriode>"
        f"{tag('m:DeclaratieDagtekening', said.get('ddag', said['dag']))}<m:TotaalIngediendBedrag>"
        f"{tag('i:TotaalBedrag', abs(net))}{tag('i:DebetCredit', said.get('totdc', 'C' if net < 0 else 'D'))}"
        f"</m:TotaalIngediendBedrag><m:Clienten>{clients}</m:Clienten></m:Declaratie>",
    )


def total(said: Said) -> int:
    """Debit minus credit of all lines."""
    return sum(line["bedrag"] * (1 if line["dc"] == "D" else -1) for _, lines in said["clients"] for line in lines)


def prestatie(line: Said) -> str:
    """A Prestatie."""
    begin, eind = line["p"]
    return tag(
        "m:Prestatie",
        tag(
            "m:ProductReferentie",
            tag("i:ReferentieNummer", line["ref"]) + tag("i:VorigReferentieNummer", line["vorig"]),
        )
        + tag("m:ToewijzingNummer", line["nr"])
        + tag("m:ProductCategorie", line["cat"])
        + tag("m:ProductCode", line["code"])
        + tag("m:ProductPeriode", tag("i:Begindatum", begin) + tag("i:Einddatum", eind))
        + tag("m:GeleverdVolume", line["vol"])
        + tag("m:Eenheid", line["eh"])
        + tag("m:ProductTarief", line["tar"])
        + tag("m:IngediendBedrag", tag("i:Bedrag", line["bedrag"]) + tag("i:DebetCredit", line["dc"])),
    )

"""Knows the events of the GGk: an envelope left, came to nothing, was refused later, is late; or a provider refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.gateway.stuf.namen import toonbaar, toonbare_partij
from services.gateway.stuf.partijen import paar
from services.shared.desk import events
from services.shared.dossier.enveloppen import Envelop
from services.shared.dossier.gebeurtenissen import Waiting

UNKNOWN = "onbekend"


def bezorgd(each: Envelop, bestemming: str, poging: int, moment: str) -> Waiting:
    """An envelope was taken over by the other side."""
    data = {**_over(each), "bestemming": bestemming, "pogingen": poging}
    return _levering("verzonden", each, moment, data)


def mislukt(each: Envelop, bestemming: str, poging: int, moment: str, reden: str) -> Waiting:
    """An envelope was set aside; ``reden`` says in Dutch why."""
    data = {**_over(each), "bestemming": bestemming, "pogingen": poging, "reden": reden}
    return _levering("mislukt", each, moment, data, f"|{poging}")


def fout_terug(each: Envelop, fo01: Envelop, code: str, moment: str) -> Waiting:
    """A Fo01 came back on an envelope of ours: what was sent did not arrive, and somebody must act."""
    data = {
        **_over(each),
        "foutbericht": _nummer(fo01),
        "foutcode": toonbaar(code)[:7],
        "foutmelder": toonbare_partij(fo01.zender),
    }
    return _levering("foutbericht", each, moment, data, f"|{fo01.sleutel}")


def te_laat(each: Envelop, stand: str, moment: str) -> Waiting:
    """What must follow on an envelope has not, and its last day is near or past (``in gevaar``, ``verstreken``)."""
    data = {**_over(each), "uiterlijk": each.uiterlijk, "stand": stand}
    return _levering("termijn", each, moment, data, f"|{stand}")


def geweigerd(
    each: Envelop, du01: Envelop, retourcodes: Sequence[str], toewijzingen: Sequence[int], moment: str
) -> Waiting:
    """A provider refused an allocation of ours: a signal on these allocations."""
    data = {
        "levering": each.levering,
        "soort": each.functie,
        **_paar(each),
        "aantal": 1,
        "per_regel": {"JW302": 1},
        "signalen": [
            {
                "rule": "JW302",
                "path": "/",
                "explanation": "De aanbieder heeft deze toewijzing geweigerd. Herstel haar en stuur een nieuwe JW301.",
                "beoordeeld": True,
            }
        ],
        "toewijzingen": list(toewijzingen),
        "retourcodes": list(retourcodes),
        "envelop": du01.referentienummer,
    }
    subject = f"{each.bron}/{each.levering}"
    return events.event("signaal", "gegeven", subject, _sleutel(each), moment, data, f"|{du01.referentienummer}")


def _levering(naam: str, each: Envelop, moment: str, data: dict[str, Any], uniek: str = "") -> Waiting:
    subject = f"envelop/{_nummer(each)}"
    return events.event("levering", naam, subject, _sleutel(each), moment, data, uniek)


def _over(each: Envelop) -> dict[str, Any]:
    return {
        "envelop": _nummer(each),
        "berichtcode": each.berichtcode,
        "functie": each.functie,
        "antwoord_op": each.levering,
        **_paar(each),
    }


def _nummer(each: Envelop) -> str:
    """Its number; that of a Fo01 of others can be absent, or be anything."""
    number = each.referentienummer
    return (number if len(number) == 36 else toonbaar(number)) or UNKNOWN


def _paar(each: Envelop) -> dict[str, str | None]:
    found = paar(each.zender, each.ontvanger)
    return {"gemeente": found[0] if found else None, "aanbieder": found[1] if found else None}


def _sleutel(each: Envelop) -> str:
    found = paar(each.zender, each.ontvanger)
    return ":".join(found) if found else UNKNOWN

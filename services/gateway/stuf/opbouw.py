"""Puts the GGk together: its door, and the tasks that process, deliver, read the folder and watch deadlines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from services.gateway.body import Room
from services.gateway.ggk.antwoord import Antwoorder, afzender
from services.gateway.ggk.bezorging import Instelling
from services.gateway.ggk.foutcodes import Foutcodes
from services.gateway.storing import tell_away
from services.gateway.stuf.api import Deur
from services.gateway.stuf.bestemmingen import Bestemming, Eindpunt, Map
from services.gateway.stuf.bezorgen import Bezorgen
from services.gateway.stuf.klaarleggen import Klaarleggen
from services.gateway.stuf.koppelen import Koppelen
from services.gateway.stuf.levensloop import Levensloop
from services.gateway.stuf.lezers import Lezers
from services.gateway.stuf.mappen import Mapinname
from services.gateway.stuf.melden import Melder
from services.gateway.stuf.ontvangen import Ontvangst
from services.gateway.stuf.settings import GgkSettings
from services.gateway.stuf.termijnen import Termijnen
from services.gateway.stuf.toegang import Toegang, lees_proxies
from services.gateway.stuf.verpakken import Verpakken
from services.gateway.stuf.verwerken import Verwerken
from services.shared.desk.loading import UsageError
from services.shared.desk.relay import Relay
from services.shared.desk.settings import Parts
from services.shared.desk.station import Place, Station
from services.shared.platform.keys import Keys
from services.shared.platform.resources import schemas_dir

_OPEN = "enveloppen worden zonder certificaat aangenomen, alleen van deze machine zelf"
_NO_TLS = (
    "enveloppen worden over HTTP geweigerd: geef SLUIS_TLS_CERT, SLUIS_TLS_KEY, SLUIS_TLS_CLIENT_CA en SLUIS_GGK_OINS, "
    "of kies SLUIS_GGK_ACCESS"
)
_ANY_PROXY = "de OIN in de kop van een proxy wordt van elk adres geloofd; geef SLUIS_GGK_PROXIES"


def maak_deur(parts: Parts, mine: GgkSettings, station: Station, room: Room) -> Deur:
    """The door, closed for envelopes until ``start``; says on the health page what is particular. Raises UsageError."""
    try:
        proxies = lees_proxies(mine.proxies)
    except ValueError:
        raise UsageError("SLUIS_GGK_PROXIES: geef IP-adressen, gescheiden door komma's") from None
    toegang = Toegang(mine.access, mine.rechten(), mine.oin_header, proxies)
    note = _bijzonder(mine, station, proxies)
    if note is not None:
        station.health.notes.append(note)
    melder = Melder(station)
    return Deur(toegang, _antwoorder(), room, stuf_map(parts), melder.refused, melder.received, station.trouble)


def levensloop(keys: Keys) -> Levensloop:
    """What tells of envelopes."""
    return Levensloop(keys, Foutcodes(schemas_dir() / "codelijsten" / "fo01.toml"))


def stuf_map(parts: Parts) -> Path:
    """The folder with the schemas of the envelope; official iJw schemas come without."""
    own = parts.schemas / "stuf"
    return own if (own / "ggk0210.wsdl").is_file() else schemas_dir() / "stuf"


def start(
    parts: Parts, mine: GgkSettings, deur: Deur, place: Place, relay: Relay, dienst: str
) -> tuple[Sequence[Awaitable[None]], Callable[[], None]]:
    """Open the door; gives the tasks that run until ``stop``, and what wakes them when an answer came."""
    station, database, stop = place.station, place.database, place.stop
    melder, now_ms = Melder(station), station.clock.now_ms
    if mine.access == "open":
        station.logs("inname_open", "warning", wat=_OPEN)
    lezers = Lezers(parts.schemas, stuf_map(parts))
    bezorgen = _bezorgen(parts, mine, place, relay, dienst)
    ready = bezorgen.wake.set if bezorgen else _nothing
    verwerken = _verwerken(parts, deur, place, relay, dienst, lezers, ready)
    served = parts.served if parts.served is not None else parts.gemeenten
    deur.ontvangst = Ontvangst(
        database, parts.keys, lezers, deur.antwoorder, served.__contains__, now_ms, verwerken.wake.set, station.trouble
    )
    termijnen = Termijnen(
        dienst, database, mine.alarm_margin, _nu, now_ms, melder.alarm, relay.wake.set, station.trouble
    )
    tasks = [verwerken.run(stop), termijnen.run(stop)]
    if bezorgen is not None:
        tasks.append(bezorgen.run(stop))
    if mine.folder is not None:
        folder = Mapinname(mine.folder / "in", deur.ontvangst, melder.received, melder.refused, station.trouble)
        tasks.append(folder.run(stop))
    return tasks, verwerken.wake.set


def _verwerken(
    parts: Parts, deur: Deur, place: Place, relay: Relay, dienst: str, lezers: Lezers, ready: Callable[[], None]
) -> Verwerken:
    """What processes stored envelopes and packs answers; ``ready`` wakes the deliverer."""
    station, database, keys = place.station, place.database, parts.keys
    melder, now_ms = Melder(station), station.clock.now_ms
    klaarleggen = Klaarleggen(dienst, keys, now_ms, melder.parked)
    return Verwerken(
        dienst=dienst,
        holder=station.member,
        database=database,
        log=place.log,
        keys=keys,
        lezers=lezers,
        antwoorder=deur.antwoorder,
        klaarleggen=klaarleggen,
        koppelen=Koppelen(dienst, database, keys, now_ms, melder.fault, melder.provider_refused),
        pack=Verpakken(database, keys, deur.antwoorder, klaarleggen, ready).ronde,
        now_ms=now_ms,
        published=relay.wake.set,
        klaargelegd=ready,
        parked=melder.parked,
        trouble=station.trouble,
    )


def _bezorgen(parts: Parts, mine: GgkSettings, place: Place, relay: Relay, dienst: str) -> Bezorgen | None:
    """The deliverer; None without a destination: then envelopes wait."""
    instelling = Instelling(timedelta(seconds=mine.pause), timedelta(seconds=mine.timeout), mine.confirm)
    bestemming = _bestemming(parts, mine, instelling)
    if bestemming is None:
        return None
    station = place.station
    melder = Melder(station)
    return Bezorgen(
        dienst=dienst,
        holder=station.member,
        database=place.database,
        keys=parts.keys,
        bestemming=bestemming,
        instelling=instelling,
        now_ms=station.clock.now_ms,
        tell=melder.tried,
        published=relay.wake.set,
        trouble=station.trouble,
        away=tell_away(station, "enveloppen"),
    )


def _bestemming(parts: Parts, mine: GgkSettings, instelling: Instelling) -> Bestemming | None:
    if mine.url is not None:
        tls = parts.settings.tls()
        return Eindpunt(mine.url, instelling, None if tls is None else (tls.cert, tls.key))
    if mine.folder is None:
        return None
    uit = Map(mine.folder / "uit")
    uit.maak_klaar()
    return uit


def _bijzonder(mine: GgkSettings, station: Station, proxies: frozenset[str]) -> str | None:
    if mine.access == "open":
        return _OPEN
    if mine.access == "proxy":
        return None if proxies else _ANY_PROXY
    return None if station.tls is not None and station.tls.client_ca is not None else _NO_TLS


def _antwoorder() -> Antwoorder:
    return Antwoorder(afzender(version("sluis")), lambda: str(uuid4()), _nu)


def _nu() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    """Nobody delivers."""

"""Tells logs, metrics and the health page what happens to envelopes: numbers and kinds, never content."""

from __future__ import annotations

from dataclasses import dataclass

from services.gateway.ggk.bezorging import Afgeleverd, Geparkeerd, Wachtend
from services.gateway.ggk.termijn import Stand
from services.gateway.moment import iso
from services.gateway.stuf.bezorgen import Geprobeerd, waarom
from services.gateway.stuf.levensloop import toonbaar_nummer
from services.gateway.stuf.ontvangen import Aangenomen
from services.shared.desk.station import Station
from services.shared.dossier.enveloppen import Envelop


@dataclass(frozen=True, slots=True)
class Melder:
    """Tells for one service in one process."""

    station: Station

    def refused(self, status: int, reason: str) -> None:
        """A request was refused; ``reason`` is a name of ours."""
        self.station.metrics.refused.labels(self.station.dienst, str(status)).inc()
        self.station.logs("verzoek_geweigerd", "warning", status=status, reden=reason)

    def received(self, taken: Aangenomen) -> None:
        """An envelope was stored, or came again."""
        kind = "herhaald" if taken.herhaald else "in"
        self.station.metrics.envelopes.labels(self.station.dienst, kind, taken.berichtcode).inc()
        number = toonbaar_nummer(taken.referentienummer)
        self.station.logs("envelop_ontvangen", envelop=number, berichtcode=taken.berichtcode, wat=kind)

    def tried(self, done: Geprobeerd, bestemming: str) -> None:
        """An attempt to deliver ended."""
        each, station = done.envelop, self.station
        about = {"envelop": each.referentienummer, "berichtcode": each.berichtcode, "bestemming": bestemming}
        match done.toestand:
            case Afgeleverd():
                station.metrics.envelopes.labels(station.dienst, "uit", each.berichtcode).inc()
                station.logs("envelop_bezorgd", poging=done.poging, **about)
            case Wachtend(_, volgende):
                at = iso(round(volgende.timestamp() * 1000))
                reden = waarom(done.uitslag)
                station.logs("envelop_mislukt", "warning", poging=done.poging, reden=reden, volgende=at, **about)
            case Geparkeerd():
                station.logs("envelop_geweigerd", "error", poging=done.poging, **about)
        station.metrics.attempts.labels(station.dienst, type(done.toestand).__name__.lower()).inc()

    def parked(self, kind: str, reason: str) -> None:
        """An envelope was set aside; ``reason`` is from a closed list."""
        self.station.metrics.parked_total.labels(self.station.dienst, kind).inc()
        self.station.logs("bericht_geparkeerd", "error", soort_fout=kind, reden=reason)

    def fault(self, fo01: Envelop, linked: bool) -> None:
        """A Fo01 came back."""
        self.station.metrics.envelopes.labels(self.station.dienst, "fout", fo01.berichtcode).inc()
        wat = "gekoppeld" if linked else "niet gekoppeld"
        self.station.logs("foutbericht_terug", "error", envelop=toonbaar_nummer(fo01.referentienummer), wat=wat)

    def provider_refused(self, du01: Envelop) -> None:
        """A provider refused an allocation."""
        self.station.metrics.signals.labels("JW302", "signaal").inc()
        self.station.logs("toewijzing_geweigerd", "warning", envelop=du01.referentienummer)

    def alarm(self, each: Envelop, stand: Stand) -> None:
        """What must follow on an envelope is nearly late, or late."""
        self.station.metrics.deadlines.labels(self.station.dienst, stand.name.lower()).inc()
        self.station.logs(
            "termijn_in_gevaar", "error", envelop=toonbaar_nummer(each.referentienummer), wat=stand.value,
            berichtcode=each.berichtcode,
        )  # fmt: skip

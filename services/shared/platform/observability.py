"""Knows every log event and every metric, and lets nothing else out: closed lists of names and of fields.

INVARIANT: a log line holds an event name from LOG_EVENTS and fields from FIELDS; text of exceptions and tracebacks
never goes out, because it can quote a message.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LogEvent = Literal[
    "dienst_gestart",
    "dienst_klaar",
    "dienst_gestopt",
    "klok_vastgezet",
    "bericht_beoordeeld",
    "bericht_geparkeerd",
    "levering_met_andere_inhoud",
    "bericht_wacht_op_toewijzing",
    "lezen_gestopt",
    "storing",
    "storing_voorbij",
    "verzoek_geweigerd",
    "bericht_ontvangen",
    "inname_open",
    "antwoord_bezorgd",
    "bezorgen_mislukt",
    "bezorgen_opgegeven",
    "envelop_ontvangen",
    "envelop_bezorgd",
    "envelop_mislukt",
    "envelop_geweigerd",
    "foutbericht_terug",
    "toewijzing_geweigerd",
    "termijn_in_gevaar",
    "bibliotheek",
    "onverwachte_fout",
]

LOG_EVENTS: Mapping[LogEvent, str] = {
    "dienst_gestart": "Een dienst start.",
    "dienst_klaar": "Database en log zijn bereikt; de dienst doet zijn werk.",
    "dienst_gestopt": "Een dienst is netjes geëindigd.",
    "klok_vastgezet": "De dag van de regels is vastgezet met `--today`. Nooit in productie.",
    "bericht_beoordeeld": "Een bericht kreeg zijn antwoord.",
    "bericht_geparkeerd": "Iets is apart gelegd, met de reden; een mens is aan zet.",
    "levering_met_andere_inhoud": "Een bekende bron met een bekend kenmerk kwam met andere bytes; niets is gewijzigd.",
    "bericht_wacht_op_toewijzing": "Declaraties wachten op een eerdere toewijzing van hetzelfde paar.",
    "lezen_gestopt": "Er is te veel geparkeerd door een eigen fout; de dienst leest niet verder.",
    "storing": "Database, log of bestemming is weg; het werk wordt opnieuw geprobeerd.",
    "storing_voorbij": "De bestemming neemt weer aan.",
    "verzoek_geweigerd": "Een verzoek over HTTP is geweigerd.",
    "bericht_ontvangen": "Een bericht is over HTTP ingeleverd.",
    "inname_open": "De inname of de deur voor enveloppen vraagt geen bewijs; alleen deze machine komt erin.",
    "antwoord_bezorgd": "Een antwoord is bij zijn bestemming.",
    "bezorgen_mislukt": "Een poging om te bezorgen mislukte; het wordt opnieuw geprobeerd.",
    "bezorgen_opgegeven": "Een antwoord wordt steeds geweigerd en is apart gelegd.",
    "envelop_ontvangen": "Een envelop is opgeslagen, of kwam nog eens.",
    "envelop_bezorgd": "Een envelop is door de andere kant overgenomen.",
    "envelop_mislukt": "Een poging om een envelop te bezorgen mislukte; het wordt opnieuw geprobeerd.",
    "envelop_geweigerd": "De andere kant weigerde een envelop voorgoed; die is apart gelegd.",
    "foutbericht_terug": "Op een envelop kwam een foutbericht terug; iemand moet ernaar kijken.",
    "toewijzing_geweigerd": "De andere kant weigerde een bericht van ons met een antwoord.",
    "termijn_in_gevaar": "Wat op een envelop moet volgen is er bijna niet op tijd, of is te laat.",
    "bibliotheek": "Een bibliotheek meldde iets; alleen haar naam en het niveau worden verteld.",
    "onverwachte_fout": "Er is iets gemeld onder een naam die hier niet staat; de rest is weggelaten.",
}
"""What each event means, in Dutch, for whoever runs Sluis; ``deploy/logregels.md`` is made from it."""

FIELDS = frozenset(
    (
        "dienst", "poort", "vandaag", "soort", "oordeel", "regels", "reden", "soort_fout", "levering", "aantal",
        "seconden", "wat", "fout", "status", "bestemming", "poging", "volgende", "bibliotheek", "niveau", "database",
        "bericht_id", "envelop", "berichtcode",
    )
)  # fmt: skip


class Logs:
    """Writes log lines as JSON on standard output."""

    def __init__(self, dienst: str) -> None:
        self._dienst = dienst
        self._logger = structlog.get_logger()

    def __call__(self, event: LogEvent, level: str = "info", **fields: object) -> None:
        """One line; a field outside the list is left out, and that is told."""
        allowed = {name: value for name, value in fields.items() if name in FIELDS}
        getattr(self._logger, level)(event, dienst=self._dienst, **allowed)


def start_logging() -> None:
    """Make every line JSON on standard output; libraries may only tell that they have something to say."""
    structlog.configure(
        processors=[_only_known, structlog.processors.TimeStamper(fmt="iso", utc=True), _renderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Libraries()]
    root.setLevel(logging.WARNING)


def _renderer() -> structlog.types.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _only_known(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last guard: names and fields from the lists, no exception text."""
    name = event.get("event")
    kept = {key: value for key, value in event.items() if key in FIELDS}
    return {"event": name if name in LOG_EVENTS else "onverwachte_fout", "level": method, **kept}


class _Libraries(logging.Handler):
    """Tells that a library logged something, and where; never what, because it can quote a record."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().warning("bibliotheek", bibliotheek=record.name, niveau=record.levelname.lower())


_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The figures of one process, in a registry of its own. Labels have few values; none names a person or message."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        at: dict[str, Any] = {"registry": self.registry}
        self.processed = Counter(
            "sluis_berichten_verwerkt_total", "messages that got an answer", ("dienst", "soort", "oordeel"), **at
        )
        self.lines = Counter("sluis_regels_verwerkt_total", "lines of judged messages", ("dienst",), **at)
        self.seconds = Histogram("sluis_verwerking_seconden", "time to do a batch", ("dienst",), buckets=_BUCKETS, **at)
        self.lag = Gauge("sluis_achterstand", "records that still must be read", ("dienst", "topic", "partition"), **at)
        self.oldest = Gauge(
            "sluis_oudste_onbeantwoord_seconden", "age of the oldest message that waits", ("dienst",), **at
        )
        self.outbox_age = Gauge(
            "sluis_outbox_leeftijd_seconden", "age of the oldest record in the outbox", ("dienst",), **at
        )
        self.outbox_size = Gauge("sluis_outbox_aantal", "records in the outbox", ("dienst",), **at)
        self.parked = Gauge("sluis_geparkeerd", "records that are set aside", ("dienst",), **at)
        self.parked_total = Counter("sluis_parkeringen_total", "records set aside", ("dienst", "soort_fout"), **at)
        self.drift = Gauge(
            "sluis_grootboek_verschil_cent", "sum of balances minus sum of postings; anything but 0 is wrong", **at
        )
        self.ready = Gauge("sluis_gereed", "1 when the service can do its work", ("dienst",), **at)
        self.trouble = Counter("sluis_storingen_total", "times that database or log was away", ("dienst", "fout"), **at)
        self.repeated = Counter("sluis_andere_inhoud_total", "known deliveries with other bytes", ("dienst",), **at)
        self.refused = Counter("sluis_verzoeken_geweigerd_total", "HTTP requests refused", ("dienst", "status"), **at)
        self.delivered = Counter("sluis_bezorgd_total", "answers delivered", ("dienst", "bestemming"), **at)
        self.attempts = Counter(
            "sluis_bezorgpogingen_total", "attempts to deliver an answer", ("dienst", "uitkomst"), **at
        )
        self.envelopes = Counter(
            "sluis_enveloppen_total", "envelopes that came in, came again, left or reported a fault",
            ("dienst", "richting", "berichtcode"), **at,
        )  # fmt: skip
        self.deadlines = Counter("sluis_termijnen_total", "deadlines in danger or past", ("dienst", "stand"), **at)
        self.signals = Counter("sluis_signalen_total", "signals of regional rules", ("regel", "zwaarte"), **at)

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
    "sleutel_gemaakt",
    "regio_waarschuwing",
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
    "dienst_gestart": "a service starts, with its name and port",
    "dienst_klaar": "database and log are reached; the service does its work",
    "dienst_gestopt": "a service ends in order",
    "klok_vastgezet": "the day of the rules is pinned with --today; never in production",
    "sleutel_gemaakt": "a key file was made beside an SQLite database",
    "regio_waarschuwing": "a region file is usable but doubtful",
    "bericht_beoordeeld": "a message got its answer",
    "bericht_geparkeerd": "a record was set aside, with the reason",
    "levering_met_andere_inhoud": "a known source and id came with other bytes; nothing was changed",
    "bericht_wacht_op_toewijzing": "declarations wait for an earlier allocation of their pair",
    "lezen_gestopt": "too many messages were parked by our own fault; reading stopped",
    "storing": "database or log is away; work is tried again",
    "storing_voorbij": "database and log are back",
    "verzoek_geweigerd": "an HTTP request was refused",
    "bericht_ontvangen": "a message was handed in over HTTP",
    "inname_open": "the intake or the GGk door asks for no proof of who comes; only for this machine itself",
    "antwoord_bezorgd": "an answer reached its destination",
    "bezorgen_mislukt": "an attempt to deliver failed; it is tried again",
    "bezorgen_opgegeven": "an answer cannot be delivered and was set aside",
    "envelop_ontvangen": "an envelope was stored, or came again",
    "envelop_bezorgd": "an envelope was taken over by the other side",
    "envelop_mislukt": "an attempt to deliver an envelope failed; it is tried again",
    "envelop_geweigerd": "the other side refused an envelope for good; it was set aside",
    "foutbericht_terug": "an error came back on an envelope; somebody must act",
    "toewijzing_geweigerd": "the other side refused a message of ours by an answer",
    "termijn_in_gevaar": "what must follow on an envelope is nearly late, or late",
    "bibliotheek": "a library reported something; only its name and level are told",
    "onverwachte_fout": "something failed that nobody expected; only its type and place are told",
}

FIELDS = frozenset(
    (
        "dienst", "poort", "vandaag", "bestand", "soort", "oordeel", "regels", "retourcodes", "reden", "soort_fout",
        "levering", "aantal", "seconden", "wat", "fout", "plaats", "status", "bestemming", "poging", "volgende",
        "bibliotheek", "niveau", "database", "log", "bericht_id", "topic", "traceparent",
        "envelop", "berichtcode",
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

"""Knows the settings that every service has, from options or the environment, and makes its parts from them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.shared.desk import schema_folder
from services.shared.desk.http import Tls
from services.shared.desk.kafka_access import KafkaAccess
from services.shared.desk.loading import DEFAULT_DATABASE, UsageError, keys_for, load_gemeenten, load_regios
from services.shared.platform.database import Url, parse_url
from services.shared.platform.keys import Keys
from services.shared.platform.log.kafka_security import PLAINTEXT, KafkaSecurity
from services.shared.platform.resources import schemas_dir
from services.shared.region.regios import Regios
from services.shared.standard.surroundings import Surroundings

PORTS: Mapping[str, int] = {"gateway": 8080, "toewijzing": 8081, "declaratie": 8082, "normbewaking": 8083}


class Settings(BaseSettings):
    """What can be set, each also as environment variable ``SLUIS_<NAME>``.

    ``region`` names region files, in the environment separated by the platform's path separator. ``today`` pins the day
    of the rules. ``instance`` names this process in the group of its service; it must stay the same after a restart.
    ``beheer_token`` guards norms, budgets and agreements over HTTP. ``wait_seconds`` bounds how long a declaration
    waits for an earlier allocation (never under 300); ``bug_limit`` is how many of our own faults stop the reading.
    ``keep_days`` is how long the sealed bodies of messages and answers are kept (absent: for ever).
    ``ggk_url`` is where envelopes of the GGk go. With ``tls_cert`` and ``tls_key`` the gateway speaks TLS, and with
    ``tls_client_ca`` it also asks its clients who they are. How Kafka lets us in stands apart: see KafkaAccess.
    """

    model_config = SettingsConfigDict(
        env_prefix="SLUIS_", hide_input_in_errors=True, extra="ignore", env_ignore_empty=True
    )

    database: str = Field(default=DEFAULT_DATABASE, repr=False)
    kafka: str | None = None
    region: str = ""
    port: int | None = Field(default=None, ge=0, le=65535)
    host: str = "0.0.0.0"  # noqa: S104 - a service in a container is reached from outside it
    today: date | None = None
    schemas: Path | None = None
    instance: str = ""
    wait_seconds: float = Field(default=3600, ge=300)
    bug_limit: int = Field(default=25, ge=1)
    xsd_versie: str | None = None
    ggk_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    beheer_token: SecretStr | None = None
    keep_days: int | None = Field(default=None, ge=1)

    def region_files(self) -> list[Path]:
        """The region files, in the order given."""
        return [Path(name) for name in self.region.split(os.pathsep) if name]

    def tls(self) -> Tls | None:
        """The certificate of the gateway, None without; raises UsageError when a file is missing."""
        if self.tls_cert is None and self.tls_key is None and self.tls_client_ca is None:
            return None
        if self.tls_cert is None or self.tls_key is None:
            raise UsageError("Geef SLUIS_TLS_CERT en SLUIS_TLS_KEY samen.")
        for file in filter(None, (self.tls_cert, self.tls_key, self.tls_client_ca)):
            if not file.is_file():
                raise UsageError("Een bestand in SLUIS_TLS_CERT, SLUIS_TLS_KEY of SLUIS_TLS_CLIENT_CA ontbreekt.")
        return Tls(self.tls_cert, self.tls_key, self.tls_client_ca)

    def database_url(self) -> Url:
        """Understand the database address; raises UsageError."""
        try:
            return parse_url(self.database)
        except ValueError as error:
            raise UsageError(f"--database: {error}") from None


@dataclass(frozen=True, slots=True)
class Parts:
    """What settings give without touching a server. ``served``: the municipalities we answer for, None for all.

    ``schemas``: the folder with schemas, our own or the official one, in which all that is judged can be read.
    """

    settings: Settings
    url: Url
    keys: Keys
    regios: Regios
    gemeenten: frozenset[str]
    schemas: Path = field(default_factory=schemas_dir)
    kafka_security: KafkaSecurity = PLAINTEXT

    @classmethod
    def of(cls, settings: Settings) -> Parts:
        """Make them; raises UsageError or KeyFault."""
        url, security = settings.database_url(), KafkaAccess.of_environment().checked()
        if not settings.kafka and security.protocol != "plaintext":
            raise UsageError("SLUIS_KAFKA_SECURITY is gezet, maar SLUIS_KAFKA niet.")
        schemas, regios = schema_folder.checked(settings.schemas), load_regios(settings.region_files())
        return cls(settings, url, keys_for(url), regios, load_gemeenten(settings.schemas), schemas, security)

    @property
    def served(self) -> frozenset[str] | None:
        """The municipalities we answer for; None without a region file: all."""
        return self.regios.gemeenten() if self.regios else None

    @property
    def rule_set(self) -> str:
        """The version of the rules, for verdicts."""
        return f"sluis {version('sluis')}"

    def xsd_versie(self, answer: str) -> tuple[str, str]:
        """The versions of basisschema and message that an answer (JW302 or JW325) names (IV034)."""
        return schema_folder.stated(self.schemas, answer, self.settings.xsd_versie)

    def around(self) -> Surroundings:
        """What stands around judging today."""
        today = self.settings.today or date.today()  # noqa: DTZ011 - the system date of the standard is the local day
        return Surroundings(today, self.gemeenten, self.regios, self.keys.pseudonym)

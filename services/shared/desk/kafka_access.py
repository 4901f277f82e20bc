"""Knows the settings with which Kafka lets us in: over TLS or not, with which certificate, as which user."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import get_args

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.shared.desk.loading import UsageError
from services.shared.platform.log.kafka_security import KafkaSecurity, Mechanism, Protocol

_CHOICES = {"security": get_args(Protocol), "sasl": get_args(Mechanism)}


class KafkaAccess(BaseSettings):
    """What can be set, each as environment variable ``SLUIS_KAFKA_<NAME>``; an empty value is no value.

    ``ca`` says who may issue the certificate of a broker, without it the system does. ``cert`` and ``cert_key`` show a
    broker who we are. With sasl a ``user`` logs in; the last line ends of ``password_file`` do not count.
    """

    model_config = SettingsConfigDict(
        env_prefix="SLUIS_KAFKA_", hide_input_in_errors=True, extra="ignore", env_ignore_empty=True
    )

    security: Protocol = "plaintext"
    ca: Path | None = None
    cert: Path | None = None
    cert_key: Path | None = None
    sasl: Mechanism | None = None
    user: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None

    @field_validator("security", "sasl", mode="before")
    @classmethod
    def _in_small_letters(cls, word: object) -> object:
        """Kafka's own files write these in capitals."""
        return word.lower() if isinstance(word, str) else word

    @classmethod
    def of_environment(cls) -> KafkaAccess:
        """Read the environment; raises UsageError that names variables, never their values."""
        try:
            return cls()
        except ValidationError as error:
            names = [str(each["loc"][0]) for each in error.errors(include_url=False, include_input=False)]
            lines = [f"{_variable(name)}: kies uit {', '.join(_CHOICES[name])}." for name in names]
            raise UsageError("\n".join(lines)) from None

    def checked(self) -> KafkaSecurity:
        """How to come in; raises UsageError for settings that miss something, or that go together with no other."""
        tls, login = self.security in ("ssl", "sasl_ssl"), self.security in ("sasl_plaintext", "sasl_ssl")
        if not tls:
            self._only_with("ssl of sasl_ssl", "ca", "cert", "cert_key")
        if not login:
            self._only_with("sasl_plaintext of sasl_ssl", "sasl", "user", "password", "password_file")
        context = self._context() if tls else None
        if not login:
            return KafkaSecurity(self.security, context)
        if self.sasl is None or self.user is None:
            raise UsageError(f"SLUIS_KAFKA_SECURITY={self.security} vraagt SLUIS_KAFKA_SASL en SLUIS_KAFKA_USER.")
        return KafkaSecurity(self.security, context, self.sasl, self.user, self._secret())

    def _only_with(self, security: str, *names: str) -> None:
        if given := [_variable(name) for name in names if getattr(self, name) is not None]:
            raise UsageError(f"{' en '.join(given)}: alleen met SLUIS_KAFKA_SECURITY={security}.")

    def _context(self) -> ssl.SSLContext:
        """Checks the certificate of a broker and the host name in it, always."""
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except OSError:
            raise UsageError("SLUIS_KAFKA_CA: dit bestand ontbreekt of bevat geen certificaten (PEM).") from None
        context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)  # some builds leave it open
        if self.cert is None and self.cert_key is None:
            return context
        if self.cert is None or self.cert_key is None:
            raise UsageError("Geef SLUIS_KAFKA_CERT en SLUIS_KAFKA_CERT_KEY samen.")
        try:
            context.load_cert_chain(self.cert, self.cert_key, password="")  # a locked key is refused, not asked about
        except OSError:
            text = "SLUIS_KAFKA_CERT en SLUIS_KAFKA_CERT_KEY: een bestand ontbreekt, of ze horen niet bij elkaar"
            raise UsageError(f"{text} (PEM, sleutel zonder wachtwoord).") from None
        return context

    def _secret(self) -> str:
        if (self.password is None) == (self.password_file is None):
            raise UsageError("Geef SLUIS_KAFKA_PASSWORD of SLUIS_KAFKA_PASSWORD_FILE: een van de twee.")
        if self.password is not None:
            return self.password.get_secret_value()
        assert self.password_file is not None
        try:
            found = self.password_file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            found = ""
        if not found:
            raise UsageError("SLUIS_KAFKA_PASSWORD_FILE: dit bestand is leeg of niet te lezen.")
        return found


def _variable(name: str) -> str:
    return f"SLUIS_KAFKA_{name.upper()}"

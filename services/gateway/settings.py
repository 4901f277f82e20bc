"""Knows the settings that only the gateway has: who may hand in, and where answers go."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.shared.desk.loading import UsageError

SHORTEST_TOKEN = 16


class GatewaySettings(BaseSettings):
    """What can be set, each as environment variable ``SLUIS_<NAME>``; an empty value is no value.

    Answers go to ``delivery_folder`` or are POSTed to ``delivery_url``, with ``delivery_token`` as bearer token when it
    is set; without either they wait. ``delivery_pause`` is the first pause after a failed attempt and
    ``delivery_timeout`` the limit of one attempt, both in seconds. ``delivery_refusals``: after so many attempts an
    answer that its destination refuses is set aside.
    """

    model_config = SettingsConfigDict(
        env_prefix="SLUIS_", hide_input_in_errors=True, extra="ignore", env_ignore_empty=True
    )

    intake_token: SecretStr | None = None
    delivery_folder: Path | None = None
    delivery_url: str | None = None
    delivery_token: SecretStr | None = None
    delivery_pause: float = Field(default=5.0, gt=0, le=3600)
    delivery_timeout: float = Field(default=60.0, gt=0, le=3600)
    delivery_refusals: int = Field(default=10, ge=1)

    @field_validator("intake_token")
    @classmethod
    def _long_enough(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and len(token.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"geef ten minste {SHORTEST_TOKEN} tekens")
        return token

    @field_validator("delivery_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("geef een adres als https://host/pad")
        return url

    @model_validator(mode="after")
    def _one_destination(self) -> GatewaySettings:
        if self.delivery_folder is not None and self.delivery_url is not None:
            raise ValueError("geef SLUIS_DELIVERY_FOLDER of SLUIS_DELIVERY_URL, niet allebei")
        return self

    @classmethod
    def of_environment(cls) -> GatewaySettings:
        """Read the environment; raises UsageError that names variables, never their values."""
        try:
            return cls()
        except ValidationError as error:
            lines = [
                f"{'SLUIS_' + str(each['loc'][0]).upper() + ': ' if each['loc'] else ''}{each['msg']}"
                for each in error.errors(include_url=False, include_context=False, include_input=False)
            ]
            raise UsageError("\n".join(lines)) from None

"""Knows the settings of the GGk: who may come in, where envelopes go, and how long is waited."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.gateway.stuf.toegang import Rechten, lees_rechten
from services.shared.desk.loading import UsageError


class GgkSettings(BaseSettings):
    """What can be set, each as environment variable ``SLUIS_GGK_<NAME>``; an empty value is no value.

    Outgoing envelopes are POSTed to ``url``, else written to ``uit/`` in ``folder``, else they wait. ``in/`` of the
    folder is read. ``confirm``: a Bv03 for ours, or with an adapter in between any 2xx (``status``). ``pause`` is the
    first pause and ``timeout`` the limit of an attempt, in seconds. ``access``: see ``toegang``; ``oin_header`` names
    the header in which a proxy gives the OIN, ``proxies`` the addresses from which that header is believed (all when
    not set), ``oins`` says which OIN may send for whom: ``OIN=0193,65656055;OIN=*``, inline or as the name of a file
    with one such rule per line. ``alarm_margin``: how many working days before a deadline the alarm goes.
    """

    model_config = SettingsConfigDict(
        env_prefix="SLUIS_GGK_", hide_input_in_errors=True, extra="ignore", env_ignore_empty=True
    )

    url: str | None = None
    folder: Path | None = None
    confirm: Literal["bv03", "status"] = "bv03"
    pause: float = Field(default=5.0, gt=0, le=3600)
    timeout: float = Field(default=60.0, gt=0, le=3600)
    access: Literal["mtls", "proxy", "open"] = "mtls"
    oin_header: str = "x-oin"
    proxies: str = ""
    oins: str = ""
    alarm_margin: int = Field(default=1, ge=0, le=5)

    @field_validator("url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("geef een adres als https://host/pad")
        return url

    def rechten(self) -> Rechten:
        """Which OIN may send for whom; raises UsageError."""
        try:
            text = self.oins if "=" in self.oins or not self.oins else Path(self.oins).read_text("utf-8")
            return lees_rechten(text)
        except (OSError, ValueError):
            raise UsageError("SLUIS_GGK_OINS: geef regels als OIN=0193,65656055 of OIN=*, gescheiden door ;") from None

    @classmethod
    def of_environment(cls, url: str | None = None) -> GgkSettings:
        """Read the environment; ``url`` goes before it. Raises UsageError that names variables, never their values."""
        try:
            return cls() if url is None else cls(url=url)
        except ValidationError as error:
            lines = [
                f"SLUIS_GGK_{str(each['loc'][0]).upper()}: {each['msg']}"
                for each in error.errors(include_url=False, include_context=False, include_input=False)
            ]
            raise UsageError("\n".join(lines)) from None

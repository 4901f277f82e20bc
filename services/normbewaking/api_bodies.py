"""Knows the bodies that the routes of norms and agreements take; an unknown field is refused, no value is repeated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.normbewaking.vastleggen import Opgave
from services.shared.region.rekenhulp import Ambulantplan, Groepsplan, Plan
from services.shared.region.termijn import Traject

_STRICT = ConfigDict(extra="forbid", hide_input_in_errors=True)
Number = Decimal


class AfspraakVraag(BaseModel):
    """An agreement to record; which fields it needs depends on its kind, as with ``sluis afspraak``."""

    model_config = _STRICT
    afspraak: Literal["offerte", "verwijzing", "traject", "toestemming", "gesprek", "verbetering"]
    aanbieder: str = Field(max_length=20)
    auteur: str = Field(max_length=2000)
    reden: str = Field(max_length=2000)
    gemeente: str | None = Field(default=None, max_length=20)
    toewijzing: int | None = None
    product: str | None = Field(default=None, max_length=20)
    jaar: int | None = None
    bedrag_cent: int | None = None
    verwijzer: str | None = Field(default=None, max_length=20)
    soort: Literal["herstel", "duurzaam"] | None = None
    limiet_uren: Decimal | None = None
    uitkomst: Literal["open", "nagekomen", "niet_nagekomen"] | None = None
    van: date | None = None
    tot: date | None = None

    def opgave(self) -> Opgave:
        """What it asks to record."""
        return Opgave(
            soort=self.afspraak,
            aanbieder=self.aanbieder,
            auteur=self.auteur,
            reden=self.reden,
            gemeente=self.gemeente,
            toewijzing=self.toewijzing,
            product=self.product,
            jaar=self.jaar,
            bedrag=self.bedrag_cent,
            verwijzer=self.verwijzer,
            traject=self.soort,
            limiet_uren=self.limiet_uren,
            uitkomst=self.uitkomst or ("open" if self.afspraak == "verbetering" else None),
            van=self.van,
            tot=self.tot,
        )


class Groep(BaseModel):
    """Planned group help."""

    model_config = _STRICT
    dagen: Number = Field(ge=0, le=7)
    uren: Number = Field(ge=0, le=24)
    weken: Number | None = Field(default=None, ge=0, le=1000)
    intensiteit: Literal["licht", "middel", "middelzwaar", "zwaar"]
    kdc_odc: bool = False

    def plan(self) -> Groepsplan:
        """As the calculation aid takes it."""
        return Groepsplan(
            Fraction(self.dagen), Fraction(self.uren), _fraction(self.weken), self.intensiteit, self.kdc_odc
        )


class Ambulant(BaseModel):
    """Planned individual help; ``tarief_cent`` per hour."""

    model_config = _STRICT
    uren: Number = Field(ge=0, le=168)
    weken: Number | None = Field(default=None, ge=0, le=1000)
    tarief_cent: int = Field(ge=0, le=10_000_000)

    def plan(self) -> Ambulantplan:
        """As the calculation aid takes it."""
        return Ambulantplan(Fraction(self.uren), _fraction(self.weken), self.tarief_cent)


class RekenVraag(BaseModel):
    """A plan for the calculation aid; ``regio`` names the region where more than one has standard budgets."""

    model_config = _STRICT
    regio: str | None = Field(default=None, max_length=200)
    traject: Literal["herstel", "duurzaam"]
    groep: Groep | None = None
    ambulant: Ambulant | None = None
    raming_cent: int | None = Field(default=None, ge=0, le=10_000_000_000)
    afgesproken: int | None = None
    reden: str | None = Field(default=None, max_length=2000)

    def plan(self) -> Plan:
        """The plan that it describes."""
        return Plan(
            traject=Traject(self.traject),
            groep=None if self.groep is None else self.groep.plan(),
            ambulant=None if self.ambulant is None else self.ambulant.plan(),
            raming=self.raming_cent,
            afgesproken=self.afgesproken,
            reden=self.reden,
        )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)

"""Knows the tables beside the standard: agreements, requests, and the figures of norms and budgets.

No column holds a BSN, a name of a client or an address; clients are keyed pseudonyms. Amounts are eurocents, dates
inclusive. Each table has one writer, named in its docstring.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class Afspraak(SQLModel, table=True):
    """Agreements that no message carries, only ever added to. Writer: ``services.shared.dossier.afspraken``.

    ``soort`` is offerte, verwijzing, traject (about an allocation), or toestemming, gesprek, verbetering (about a
    provider, code and year). ``bedrag`` in eurocents, ``limiet`` in minutes per client, ``verwijzer`` COD327,
    ``traject`` herstel or duurzaam. ``van`` and ``tot``: when it holds; ``bekend_op``: when it was recorded.
    """

    __tablename__ = "afspraak"
    __table_args__ = (Index("ix_afspraak_toewijzing", "gemeente", "toewijzing_nummer"),)
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    soort: str = Field(sa_type=Text)
    gemeente: str | None = Field(default=None, sa_type=Text)
    aanbieder: str = Field(sa_type=Text)
    toewijzing_nummer: int | None = Field(default=None, sa_type=BigInteger)
    product_code: str | None = Field(default=None, sa_type=Text)
    jaar: int | None = None
    bedrag: int | None = Field(default=None, sa_type=BigInteger)
    limiet: int | None = Field(default=None, sa_type=BigInteger)
    uitkomst: str | None = Field(default=None, sa_type=Text)
    verwijzer: str | None = Field(default=None, sa_type=Text)
    traject: str | None = Field(default=None, sa_type=Text)
    van: date | None = None
    tot: date | None = None
    bekend_op: date
    auteur: str = Field(sa_type=Text)
    reden: str = Field(sa_type=Text)


class Verzoek(SQLModel, table=True):
    """Who referred, by the request (JW315) that a JW301 answers; the last one received counts. Writer: toewijzing."""

    __tablename__ = "verzoek"
    __table_args__ = (_CLUSTERED,)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    aanbieder: str = Field(primary_key=True, sa_type=Text)
    referentie: str = Field(primary_key=True, sa_type=Text)
    verwijzer: str = Field(sa_type=Text)
    bericht_id: int = Field(sa_type=BigInteger)


class TeVolgen(SQLModel, table=True):
    """Processed declarations that norms and budgets have not counted. Writer: declaratie; emptied by normbewaking."""

    __tablename__ = "te_volgen"
    bericht_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


class RegioTelling(SQLModel, table=True):
    """For which norms and budgets of a region the figures stand; another fingerprint asks to count again.

    Writer: normbewaking.
    """

    __tablename__ = "regio_telling"
    __table_args__ = (_CLUSTERED,)
    regio: str = Field(primary_key=True, sa_type=Text)
    vingerafdruk: str = Field(sa_type=Text)


class NormStand(SQLModel, table=True):
    """The figures of one norm, net of credits, and the state told last. Writer: normbewaking.

    ``maanden``, ``nieuwe_clienten`` and ``andere_eenheden`` are JSON; ``wisselingen`` counts the events told.
    """

    __tablename__ = "norm_stand"
    __table_args__ = (_CLUSTERED,)
    regio: str = Field(primary_key=True, sa_type=Text)
    aanbieder: str = Field(primary_key=True, sa_type=Text)
    product: str = Field(primary_key=True, sa_type=Text)
    jaar: int = Field(primary_key=True)
    minuten: int = Field(sa_type=BigInteger)
    cent: int = Field(sa_type=BigInteger)
    clienten: int
    regels: int
    late_regels: int
    maanden: str = Field(sa_type=Text)
    nieuwe_clienten: str = Field(sa_type=Text)
    andere_eenheden: str = Field(sa_type=Text)
    verteld: str = Field(sa_type=Text)
    wisselingen: int


class NormClient(SQLModel, table=True):
    """Net granted minutes of one client under one norm. ``client`` is the pseudonym in hexadecimal.

    Writer: normbewaking.
    """

    __tablename__ = "norm_client"
    __table_args__ = (_CLUSTERED,)
    regio: str = Field(primary_key=True, sa_type=Text)
    aanbieder: str = Field(primary_key=True, sa_type=Text)
    product: str = Field(primary_key=True, sa_type=Text)
    jaar: int = Field(primary_key=True)
    client: str = Field(primary_key=True, sa_type=Text)
    minuten: int = Field(sa_type=BigInteger)
    eerste_maand: int


class BudgetStand(SQLModel, table=True):
    """The figures of one budget, net of credits, and the highest border told. Writer: normbewaking.

    ``maanden`` is JSON; ``wisselingen`` counts the events told.
    """

    __tablename__ = "budget_stand"
    __table_args__ = (_CLUSTERED,)
    regio: str = Field(primary_key=True, sa_type=Text)
    segment: str = Field(primary_key=True, sa_type=Text)
    subsegment: str = Field(primary_key=True, sa_type=Text)
    jaar: int = Field(primary_key=True)
    toegekend: int = Field(sa_type=BigInteger)
    uitgezonderd: int = Field(sa_type=BigInteger)
    regels: int
    maanden: str = Field(sa_type=Text)
    verteld: int
    wisselingen: int


class BudgetToewijzing(SQLModel, table=True):
    """What was granted on an allocation under one budget, net of credits. Writer: normbewaking."""

    __tablename__ = "budget_toewijzing"
    __table_args__ = (_CLUSTERED,)
    regio: str = Field(primary_key=True, sa_type=Text)
    segment: str = Field(primary_key=True, sa_type=Text)
    subsegment: str = Field(primary_key=True, sa_type=Text)
    jaar: int = Field(primary_key=True)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    toewijzing_nummer: int = Field(primary_key=True, sa_type=BigInteger)
    cent: int = Field(sa_type=BigInteger)

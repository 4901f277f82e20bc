"""Knows the tables of the GGk: envelopes that came in and went out, attempts to deliver them, and what must be packed.

No column holds a BSN, a name or an address: bodies and texts of others are sealed. Writer of all: gateway.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class Envelop(SQLModel, table=True):
    """An envelope, in or out (``richting``), which never changes; only what became of it does. Writer: gateway.

    ``sleutel`` is unique per direction: by it a repetition is recognised. ``bron`` and ``levering`` name the message it
    carries or is about. ``bij`` is the envelope it answers. ``volgende_poging`` and ``wanneer`` are milliseconds since
    1970; ``sinds`` and ``klaar`` ISO 8601 moments in UTC; ``uiterlijk`` the last day for what must follow on it.
    ``antwoord`` is the Bv03 that was given, as bytes. ``inhoud`` and ``bijlage`` (what else there is) are sealed.
    """

    __tablename__ = "envelop"
    __table_args__ = (
        UniqueConstraint("richting", "sleutel", name="uq_envelop_sleutel"),
        Index("ix_envelop_stand", "richting", "stand", "volgende_poging"),
        Index("ix_envelop_referentienummer", "referentienummer"),
        Index("ix_envelop_levering", "levering"),
        Index("ix_envelop_identificatie", "identificatie"),
        Index("ix_envelop_bij", "bij"),
    )
    envelop_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    richting: str = Field(sa_type=Text)
    sleutel: str = Field(sa_type=Text)
    berichtcode: str = Field(sa_type=Text)
    referentienummer: str = Field(sa_type=Text)
    cross_refnummer: str | None = Field(default=None, sa_type=Text)
    functie: str | None = Field(default=None, sa_type=Text)
    zender: str | None = Field(default=None, sa_type=Text)
    ontvanger: str | None = Field(default=None, sa_type=Text)
    identificatie: str | None = Field(default=None, sa_type=Text)
    bron: str | None = Field(default=None, sa_type=Text)
    levering: str | None = Field(default=None, sa_type=Text)
    bij: int | None = Field(default=None, sa_type=BigInteger)
    vingerafdruk: bytes = Field(sa_type=LargeBinary)
    stand: str = Field(sa_type=Text)
    reden: str | None = Field(default=None, sa_type=Text)
    pogingen: int
    volgende_poging: int = Field(sa_type=BigInteger)
    wanneer: int = Field(sa_type=BigInteger)
    sinds: str = Field(sa_type=Text)
    klaar: str | None = Field(default=None, sa_type=Text)
    uiterlijk: str | None = Field(default=None, sa_type=Text)
    alarm: int
    beantwoord: int
    antwoord: bytes | None = Field(default=None, sa_type=LargeBinary)
    inhoud: bytes = Field(sa_type=LargeBinary)
    bijlage: bytes | None = Field(default=None, sa_type=LargeBinary)


class EnvelopPoging(SQLModel, table=True):
    """One attempt to deliver an envelope: when, what came of it, and when the next follows. Writer: gateway."""

    __tablename__ = "envelop_poging"
    __table_args__ = (_CLUSTERED,)
    envelop_id: int = Field(primary_key=True, sa_type=BigInteger)
    poging: int = Field(primary_key=True)
    moment: str = Field(sa_type=Text)
    uitkomst: str = Field(sa_type=Text)
    volgende: str | None = Field(default=None, sa_type=Text)


class TeVerpakken(SQLModel, table=True):
    """Answers of which the gateway must still see whether an envelope leaves for them. Writer: gateway."""

    __tablename__ = "te_verpakken"
    __table_args__ = (_CLUSTERED,)
    bron: str = Field(primary_key=True, sa_type=Text)
    levering: str = Field(primary_key=True, sa_type=Text)

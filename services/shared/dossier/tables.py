"""Knows every table of the dossier; the migrations make them, bulk code reads and writes them by these names.

No column holds a BSN, a name or an address: clients are keyed pseudonyms, bodies are sealed. Amounts are eurocents,
dates inclusive. Each table has one writer, named in its docstring. On PostgreSQL the keys of toewijzing, saldo and
open_debet begin with the number, not with the municipality that nearly all rows share (migration 0004).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class Instelling(SQLModel, table=True):
    """What belongs to this database as a whole, such as the fingerprint of its key. Writer: the opening of it."""

    __tablename__ = "instelling"
    naam: str = Field(primary_key=True, sa_type=Text)
    waarde: str = Field(sa_type=Text)


class Teller(SQLModel, table=True):
    """Rising numbers where the database has no sequences (SQLite). Writer: the database port."""

    __tablename__ = "teller"
    naam: str = Field(primary_key=True, sa_type=Text)
    volgende: int = Field(sa_type=BigInteger)


class Bericht(SQLModel, table=True):
    """A delivery and what came of it, with message and answer sealed. Writers: toewijzing and declaratie.

    ``levering`` is unique within ``bron``; ``uitkomst`` is an Outcome; amounts are signed eurocents. ``dagtekening`` is
    the date of the declaration (JW323, JW303).
    """

    __tablename__ = "bericht"
    __table_args__ = (
        UniqueConstraint("bron", "levering", name="uq_bericht_levering"),
        Index("ix_bericht_identificatie", "identificatie"),
    )
    bericht_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    bron: str = Field(sa_type=Text)
    levering: str = Field(sa_type=Text)
    soort: str = Field(sa_type=Text)
    gemeente: str | None = Field(default=None, sa_type=Text)
    aanbieder: str | None = Field(default=None, sa_type=Text)
    identificatie: str | None = Field(default=None, sa_type=Text)
    dagtekening: date | None = None
    ontvangen_op: str = Field(sa_type=Text)
    beoordeeld_op: str | None = Field(default=None, sa_type=Text)
    inhoud_hash: bytes = Field(sa_type=LargeBinary)
    uitkomst: str = Field(sa_type=Text)
    regels: int
    ingediend_cent: int = Field(sa_type=BigInteger)
    toegekend_cent: int = Field(sa_type=BigInteger)
    antwoord_soort: str | None = Field(default=None, sa_type=Text)
    antwoord_id: str | None = Field(default=None, sa_type=Text)
    inhoud: bytes = Field(sa_type=LargeBinary)
    antwoord: bytes | None = Field(default=None, sa_type=LargeBinary)
    oordeel: bytes = Field(sa_type=LargeBinary)


class Identificatie(SQLModel, table=True):
    """Identifications of messages that were taken for processing (TR056). Writers: toewijzing and declaratie."""

    __tablename__ = "identificatie"
    __table_args__ = (_CLUSTERED,)
    afzender: str = Field(primary_key=True, sa_type=Text)
    bericht_code: str = Field(primary_key=True, sa_type=Text)
    identificatie: str = Field(primary_key=True, sa_type=Text)
    bericht_id: int = Field(sa_type=BigInteger)


class _ToewijzingInhoud(SQLModel):
    """The content of one version of an allocation."""

    aanbieder: str = Field(sa_type=Text)
    client: bytes = Field(sa_type=LargeBinary)
    categorie: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=Text)
    toewijzingsdatum: date
    toewijzingstijd: str = Field(sa_type=Text)
    ingangsdatum: date
    einddatum: date | None = None
    reden_wijziging: str | None = Field(default=None, sa_type=Text)
    volume: int | None = None
    eenheid: str | None = Field(default=None, sa_type=Text)
    frequentie: str | None = Field(default=None, sa_type=Text)
    budget: int | None = None


class Toewijzing(_ToewijzingInhoud, table=True):
    """The version of each allocation that counts now (IV013). Writer: toewijzing."""

    __tablename__ = "toewijzing"
    __table_args__ = (Index("ix_toewijzing_client", "gemeente", "aanbieder", "client"), _CLUSTERED)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    toewijzing_nummer: int = Field(primary_key=True, sa_type=BigInteger)


class ToewijzingVersie(_ToewijzingInhoud, table=True):
    """Every accepted version of every allocation, by the message that brought it. Writer: toewijzing."""

    __tablename__ = "toewijzing_versie"
    __table_args__ = (_CLUSTERED,)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    toewijzing_nummer: int = Field(primary_key=True, sa_type=BigInteger)
    bericht_id: int = Field(primary_key=True, sa_type=BigInteger)
    referentie_aanbieder: str | None = Field(default=None, sa_type=Text)


class Declaratie(SQLModel, table=True):
    """Declaration numbers that were processed (TR333; factuurnummers for JW303). Writer: declaratie."""

    __tablename__ = "declaratie"
    __table_args__ = (_CLUSTERED,)
    aanbieder: str = Field(primary_key=True, sa_type=Text)
    soort: str = Field(primary_key=True, sa_type=Text)
    nummer: str = Field(primary_key=True, sa_type=Text)
    bericht_id: int = Field(sa_type=BigInteger)


class DeclaratiePeriode(SQLModel, table=True):
    """The latest processed DeclaratiePeriode of a provider at a municipality (TR318). Writer: declaratie."""

    __tablename__ = "declaratie_periode"
    __table_args__ = (_CLUSTERED,)
    aanbieder: str = Field(primary_key=True, sa_type=Text)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    laatste_begin: date


class Boeking(SQLModel, table=True):
    """The ledger: every line of a processed declaration, never changed. Writer: declaratie.

    ``toegekend`` 1 for a granted debit or an accepted credit, 0 for a refused line (its number is used, its amount
    is nothing). ``retourcodes`` of a refused line, separated by spaces. ``toewijzing_nummer`` can
    be absent in release 2.3.
    """

    __tablename__ = "boeking"
    __table_args__ = (
        # The number first: it alone tells nearly all lines apart, so that one comparison is enough on the way down.
        Index("ux_boeking_referentie", "referentie_nummer", "aanbieder", unique=True),
        Index(
            "ux_boeking_credit",
            "aanbieder",
            "vorig_referentie_nummer",
            unique=True,
            sqlite_where=text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
            postgresql_where=text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
        ),
    )
    bericht_id: int = Field(primary_key=True, sa_type=BigInteger)
    regel: int = Field(primary_key=True)
    aanbieder: str = Field(sa_type=Text)
    gemeente: str = Field(sa_type=Text)
    referentie_nummer: str = Field(sa_type=Text)
    vorig_referentie_nummer: str | None = Field(default=None, sa_type=Text)
    toewijzing_nummer: int | None = Field(default=None, sa_type=BigInteger)
    product_categorie: str = Field(sa_type=Text)
    product_code: str = Field(sa_type=Text)
    begin: date
    eind: date
    geleverd_volume: int
    eenheid: str = Field(sa_type=Text)
    product_tarief: int | None = None
    bedrag: int
    debet_credit: str = Field(sa_type=Text)
    toegekend: int = Field(sa_type=SmallInteger)
    retourcodes: str | None = Field(default=None, sa_type=Text)


class OpenDebet(SQLModel, table=True):
    """Granted debits that were not credited, one per allocation, product and period (TR389). Writer: declaratie.

    A credit takes its whole debit away, so the amounts add up to what stands on a period (release 3.2 only).
    """

    __tablename__ = "open_debet"
    __table_args__ = (_CLUSTERED,)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    toewijzing_nummer: int = Field(primary_key=True, sa_type=BigInteger)
    begin: date = Field(primary_key=True)
    eind: date = Field(primary_key=True)
    product_code: str = Field(primary_key=True, sa_type=Text)
    product_categorie: str = Field(primary_key=True, sa_type=Text)
    bedrag: int


class Saldo(SQLModel, table=True):
    """The balance of an allocation; always the sum of its granted postings. Writer: declaratie.

    ``volume`` in the smallest unit of its kind (minutes for hours and minutes); ``regels`` counts granted lines that
    were not credited.
    """

    __tablename__ = "saldo"
    # Half of a page stays free on PostgreSQL: a batch changes all balances of a page, and one that finds room beside
    # its old self needs no new entry in the index.
    __table_args__ = ({**_CLUSTERED, "postgresql_with": {"fillfactor": 50}},)
    gemeente: str = Field(primary_key=True, sa_type=Text)
    toewijzing_nummer: int = Field(primary_key=True, sa_type=BigInteger)
    cent: int = Field(sa_type=BigInteger)
    volume: int = Field(sa_type=BigInteger)
    regels: int = Field(sa_type=BigInteger)


class Gebeurtenis(SQLModel, table=True):
    """The outbox: events that wait until they are published, in order. Writers: all services; emptied by the relay."""

    __tablename__ = "gebeurtenis"
    __table_args__ = (CheckConstraint("length(data) > 0", name="ck_gebeurtenis_data"),)
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    dienst: str = Field(sa_type=Text)
    topic: str = Field(sa_type=Text)
    sleutel: str = Field(sa_type=Text)
    kop: str = Field(sa_type=Text)
    data: bytes = Field(sa_type=LargeBinary)


class Positie(SQLModel, table=True):
    """How far a service is in a partition: the offset it reads next. Writer: that service, by compare-and-set."""

    __tablename__ = "positie"
    __table_args__ = (_CLUSTERED,)
    groep: str = Field(primary_key=True, sa_type=Text)
    topic: str = Field(primary_key=True, sa_type=Text)
    nummer: int = Field(primary_key=True)
    volgende: int = Field(sa_type=BigInteger)


class Leiding(SQLModel, table=True):
    """Who does a task of which only one may be active, and until when (milliseconds since 1970). Writer: all."""

    __tablename__ = "leiding"
    __table_args__ = (_CLUSTERED,)
    taak: str = Field(primary_key=True, sa_type=Text)
    houder: str = Field(sa_type=Text)
    tot: int = Field(sa_type=BigInteger)


class Wachtend(SQLModel, table=True):
    """Deliveries that wait for an earlier one of the same pair. Writer: the service that will judge them.

    ``moment``: when the log took it in, in milliseconds since 1970. ``inhoud`` is sealed.
    """

    __tablename__ = "wachtend"
    wacht_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    dienst: str = Field(sa_type=Text)
    bron: str = Field(sa_type=Text)
    levering: str = Field(sa_type=Text)
    gemeente: str = Field(sa_type=Text)
    aanbieder: str = Field(sa_type=Text)
    topic: str = Field(sa_type=Text)
    nummer: int
    positie: int = Field(sa_type=BigInteger)
    sleutel: str | None = Field(default=None, sa_type=Text)
    moment: int = Field(sa_type=BigInteger)
    inhoud: bytes = Field(sa_type=LargeBinary)


class Geparkeerd(SQLModel, table=True):
    """Records that were set aside, with the reason and who must look at it. Writer: the service that parked it.

    ``soort_fout`` is data or bug; ``stand`` is geparkeerd, opnieuw (asked to be judged again), klaar or weggedaan.
    ``inhoud`` is the sealed record: its key, headers and value.
    """

    __tablename__ = "geparkeerd"
    __table_args__ = (Index("ix_geparkeerd_stand", "stand", "dienst"),)
    parkeer_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    dienst: str = Field(sa_type=Text)
    topic: str = Field(sa_type=Text)
    nummer: int
    positie: int = Field(sa_type=BigInteger)
    bron: str | None = Field(default=None, sa_type=Text)
    levering: str | None = Field(default=None, sa_type=Text)
    gemeente: str | None = Field(default=None, sa_type=Text)
    aanbieder: str | None = Field(default=None, sa_type=Text)
    soort_fout: str = Field(sa_type=Text)
    reden: str = Field(sa_type=Text)
    eigenaar: str = Field(sa_type=Text)
    moment: int = Field(sa_type=BigInteger)
    sinds: str = Field(sa_type=Text)
    stand: str = Field(sa_type=Text)
    inhoud: bytes = Field(sa_type=LargeBinary)


class Logboek(SQLModel, table=True):
    """The embedded log: the records of every topic. Writer: the embedded log. Values are sealed."""

    __tablename__ = "logboek"
    __table_args__ = (_CLUSTERED,)
    topic: str = Field(primary_key=True, sa_type=Text)
    nummer: int = Field(primary_key=True)
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger)
    sleutel: bytes | None = Field(default=None, sa_type=LargeBinary)
    kop: str = Field(sa_type=Text)
    waarde: bytes | None = Field(default=None, sa_type=LargeBinary)
    moment: int = Field(sa_type=BigInteger)


class Bezorging(SQLModel, table=True):
    """An answer on its way to its destination. Writer: gateway.

    ``stand``: ontvangst, verwacht, wacht, bezorgd, geparkeerd or envelop (leaves in one);
    ``volgende_poging`` milliseconds since 1970. ``inhoud`` is sealed.
    """

    __tablename__ = "bezorging"
    __table_args__ = (
        Index("ix_bezorging_stand", "stand", "volgende_poging"),
        Index("ix_bezorging_antwoord_op", "antwoord_op"),
        UniqueConstraint("bron", "levering"),
    )
    bezorging_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    bron: str = Field(sa_type=Text)
    levering: str = Field(sa_type=Text)
    antwoord_op: str = Field(sa_type=Text)
    antwoord_op_bron: str = Field(sa_type=Text)
    soort: str = Field(sa_type=Text)
    sleutel: str | None = Field(default=None, sa_type=Text)
    bestemming: str = Field(sa_type=Text)
    stand: str = Field(sa_type=Text)
    pogingen: int
    volgende_poging: int = Field(sa_type=BigInteger)
    sinds: str = Field(sa_type=Text)
    inhoud: bytes = Field(sa_type=LargeBinary)


class Bezorgpoging(SQLModel, table=True):
    """One attempt to deliver an answer: when, what came of it, and when the next follows. Writer: gateway."""

    __tablename__ = "bezorgpoging"
    __table_args__ = (_CLUSTERED,)
    bezorging_id: int = Field(primary_key=True, sa_type=BigInteger)
    poging: int = Field(primary_key=True)
    moment: str = Field(sa_type=Text)
    uitkomst: str = Field(sa_type=Text)
    volgende: str | None = Field(default=None, sa_type=Text)

"""De eerste tabellen van het dossier."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_SEQUENCES = (
    "bericht_volgnummer",
    "gebeurtenis_volgnummer",
    "parkeer_volgnummer",
    "wacht_volgnummer",
    "bezorg_volgnummer",
)


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"CREATE SEQUENCE {name}")
    op.create_table(
        "bericht",
        sa.Column("bericht_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("levering", sa.Text(), nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=True),
        sa.Column("aanbieder", sa.Text(), nullable=True),
        sa.Column("identificatie", sa.Text(), nullable=True),
        sa.Column("dagtekening", sa.Date(), nullable=True),
        sa.Column("ontvangen_op", sa.Text(), nullable=False),
        sa.Column("beoordeeld_op", sa.Text(), nullable=True),
        sa.Column("inhoud_hash", sa.LargeBinary(), nullable=False),
        sa.Column("uitkomst", sa.Text(), nullable=False),
        sa.Column("regels", sa.Integer(), nullable=False),
        sa.Column("ingediend_cent", sa.BigInteger(), nullable=False),
        sa.Column("toegekend_cent", sa.BigInteger(), nullable=False),
        sa.Column("antwoord_soort", sa.Text(), nullable=True),
        sa.Column("antwoord_id", sa.Text(), nullable=True),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.Column("antwoord", sa.LargeBinary(), nullable=True),
        sa.Column("oordeel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bericht_id"),
        sa.UniqueConstraint("bron", "levering", name="uq_bericht_levering"),
    )
    op.create_table(
        "bezorging",
        sa.Column("bezorging_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("levering", sa.Text(), nullable=False),
        sa.Column("antwoord_op", sa.Text(), nullable=False),
        sa.Column("antwoord_op_bron", sa.Text(), nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=True),
        sa.Column("bestemming", sa.Text(), nullable=False),
        sa.Column("stand", sa.Text(), nullable=False),
        sa.Column("pogingen", sa.Integer(), nullable=False),
        sa.Column("volgende_poging", sa.BigInteger(), nullable=False),
        sa.Column("sinds", sa.Text(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bezorging_id"),
        sa.UniqueConstraint("bron", "levering"),
    )
    with op.batch_alter_table("bezorging", schema=None) as batch_op:
        batch_op.create_index("ix_bezorging_stand", ["stand", "volgende_poging"], unique=False)

    op.create_table(
        "bezorgpoging",
        sa.Column("bezorging_id", sa.BigInteger(), nullable=False),
        sa.Column("poging", sa.Integer(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("uitkomst", sa.Text(), nullable=False),
        sa.Column("volgende", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bezorging_id", "poging"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "boeking",
        sa.Column("bericht_id", sa.BigInteger(), nullable=False),
        sa.Column("regel", sa.Integer(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("referentie_nummer", sa.Text(), nullable=False),
        sa.Column("vorig_referentie_nummer", sa.Text(), nullable=True),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=True),
        sa.Column("product_categorie", sa.Text(), nullable=False),
        sa.Column("product_code", sa.Text(), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("geleverd_volume", sa.Integer(), nullable=False),
        sa.Column("eenheid", sa.Text(), nullable=False),
        sa.Column("product_tarief", sa.Integer(), nullable=True),
        sa.Column("bedrag", sa.Integer(), nullable=False),
        sa.Column("debet_credit", sa.Text(), nullable=False),
        sa.Column("toegekend", sa.SmallInteger(), nullable=False),
        sa.Column("retourcodes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bericht_id", "regel"),
    )
    with op.batch_alter_table("boeking", schema=None) as batch_op:
        batch_op.create_index(
            "ux_boeking_credit",
            ["aanbieder", "vorig_referentie_nummer"],
            unique=True,
            sqlite_where=sa.text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
            postgresql_where=sa.text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
        )
        batch_op.create_index("ux_boeking_referentie", ["aanbieder", "referentie_nummer"], unique=True)

    op.create_table(
        "declaratie",
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Text(), nullable=False),
        sa.Column("bericht_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("aanbieder", "soort", "nummer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "declaratie_periode",
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("laatste_begin", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("aanbieder", "gemeente"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gebeurtenis",
        sa.Column("volgnummer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dienst", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("kop", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(data) > 0", name="ck_gebeurtenis_data"),
        sa.PrimaryKeyConstraint("volgnummer"),
    )
    op.create_table(
        "geparkeerd",
        sa.Column("parkeer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dienst", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("positie", sa.BigInteger(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=True),
        sa.Column("levering", sa.Text(), nullable=True),
        sa.Column("gemeente", sa.Text(), nullable=True),
        sa.Column("aanbieder", sa.Text(), nullable=True),
        sa.Column("soort_fout", sa.Text(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=False),
        sa.Column("eigenaar", sa.Text(), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("sinds", sa.Text(), nullable=False),
        sa.Column("stand", sa.Text(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("parkeer_id"),
    )
    with op.batch_alter_table("geparkeerd", schema=None) as batch_op:
        batch_op.create_index("ix_geparkeerd_stand", ["stand", "dienst"], unique=False)

    op.create_table(
        "identificatie",
        sa.Column("afzender", sa.Text(), nullable=False),
        sa.Column("bericht_code", sa.Text(), nullable=False),
        sa.Column("identificatie", sa.Text(), nullable=False),
        sa.Column("bericht_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("afzender", "bericht_code", "identificatie"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "instelling",
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("waarde", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("naam"),
    )
    op.create_table(
        "leiding",
        sa.Column("taak", sa.Text(), nullable=False),
        sa.Column("houder", sa.Text(), nullable=False),
        sa.Column("tot", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("taak"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logboek",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("volgnummer", sa.BigInteger(), nullable=False),
        sa.Column("sleutel", sa.LargeBinary(), nullable=True),
        sa.Column("kop", sa.Text(), nullable=False),
        sa.Column("waarde", sa.LargeBinary(), nullable=True),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "nummer", "volgnummer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_debet",
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=False),
        sa.Column("product_code", sa.Text(), nullable=False),
        sa.Column("product_categorie", sa.Text(), nullable=False),
        sa.Column("bedrag", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente", "toewijzing_nummer", "begin", "eind", "product_code", "product_categorie"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "positie",
        sa.Column("groep", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("volgende", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("groep", "topic", "nummer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saldo",
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.Column("cent", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("regels", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente", "toewijzing_nummer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "teller",
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("volgende", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("naam"),
    )
    op.create_table(
        "toewijzing",
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("categorie", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("toewijzingsdatum", sa.Date(), nullable=False),
        sa.Column("toewijzingstijd", sa.Text(), nullable=False),
        sa.Column("ingangsdatum", sa.Date(), nullable=False),
        sa.Column("einddatum", sa.Date(), nullable=True),
        sa.Column("reden_wijziging", sa.Text(), nullable=True),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("eenheid", sa.Text(), nullable=True),
        sa.Column("frequentie", sa.Text(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente", "toewijzing_nummer"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("toewijzing", schema=None) as batch_op:
        batch_op.create_index("ix_toewijzing_client", ["gemeente", "aanbieder", "client"], unique=False)

    op.create_table(
        "toewijzing_versie",
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("categorie", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("toewijzingsdatum", sa.Date(), nullable=False),
        sa.Column("toewijzingstijd", sa.Text(), nullable=False),
        sa.Column("ingangsdatum", sa.Date(), nullable=False),
        sa.Column("einddatum", sa.Date(), nullable=True),
        sa.Column("reden_wijziging", sa.Text(), nullable=True),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("eenheid", sa.Text(), nullable=True),
        sa.Column("frequentie", sa.Text(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.Column("bericht_id", sa.BigInteger(), nullable=False),
        sa.Column("referentie_aanbieder", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("gemeente", "toewijzing_nummer", "bericht_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wachtend",
        sa.Column("wacht_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dienst", sa.Text(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("levering", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("positie", sa.BigInteger(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=True),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("wacht_id"),
    )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"DROP SEQUENCE {name}")
    op.drop_table("wachtend")
    op.drop_table("toewijzing_versie")
    with op.batch_alter_table("toewijzing", schema=None) as batch_op:
        batch_op.drop_index("ix_toewijzing_client")

    op.drop_table("toewijzing")
    op.drop_table("teller")
    op.drop_table("saldo")
    op.drop_table("positie")
    op.drop_table("open_debet")
    op.drop_table("logboek")
    op.drop_table("leiding")
    op.drop_table("instelling")
    op.drop_table("identificatie")
    with op.batch_alter_table("geparkeerd", schema=None) as batch_op:
        batch_op.drop_index("ix_geparkeerd_stand")

    op.drop_table("geparkeerd")
    op.drop_table("gebeurtenis")
    op.drop_table("declaratie_periode")
    op.drop_table("declaratie")
    with op.batch_alter_table("boeking", schema=None) as batch_op:
        batch_op.drop_index("ux_boeking_referentie")
        batch_op.drop_index(
            "ux_boeking_credit",
            sqlite_where=sa.text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
            postgresql_where=sa.text("vorig_referentie_nummer IS NOT NULL AND toegekend = 1"),
        )

    op.drop_table("boeking")
    op.drop_table("bezorgpoging")
    with op.batch_alter_table("bezorging", schema=None) as batch_op:
        batch_op.drop_index("ix_bezorging_stand")

    op.drop_table("bezorging")
    op.drop_table("bericht")

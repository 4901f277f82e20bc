"""Enveloppen van de GGk, hun bezorgpogingen, en wat nog verpakt moet worden."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQUENCES = ("envelop_volgnummer",)
_INDEXES = {
    "ix_envelop_stand": ["richting", "stand", "volgende_poging"],
    "ix_envelop_referentienummer": ["referentienummer"],
    "ix_envelop_levering": ["levering"],
    "ix_envelop_identificatie": ["identificatie"],
    "ix_envelop_bij": ["bij"],
}


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"CREATE SEQUENCE {name}")
    op.create_table(
        "envelop",
        sa.Column("envelop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("richting", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("berichtcode", sa.Text(), nullable=False),
        sa.Column("referentienummer", sa.Text(), nullable=False),
        sa.Column("cross_refnummer", sa.Text(), nullable=True),
        sa.Column("functie", sa.Text(), nullable=True),
        sa.Column("zender", sa.Text(), nullable=True),
        sa.Column("ontvanger", sa.Text(), nullable=True),
        sa.Column("identificatie", sa.Text(), nullable=True),
        sa.Column("bron", sa.Text(), nullable=True),
        sa.Column("levering", sa.Text(), nullable=True),
        sa.Column("bij", sa.BigInteger(), nullable=True),
        sa.Column("vingerafdruk", sa.LargeBinary(), nullable=False),
        sa.Column("stand", sa.Text(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.Column("pogingen", sa.Integer(), nullable=False),
        sa.Column("volgende_poging", sa.BigInteger(), nullable=False),
        sa.Column("wanneer", sa.BigInteger(), nullable=False),
        sa.Column("sinds", sa.Text(), nullable=False),
        sa.Column("klaar", sa.Text(), nullable=True),
        sa.Column("uiterlijk", sa.Text(), nullable=True),
        sa.Column("alarm", sa.Integer(), nullable=False),
        sa.Column("beantwoord", sa.Integer(), nullable=False),
        sa.Column("antwoord", sa.LargeBinary(), nullable=True),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.Column("bijlage", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("envelop_id"),
        sa.UniqueConstraint("richting", "sleutel", name="uq_envelop_sleutel"),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "envelop", columns)
    op.create_table(
        "envelop_poging",
        sa.Column("envelop_id", sa.BigInteger(), nullable=False),
        sa.Column("poging", sa.Integer(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("uitkomst", sa.Text(), nullable=False),
        sa.Column("volgende", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("envelop_id", "poging"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "te_verpakken",
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("levering", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bron", "levering"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bericht_identificatie", "bericht", ["identificatie"])
    op.create_index("ix_bezorging_antwoord_op", "bezorging", ["antwoord_op"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_bezorging_antwoord_op", "bezorging")
    op.drop_index("ix_bericht_identificatie", "bericht")
    op.drop_table("te_verpakken")
    op.drop_table("envelop_poging")
    for name in _INDEXES:
        op.drop_index(name, "envelop")
    op.drop_table("envelop")
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"DROP SEQUENCE {name}")

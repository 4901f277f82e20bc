"""Afspraken, verzoeken, en de stand van normen en budgetten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEQUENCES = ("afspraak_volgnummer",)
_NORM = ("regio", "aanbieder", "product", "jaar")
_BUDGET = ("regio", "segment", "subsegment", "jaar")


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"CREATE SEQUENCE {name}")
    op.create_table(
        "afspraak",
        sa.Column("volgnummer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=True),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("jaar", sa.Integer(), nullable=True),
        sa.Column("bedrag", sa.BigInteger(), nullable=True),
        sa.Column("limiet", sa.BigInteger(), nullable=True),
        sa.Column("uitkomst", sa.Text(), nullable=True),
        sa.Column("verwijzer", sa.Text(), nullable=True),
        sa.Column("traject", sa.Text(), nullable=True),
        sa.Column("van", sa.Date(), nullable=True),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("bekend_op", sa.Date(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("volgnummer"),
    )
    op.create_index("ix_afspraak_toewijzing", "afspraak", ["gemeente", "toewijzing_nummer"])
    op.create_table(
        "verzoek",
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("referentie", sa.Text(), nullable=False),
        sa.Column("verwijzer", sa.Text(), nullable=False),
        sa.Column("bericht_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gemeente", "aanbieder", "referentie"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "te_volgen",
        sa.Column("bericht_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("bericht_id"),
    )
    op.create_table(
        "regio_telling",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("vingerafdruk", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("regio"),
        sqlite_with_rowid=False,
    )
    _norms()
    _budgets()


def _norms() -> None:
    op.create_table(
        "norm_stand",
        *_key(_NORM),
        sa.Column("minuten", sa.BigInteger(), nullable=False),
        sa.Column("cent", sa.BigInteger(), nullable=False),
        sa.Column("clienten", sa.Integer(), nullable=False),
        sa.Column("regels", sa.Integer(), nullable=False),
        sa.Column("late_regels", sa.Integer(), nullable=False),
        sa.Column("maanden", sa.Text(), nullable=False),
        sa.Column("nieuwe_clienten", sa.Text(), nullable=False),
        sa.Column("andere_eenheden", sa.Text(), nullable=False),
        sa.Column("verteld", sa.Text(), nullable=False),
        sa.Column("wisselingen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_NORM),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "norm_client",
        *_key(_NORM),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("minuten", sa.BigInteger(), nullable=False),
        sa.Column("eerste_maand", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_NORM, "client"),
        sqlite_with_rowid=False,
    )


def _budgets() -> None:
    op.create_table(
        "budget_stand",
        *_key(_BUDGET),
        sa.Column("toegekend", sa.BigInteger(), nullable=False),
        sa.Column("uitgezonderd", sa.BigInteger(), nullable=False),
        sa.Column("regels", sa.Integer(), nullable=False),
        sa.Column("maanden", sa.Text(), nullable=False),
        sa.Column("verteld", sa.Integer(), nullable=False),
        sa.Column("wisselingen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_BUDGET),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budget_toewijzing",
        *_key(_BUDGET),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.Column("cent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*_BUDGET, "gemeente", "toewijzing_nummer"),
        sqlite_with_rowid=False,
    )


def _key(names: tuple[str, ...]) -> list[sa.Column[object]]:
    """The columns of a key: texts and a year."""
    return [sa.Column(name, sa.Integer() if name == "jaar" else sa.Text(), nullable=False) for name in names]


def downgrade() -> None:
    """Take back."""
    for table in ("budget_toewijzing", "budget_stand", "norm_client", "norm_stand", "regio_telling", "te_volgen"):
        op.drop_table(table)
    op.drop_table("verzoek")
    op.drop_index("ix_afspraak_toewijzing", "afspraak")
    op.drop_table("afspraak")
    if op.get_bind().dialect.name == "postgresql":
        for name in _SEQUENCES:
            op.execute(f"DROP SEQUENCE {name}")

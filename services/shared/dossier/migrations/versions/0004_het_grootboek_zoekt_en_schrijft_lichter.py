"""Sleutels van het grootboek beginnen bij wat het meest onderscheidt, en saldi worden op hun plaats bijgewerkt."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEX = "ux_boeking_referentie"
_KEYS = {"toewijzing": (), "saldo": (), "open_debet": ("begin", "eind", "product_code", "product_categorie")}


def upgrade() -> None:
    """Apply. On SQLite the key of a table is the table itself: its order stays."""
    _index("referentie_nummer", "aanbieder")
    if op.get_bind().dialect.name == "postgresql":
        _keys("toewijzing_nummer", "gemeente")
        # Pages that are full already make room by themselves: a balance that changes leaves them.
        op.execute("ALTER TABLE saldo SET (fillfactor = 50)")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE saldo RESET (fillfactor)")
        _keys("gemeente", "toewijzing_nummer")
    _index("aanbieder", "referentie_nummer")


def _index(*columns: str) -> None:
    op.drop_index(_INDEX, "boeking")
    op.create_index(_INDEX, "boeking", columns, unique=True)


def _keys(*first: str) -> None:
    for table, rest in _KEYS.items():
        key = ", ".join((*first, *rest))
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY ({key})")

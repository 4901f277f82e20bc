"""Runs the migrations on the connection that ``services.shared.dossier.migrate`` opened; never started by hand."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from services.shared.dossier import tables, tables_ggk, tables_region  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()

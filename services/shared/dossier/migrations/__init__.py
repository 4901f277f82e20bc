"""The Alembic migrations of the dossier, for SQLite and PostgreSQL alike."""

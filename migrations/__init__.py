"""Alembic migrations: they create every table, the log's included."""

"""Alembic's entry: runs the steps on the connection that it is given."""

from __future__ import annotations

from alembic import context

from migrations.target import target_metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("migrations run through 'register init', which gives them a connection")
context.configure(
    connection=connection,
    target_metadata=target_metadata(),
    transaction_per_migration=False,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()

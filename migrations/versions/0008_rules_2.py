"""Standing by rules 2: what is ahead beside access, and when somebody last spoke of it.

What was kept until now is by rules 1. It is made anew from the log by the next command that
reads.

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the standing, with new tables for new columns, and say that nothing is projected yet."""
    op.execute("UPDATE projection SET position = 0, generation = 0 WHERE name = 'standing-period'")
    op.execute("DELETE FROM set_aside WHERE projection = 'standing-period'")
    for table in ("standing_part", "standing_reach", "standing_tail", "standing_key"):
        op.execute(f"DELETE FROM {table}")  # of these names alone
    op.drop_table("standing_period")
    op.create_table(
        "standing_period",
        _number("relationship"),
        _number("valid_from"),
        _number("known_from"),
        _number("known_to"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("began", "compliance", "access")),
        sa.Column("ahead", sa.Text()),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("otherwise_compliance", sa.Text()),
        sa.Column("otherwise_access", sa.Text()),
        sa.Column("otherwise_ahead", sa.Text()),
        _key("standing_period", "relationship", "valid_from", "known_from"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_source",
        _number("relationship"),
        _number("published"),
        sa.Column("position", _whole_number(), nullable=False),
        _key("standing_source", "relationship", "published"),
        sqlite_with_rowid=False,
    )


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    name = f"{table}_has_one_row_for_each_{'_'.join(columns)}"
    return sa.PrimaryKeyConstraint(*columns, name=name[:63])


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _whole_number() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")

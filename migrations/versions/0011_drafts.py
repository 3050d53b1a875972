"""Drafts of forms, for who begins in the browser to record a fact and goes on another day.

They are no acts: nothing in the log refers to them, and no backup or export has them.

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "form_draft",
        sa.Column("id", name, nullable=False),
        sa.Column("handle", name, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column(
            "saved_at",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="form_draft_has_one_row_for_each_id"),
    )
    op.create_index("form_draft_by_handle", "form_draft", ["handle"])

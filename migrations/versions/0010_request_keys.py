"""Keys of requests with the answers that they got, for a day: who sends one again does nothing twice.

They are in the database, and not in a process, because several processes may serve one register.

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "request_key",
        _name("handle"),
        _name("key"),
        sa.Column("sha256", _text(), nullable=False),
        sa.Column("made_at", _number(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("location", sa.Text()),
        sa.Column("content", sa.Text()),
        sa.PrimaryKeyConstraint(
            "handle", "key", name="request_key_has_one_row_for_each_handle_key"
        ),
    )
    op.create_index("request_key_by_made_at", "request_key", ["made_at"])


def _name(name: str) -> sa.Column[str]:
    return sa.Column(name, _text(), nullable=False)


def _text() -> sa.Text:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _number() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")

"""Standing as the days on which something begins: half the rows, in one B-tree, on both databases.

What was kept until now is made anew from the log by the next command that reads.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put new tables in the place of the old ones, and say that nothing is projected yet."""
    op.execute("UPDATE projection SET position = 0, generation = 0 WHERE name = 'standing-period'")
    op.execute("DELETE FROM set_aside WHERE projection = 'standing-period'")
    if op.get_bind().dialect.name == "sqlite":
        for table in ("standing_period", "standing_part"):
            op.execute(f"DROP TABLE {table}_box")  # its triggers go with the table of the rows
    for table in ("standing_period", "standing_part", "standing_tail", "standing_key"):
        op.drop_table(table)
    _create_keys()
    _create_rows()


def _create_keys() -> None:
    op.create_table(
        "standing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("position", _whole_number(), nullable=False, server_default="0"),
        sa.Column("reach", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tail", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="standing_key_has_one_row_for_each_id"),
        sa.UniqueConstraint(
            "generation",
            "platform",
            "jurisdiction",
            name="standing_key_has_each_generation_platform_jurisdiction_once",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "standing_tail",
        sa.Column("relationship", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", _name(), nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "relationship", "part", name="standing_tail_has_one_row_for_each_relationship_part"
        ),
    )


def _create_rows() -> None:
    op.create_table(
        "standing_period",
        _number("relationship"),
        _number("valid_from"),
        _number("known_from"),
        _number("known_to"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("began", "compliance")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("access", "certainty")),
        sa.Column("otherwise_compliance", sa.Text()),
        sa.Column("otherwise_access", sa.Text()),
        _key("standing_period", "relationship", "valid_from", "known_from"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_part",
        _number("relationship"),
        sa.Column("part", _name(), nullable=False),
        _number("valid_from"),
        _number("known_from"),
        _number("known_to"),
        sa.Column("content", sa.Text(), nullable=False),
        _key("standing_part", "relationship", "part", "valid_from", "known_from"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_reach",
        _number("relationship"),
        _number("known_from"),
        _number("reach"),
        _key("standing_reach", "relationship", "known_from"),
        sqlite_with_rowid=False,
    )


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    name = f"{table}_has_one_row_for_each_{'_'.join(columns)}"
    return sa.PrimaryKeyConstraint(*columns, name=name[:63])


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _name() -> sa.Text:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _whole_number() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")

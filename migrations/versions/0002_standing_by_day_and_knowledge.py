"""Standing by valid time and by knowledge, so that a status at any (T, K) is a look-up.

On SQLite R-trees find the rows that hold at a day and a position: a B-tree would have to
skip all that was learned later. They are no tables of the metadata, but are kept by triggers,
so that rows and boxes can't part. PostgreSQL looks up each relationship in a B-tree, which
was faster there than GiST (docs/decisions/0007).

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOREVER = 2**31 - 1


def upgrade() -> None:
    """Create the tables, their indexes and, on SQLite, the R-trees with their triggers."""
    op.add_column(
        "projection", sa.Column("generation", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "standing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="standing_key_has_one_row_for_each_id"),
        sa.UniqueConstraint(
            "generation",
            "platform",
            "jurisdiction",
            name="standing_key_has_each_generation_platform_jurisdiction_once",
        ),
        sqlite_autoincrement=True,
    )
    _create_periods()
    _create_parts()
    op.create_table(
        "standing_tail",
        sa.Column("relationship", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", _whole_number(), nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "relationship", "part", name="standing_tail_has_one_row_for_each_relationship_part"
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in ("standing_period", "standing_part"):
            _create_boxes(table)


def _whole_number() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _create_periods() -> None:
    op.create_table(
        "standing_period",
        sa.Column("id", _whole_number(), nullable=False),
        sa.Column("relationship", sa.Integer(), nullable=False),
        *_stretch(),
        sa.Column("began", sa.Text(), nullable=False),
        sa.Column("compliance", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("otherwise_compliance", sa.Text()),
        sa.Column("otherwise_access", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="standing_period_has_one_row_for_each_id"),
    )
    _create_indexes("standing_period", ["relationship"])


def _create_parts() -> None:
    op.create_table(
        "standing_part",
        sa.Column("id", _whole_number(), nullable=False),
        sa.Column("relationship", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        *_stretch(),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="standing_part_has_one_row_for_each_id"),
    )
    _create_indexes("standing_part", ["relationship", "part"])


def _stretch() -> list[sa.Column[int]]:
    names = ("valid_from", "valid_to", "known_from", "known_to")
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _create_indexes(table: str, keys: list[str]) -> None:
    op.create_index(
        f"{table}_holds_once_from_a_day",
        table,
        [*keys, "valid_from"],
        unique=True,
        sqlite_where=sa.text(f"known_to = {FOREVER}"),
        postgresql_where=sa.text(f"known_to = {FOREVER}"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(f"{table}_by_day", table, [*keys, "valid_from", "known_from"])


def _create_boxes(table: str) -> None:
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_box USING rtree_i32("
        "id, relationship_from, relationship_to, valid_from, valid_last, known_from, known_last)"
    )
    box = (
        "NEW.id, NEW.relationship, NEW.relationship, NEW.valid_from, NEW.valid_to - 1, "
        "NEW.known_from, NEW.known_to - 1"
    )
    op.execute(
        f"CREATE TRIGGER {table}_gets_its_box AFTER INSERT ON {table} "
        f"BEGIN INSERT INTO {table}_box VALUES ({box}); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_moves_its_box AFTER UPDATE ON {table} "
        f"BEGIN DELETE FROM {table}_box WHERE id = OLD.id; "
        f"INSERT INTO {table}_box VALUES ({box}); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_loses_its_box AFTER DELETE ON {table} "
        f"BEGIN DELETE FROM {table}_box WHERE id = OLD.id; END"
    )

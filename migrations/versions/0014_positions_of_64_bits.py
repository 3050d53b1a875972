"""What the standing was known from and to are positions of 64 bits, as those of the log are.

On PostgreSQL they had 32, and 2,147,483,647 meant "never": it is a position like any other now,
and "never" is further away than any log goes. There the tables are copied while everybody goes
on reading the old ones and recording in the log, and exchanged at the end, which takes as long as
it takes for readers to finish; only what brings the standing up waits. To change the columns'
type in place would keep all readers out for as long as the tables are written. SQLite's columns
have 64 bits already.

Revision: 0014, after 0013
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WAS, IS = 2**31 - 1, 2**47 - 1
KEYS = {
    "standing_period": "relationship, valid_from, known_from",
    "standing_part": "relationship, part, valid_from, known_from",
    "standing_reach": "relationship, known_from",
}
COLUMNS = {
    "standing_period": (
        "relationship, valid_from, known_from, known_to, began, compliance, access, ahead, "
        "certainty, otherwise_compliance, otherwise_access, otherwise_ahead"
    ),
    "standing_part": "relationship, part, valid_from, known_from, known_to, content",
    "standing_reach": "relationship, known_from, reach",
}
HAVE_NEVER = ("standing_period", "standing_part")


def upgrade() -> None:
    """Widen the columns on PostgreSQL, and say "never" with another number on both databases."""
    if op.get_bind().dialect.name == "sqlite":
        for table in HAVE_NEVER:
            op.execute(f"UPDATE {table} SET known_to = {IS} WHERE known_to = {WAS}")
        return
    op.execute("ALTER TABLE relationship ALTER facts TYPE bigint")  # a row for each relationship
    op.execute(f"LOCK TABLE {', '.join(KEYS)} IN SHARE ROW EXCLUSIVE MODE")
    for table, key in KEYS.items():
        _copy(table, key)
    for table, key in KEYS.items():
        name = f"{table}_has_one_row_for_each_{key.replace(', ', '_')}"[:63]
        op.execute(f"DROP TABLE {table}")
        op.execute(f"ALTER TABLE {table}_64 RENAME TO {table}")
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {table}_64_key TO {name}")


def _copy(table: str, key: str) -> None:
    """Copy a table with its rows; its key is made when they are there, which is faster."""
    op.execute(f"CREATE TABLE {table}_64 (LIKE {table} INCLUDING DEFAULTS)")
    op.execute(f"ALTER TABLE {table}_64 ALTER known_from TYPE bigint")
    if table in HAVE_NEVER:
        op.execute(f"ALTER TABLE {table}_64 ALTER known_to TYPE bigint")
    columns = COLUMNS[table]
    values = columns.replace("known_to", f"CASE known_to WHEN {WAS} THEN {IS} ELSE known_to END")
    op.execute(f"INSERT INTO {table}_64 ({columns}) SELECT {values} FROM {table}")
    op.execute(f"ALTER TABLE {table}_64 ADD CONSTRAINT {table}_64_key PRIMARY KEY ({key})")

"""The tables of the log. Migrations create them; nothing creates tables at run time."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

NAMES = {
    "pk": "%(table_name)s_has_one_row_for_each_%(column_0_N_name)s",
    "uq": "%(table_name)s_has_each_%(column_0_N_name)s_once",
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
    "ck": "%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(naming_convention=NAMES)

Name = Text().with_variant(Text(collation="C"), "postgresql")
"""A text that is compared byte by byte on both databases, so that ranges of names hold."""

WholeNumber = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both databases; SQLite takes only INTEGER as the key of its rows."""

DESIGNATED = "platform-designated/1"
"""The topic of designations: laws look for all of them, and they are few."""

REQUESTED = "removal-requested/1"
"""The topic of requests: clocks run for them, in some of all relationships."""

log = Table(
    "log",
    metadata,
    Column("position", WholeNumber, primary_key=True, autoincrement=False),
    Column("stream", Name, nullable=False),
    Column("version", WholeNumber, nullable=False),
    Column("type", Text, nullable=False),
    Column("fact_id", Name, nullable=False),
    Column("recorded_at", WholeNumber, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    CheckConstraint("position > 0", name="positions_start_at_one"),
    CheckConstraint("version > 0", name="versions_start_at_one"),
    Index("log_has_each_fact_once", "fact_id", unique=True),
    Index("log_has_one_event_for_each_version_of_a_stream", "stream", "version", unique=True),
    Index("log_by_recorded_at", "recorded_at", "position"),
)
"""The facts in commit order. ``recorded_at`` is in microseconds since 1970 UTC.

Its indexes of designations and of requests alone are stated in `migrations.target`: to state them
loads PostgreSQL's dialect, which takes a third as long as all that `register status` loads.
"""

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", WholeNumber, nullable=False),
    Column("recorded_at", WholeNumber, nullable=False),
    Column("appended_at", WholeNumber, nullable=False, server_default="0"),
    CheckConstraint("id = 1", name="is_one_row"),
)
"""The last position and time given out. Its row is the writers' lock, and because it never
goes back, a position is not used twice even after the log's tail was deleted by force.
``appended_at`` is by PostgreSQL's own clock, and says whether followers have to be woken."""

document = Table(
    "document",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Sources as archived, by the SHA-256 of their bytes. What is known about each is in the log."""

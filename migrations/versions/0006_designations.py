"""An index of designations, so that a law finds whom it obliges without reading the whole log.

When a law is amended, what changes is recorded for everybody who is designated under it, in
the same transaction. The index has those rows alone, and costs the others nothing.

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DESIGNATED = sa.text("type = 'platform-designated/1'")


def upgrade() -> None:
    """Create the index, on both databases for these rows alone."""
    op.create_index(
        "log_has_designations",
        "log",
        ["position"],
        sqlite_where=DESIGNATED,
        postgresql_where=DESIGNATED,
    )

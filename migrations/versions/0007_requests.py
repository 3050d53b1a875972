"""An index of requests, so that their clocks are found without reading the whole log.

A request is one of many figures, and only few relationships have any. The index has those rows
alone, and costs the others nothing.

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REQUESTED = sa.text("type = 'removal-requested/1'")


def upgrade() -> None:
    """Create the index, on both databases for these rows alone."""
    op.create_index(
        "log_has_requests",
        "log",
        ["stream", "position"],
        sqlite_where=REQUESTED,
        postgresql_where=REQUESTED,
    )

"""What `register doctor` finds in the database beside its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.schema.differences import differences
from projections.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def of_schema(connection: Connection) -> Iterator[Finding]:
    """Name what stands in the database that the register did not make so."""
    for place, what in differences(connection):
        yield Finding(
            "schema",
            place,
            what,
            "find out who did it and why, undo it, and see what 'register verify' says of the rest",
        )

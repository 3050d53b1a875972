"""Facts that a read model could not handle: they are noted, never swallowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from projections.tables import set_aside

if TYPE_CHECKING:
    from sqlalchemy import Connection


def note_aside(
    connection: Connection, name: str, errors: dict[int, Exception], after: int, through: int
) -> None:
    """Note which facts a read model could not handle, of those in a range of positions."""
    connection.execute(
        delete(set_aside).where(
            set_aside.c.projection == name,
            set_aside.c.position > after,
            set_aside.c.position <= through,
        )
    )
    if errors:
        connection.execute(
            insert(set_aside),
            [
                {"projection": name, "position": at, "reason": f"{type(error).__name__}: {error}"}
                for at, error in errors.items()
            ],
        )
